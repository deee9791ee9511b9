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
 * Authenticates each socket before it is connected. Allows one CONNECT at a time per connection: Socket.IO would otherwise
 * create a socket for every CONNECT that arrives before the first is answered.
 */
export function authenticateConnections(
  io: RelayServer,
  { connectionLimits, limits, reservedNames, recentVisitors, auth, addressOf }: AuthenticationParts,
): void {
  /** Connections with a socket that is connected, or about to be. */
  const occupied = new WeakSet<Connection>();
  /** Connections that had a CONNECT before. */
  const used = new WeakSet<Connection>();

  const authenticateSocket = async (socket: RelaySocket): Promise<void> => {
    const { conn, request, data } = socket;
    data.address = addressOf(request);
    connectionLimits.assertWithinLimits(request);
    // The first CONNECT was counted when the connection was made.
    if (used.has(conn)) await limits.take('handshakes', { address: data.address });
    used.add(conn);
    await identify(socket, auth);
    await reservedNames.reserve(data.person);
    recentVisitors.recordVisit(data.person, data.address);
  };

  io.use((socket, next) => {
    const { conn } = socket;
    if (occupied.has(conn)) {
      // Many more CONNECT packets may have arrived in the same chunk; the log gets one line for all.
      if (conn.readyState === 'open') {
        auth.logger.warn({ code: 'crowded' }, 'a connection with two CONNECT packets at once was ended');
        terminate(conn);
      }
      // The connection is closed. The error lets Socket.IO forget the socket.
      next(new Error('one CONNECT at a time'));
      return;
    }
    occupied.add(conn);
    const free = (): void => void occupied.delete(conn);
    socket.once('disconnect', free);
    authenticateSocket(socket).then(
      () => next(),
      (error: unknown) => {
        free();
        const refusal = refusalOf(error, auth.logger);
        auth.refusalLog.report(refusal, socket.request);
        next(Object.assign(new Error(refusal.message), { data: refusal.toJSON() }));
      },
    );
  });
}
