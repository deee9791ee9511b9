import { endProcess } from './end-process.ts';
import type { Logger } from 'pino';

/** For how many milliseconds the relay may close after an error that nobody caught. */
const closeTimeout = 4000;

/** Writes what Node has to say about this process as lines of the log: Node's own warnings on stderr are no JSON. */
export function logWarnings(logger: Logger): void {
  // The listener of Node's own, which prints them.
  process.removeAllListeners('warning');
  const seen = new Set<string>();
  process.on('warning', (warning) => {
    // Some are told again and again, for each object that they concern.
    if (seen.has(warning.name)) return;
    seen.add(warning.name);
    logger.warn({ code: 'node_warning', err: warning }, warning.message);
  });
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
