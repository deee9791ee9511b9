import type { RoomLog } from '../log/log.ts';
import type { RelayServer } from '../rooms/sockets.ts';

/**
 * Tells the clients at once when writes to the store begin to fail, and when they succeed again. Meanwhile the clients tell their
 * readers; afterwards they send the waiting messages at once. Clients that connect meanwhile are told too: they may be able to
 * join, since a full disk can be read.
 */
export function announceOutages(io: RelayServer, log: RoomLog): void {
  let active = false;
  log.watchFailing((isFailing) => {
    active = isFailing;
    io.emit('outage', { active });
  });
  io.on('connection', (socket) => {
    if (active) socket.emit('outage', { active });
  });
}
