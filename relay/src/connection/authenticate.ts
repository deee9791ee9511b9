import { refusalOf } from '../handlers/handle.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { terminate } from './terminate.ts';
import type { ReservedNames } from '../rooms/names/reserved-names.ts';
import { type AuthContext, identify } from './identity/identify.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import type { Connection, RelayServer, RelaySocket } from '../rooms/sockets.ts';
import type { RecentVisitors } from '../moderation/recent-visitors/recent-visitors.ts';

export interface AuthenticationParts {
  connectionLimits: ConnectionLimits;
  limits: RateLimits;
  reservedNames: ReservedNames;
  recentVisitors: RecentVisitors;
  auth: AuthContext;
}

/**
 * Authenticates each socket before it is connected. Allows one CONNECT at a time per connection: Socket.IO would otherwise
 * create a socket for every CONNECT that arrives before the first is answered.
 *
 * @returns a function to call when a socket has disconnected: then its connection may get another socket
 */
export function authenticateConnections(
  io: RelayServer,
  { connectionLimits, limits, reservedNames, recentVisitors, auth }: AuthenticationParts,
): (connection: Connection) => void {
  /** The connections that have sent a CONNECT; true while one has a socket, or its socket is being authenticated. */
  const occupied = new WeakMap<Connection, boolean>();

  const authenticateSocket = async (socket: RelaySocket, isFirst: boolean): Promise<void> => {
    const { conn, data } = socket;
    data.address = auth.requesters.of(conn).address;
    connectionLimits.assertWithinLimits(data.address);
    // The first CONNECT was counted when the connection was made.
    if (!isFirst) await limits.take('handshakes', { address: data.address });
    await identify(socket, auth);
    await reservedNames.reserve(data.person);
    recentVisitors.recordVisit(data.person, data.address);
  };

  const free = (connection: Connection): void => void occupied.set(connection, false);
  io.use((socket, next) => {
    const { conn } = socket;
    if (occupied.get(conn)) {
      // Many more CONNECT packets may have arrived in the same chunk; the log gets one line for all.
      if (conn.readyState === 'open') {
        auth.logger.warn({ code: 'crowded' }, 'a connection with two CONNECT packets at once was ended');
        terminate(conn);
      }
      // The connection is closed. The error lets Socket.IO forget the socket.
      next(new Error('one CONNECT at a time'));
      return;
    }
    const isFirst = !occupied.has(conn);
    occupied.set(conn, true);
    authenticateSocket(socket, isFirst).then(
      () => next(),
      (error: unknown) => {
        free(conn);
        const refusal = refusalOf(error, auth.logger);
        auth.refusalLog.report(refusal, auth.requesters.of(conn));
        next(Object.assign(new Error(refusal.message), { data: refusal.toJSON() }));
      },
    );
  });
  return free;
}
