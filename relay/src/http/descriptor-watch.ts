import { open } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { Logger } from '../logger.ts';

/** How often to check whether a file can be opened, in milliseconds. */
const interval = 1000;

/** Near the limit, a descriptor is free now and then. So the shortage is over after this many good checks in a row. */
const checksToRecover = 5;

/**
 * Logs when the process has no file descriptors left, and when it has some again. If Node has none for a new connection, it
 * either closes the connection without any event, or the server emits an `error`. Without a listener, that `error` would
 * end the process.
 */
export function watchDescriptors(server: Server, logger: Logger): void {
  let isShort = false;
  let goodChecks = 0;
  const report = (code: string | undefined): void => {
    goodChecks = isOutOfDescriptors(code) ? 0 : goodChecks + 1;
    if (!isShort && goodChecks === 0) {
      isShort = true;
      logger.error(
        { code: 'no_descriptors', reason: code },
        'no connection can be accepted: raise the limit of open files (ulimit -n)',
      );
    } else if (isShort && goodChecks === checksToRecover) {
      isShort = false;
      logger.warn({ code: 'descriptors_again' }, 'connections can be accepted again');
    }
  };
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (isOutOfDescriptors(error.code)) report(error.code);
    else logger.error({ code: 'server_error', err: error }, 'the server failed to accept a connection');
  });
  const check = async (): Promise<void> => {
    try {
      await (await open(process.execPath)).close();
      report(undefined);
    } catch (error) {
      report(error instanceof Error && 'code' in error ? String(error.code) : undefined);
    }
  };
  const timer = setInterval(() => void check(), interval).unref();
  server.once('close', () => clearInterval(timer));
}

function isOutOfDescriptors(code: string | undefined): boolean {
  return code === 'EMFILE' || code === 'ENFILE';
}
