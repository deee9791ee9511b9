import type { AddressOf } from './client-address.ts';
import { refusalOf } from '../handlers/handle.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { terminate } from './terminate.ts';
import type { ReservedNames } from '../rooms/names/reserved-names.ts';
import { type AuthContext, identify } from './identity/identify.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import type { Connection, RelayServer, RelaySocket } from '../rooms/sockets.ts';
import type { RecentVisitors } from '../moderation/recent-visitors.ts';

export interface AuthenticationParts {
  connectionLimits: ConnectionLimits;
  limits: RateLimits;
  reservedNames: ReservedNames;
  recentVisitors: RecentVisitors;
  auth: AuthContext;
  addressOf: AddressOf;
}

/**
 * Lets in who connects, one at a time on each connection: Socket.IO itself would make somebody of each packet that asks to
 * come in, as long as none of them is answered.
 */
export function authenticateConnections(
  io: RelayServer,
  { connectionLimits, limits, reservedNames, recentVisitors, auth, addressOf }: AuthenticationParts,
): void {
  /** On which somebody is in, or about to be. */
  const occupied = new WeakSet<Connection>();
  /** On which somebody has wanted to come in before. */
  const known = new WeakSet<Connection>();

  const authenticateSocket = async (socket: RelaySocket): Promise<void> => {
    const { conn, request, data } = socket;
    data.address = addressOf(request);
    connectionLimits.assertWithinLimits(request);
    // The first has been counted when the connection was made.
    if (known.has(conn)) await limits.take('handshakes', { address: data.address });
    known.add(conn);
    await identify(socket, auth);
    await reservedNames.reserve(data.person);
    recentVisitors.recordVisit(data.person, data.address);
  };

  io.use((socket, next) => {
    const { conn } = socket;
    if (occupied.has(conn)) {
      // Many more may have come in the same piece.
      if (conn.readyState === 'open') {
        auth.logger.warn({ code: 'crowded' }, 'a connection on which two came in at once was ended');
        terminate(conn);
      }
      // Nobody hears it any more, but Socket.IO forgets the socket then.
      next(new Error('one at a time'));
      return;
    }
    occupied.add(conn);
    const leave = (): void => void occupied.delete(conn);
    socket.once('disconnect', leave);
    authenticateSocket(socket).then(
      () => next(),
      (error: unknown) => {
        leave();
        const refusal = refusalOf(error, auth.logger);
        auth.refusalLog.report(refusal, socket.request);
        next(Object.assign(new Error(refusal.message), { data: refusal.toJSON() }));
      },
    );
  });
}
