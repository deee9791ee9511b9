import { open } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { Logger } from '../logger.ts';

/** How often it is looked whether a file can be opened, in milliseconds. */
const interval = 1000;

/** At the edge, one descriptor is free now and then: after so many good looks in a row it is over. */
const enough = 5;

/**
 * Tells the log when the process has no file descriptors left, and when it has some again. Where Node cannot accept a
 * connection for want of one, it closes the connection without an event, or the server emits an `error`, which would end
 * the process if nothing listened.
 */
export function watchDescriptors(server: Server, logger: Logger): void {
  let isShort = false;
  let goodLooks = 0;
  const tell = (code: string | undefined): void => {
    goodLooks = isOutOfDescriptors(code) ? 0 : goodLooks + 1;
    if (!isShort && goodLooks === 0) {
      isShort = true;
      logger.error(
        { code: 'no_descriptors', reason: code },
        'no connection can be accepted: raise the limit of open files (ulimit -n)',
      );
    } else if (isShort && goodLooks === enough) {
      isShort = false;
      logger.warn({ code: 'descriptors_again' }, 'connections can be accepted again');
    }
  };
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (isOutOfDescriptors(error.code)) tell(error.code);
    else logger.error({ code: 'server_error', err: error }, 'the server failed to accept a connection');
  });
  const look = async (): Promise<void> => {
    try {
      await (await open(process.execPath)).close();
      tell(undefined);
    } catch (error) {
      tell(error instanceof Error && 'code' in error ? String(error.code) : undefined);
    }
  };
  const timer = setInterval(() => void look(), interval).unref();
  server.once('close', () => clearInterval(timer));
}

function isOutOfDescriptors(code: string | undefined): boolean {
  return code === 'EMFILE' || code === 'ENFILE';
}
