import type { Logger } from 'pino';

/** How long closing may take after an uncaught error, in milliseconds: longer than `closeTimeout` of `close-in-time.ts`. */
const uncaughtCloseTimeout = 4000;

/**
 * Ends the process even while a write to the store hangs: `process.exit` would wait for that write. Linux ignores a
 * SIGKILL that process 1 of a container sends itself, so `abort` follows.
 */
export function endProcess(): void {
  process.kill(process.pid, 'SIGKILL');
  process.abort();
}

/**
 * Ends the process after an uncaught error, because its state is unknown then. The error is logged, and the relay is closed,
 * so that pending writes are stored. The exit code is 1: a supervisor restarts the relay.
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
    setTimeout(endProcess, uncaughtCloseTimeout);
    close('unhandled_error').then(() => process.exit(1), endProcess);
  };
  process.on('uncaughtException', end).on('unhandledRejection', end);
}
