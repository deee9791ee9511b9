import type { RoomLog } from '../log/log.ts';
import type { RelayServer } from '../rooms/sockets.ts';

/**
 * Tells the clients at once when the store cannot be written to, and when it can be again. They say so to their readers
 * meanwhile, and send what waits as soon as it is over. Clients that connect meanwhile may be able to join: a full disk can be read.
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
