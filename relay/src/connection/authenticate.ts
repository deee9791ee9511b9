import type { AddressOf } from './client-address.ts';
import { refusalOf } from '../handlers/handle.ts';
import type { Connections } from './connection-limits.ts';
import { cutOff } from './terminate.ts';
import type { FreeNames } from '../rooms/names/name-policy.ts';
import { type Doorkeeper, identify } from './identity/identify.ts';
import type { Limits } from '../limits/rate-limits.ts';
import type { Connection, RelayServer, RelaySocket } from '../rooms/sockets.ts';
import type { Whereabouts } from '../moderation/recent-visitors.ts';

export interface Admission {
  connections: Connections;
  limits: Limits;
  names: FreeNames;
  whereabouts: Whereabouts;
  door: Doorkeeper;
  addressOf: AddressOf;
}

/**
 * Lets in who connects, one at a time on each connection: Socket.IO itself would make somebody of each packet that asks to
 * come in, as long as none of them is answered.
 */
export function admit(
  io: RelayServer,
  { connections, limits, names, whereabouts, door, addressOf }: Admission,
): void {
  /** On which somebody is in, or about to be. */
  const occupied = new WeakSet<Connection>();
  /** On which somebody has wanted to come in before. */
  const known = new WeakSet<Connection>();

  const letIn = async (socket: RelaySocket): Promise<void> => {
    const { conn, request, data } = socket;
    data.address = addressOf(request);
    connections.assertRoom(request);
    // The first has been counted when the connection was made.
    if (known.has(conn)) await limits.take('handshakes', { address: data.address });
    known.add(conn);
    await identify(socket, door);
    await names.give(data.person);
    whereabouts.see(data.person, data.address);
  };

  io.use((socket, next) => {
    const { conn } = socket;
    if (occupied.has(conn)) {
      // Many more may have come in the same piece.
      if (conn.readyState === 'open') {
        door.logger.warn({ code: 'crowded' }, 'a connection on which two came in at once was ended');
        cutOff(conn);
      }
      // Nobody hears it any more, but Socket.IO forgets the socket then.
      next(new Error('one at a time'));
      return;
    }
    occupied.add(conn);
    const leave = (): void => void occupied.delete(conn);
    socket.once('disconnect', leave);
    letIn(socket).then(
      () => next(),
      (error: unknown) => {
        leave();
        const refusal = refusalOf(error, door.logger);
        door.refused.report(refusal, socket.request);
        next(Object.assign(new Error(refusal.message), { data: refusal.toJSON() }));
      },
    );
  });
}
