import type { Logger } from 'pino';

/** For how many milliseconds the relay may close after an error that nobody caught. */
const closeTimeout = 4000;

/**
 * Ends the process although a write to the store hangs: `process.exit` would wait for that write. The first process of a
 * container cannot kill itself by SIGKILL, so `abort` comes next.
 */
export function endProcess(): void {
  process.kill(process.pid, 'SIGKILL');
  process.abort();
}

/**
 * An error that nobody caught leaves the process in a state that nobody knows: it is logged, the relay is closed so that what was
 * begun is stored, and the process ends with 1, for a supervisor to start it anew.
 */
export function endOnUncaught(logger: Logger, close: (reason: string) => Promise<void>): void {
  let isEnding = false;
  const end = (err: unknown): void => {
    try {
      logger.fatal({ code: 'unhandled_error', err }, 'an error was not caught: the relay ends');
    } catch {
      // An error thrown here would end the process at once, with the store open. There is nowhere left to report it.
    }
    if (isEnding) return;
    isEnding = true;
    setTimeout(endProcess, closeTimeout);
    close('unhandled_error').then(() => process.exit(1), endProcess);
  };
  process.on('uncaughtException', end).on('unhandledRejection', end);
}
