import type { Logger } from '../logger.ts';
import type { LiveRoom } from './live-room.ts';
import type { OpenRooms } from './open-rooms.ts';

/** How often each open room broadcasts its head, in milliseconds. */
const headInterval = 25_000;

/** Broadcasts the heads of all open rooms from time to time. @returns a function that stops it */
export function emitHeads(open: OpenRooms, logger: Logger): () => void {
  const emit = (room: LiveRoom): void => {
    room.emitHead().catch((err: unknown) => {
      // The next interval tries again.
      logger.error({ code: 'head_failed', err, room: room.name }, 'the newest seq could not be sent');
    });
  };
  const timer = setInterval(() => open.forEach(emit), headInterval);
  return () => clearInterval(timer);
}
