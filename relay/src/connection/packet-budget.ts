import { rateOf, type LimitSettings } from '../limits/rate-limits.ts';
import { TokenBucket } from '../limits/token-bucket.ts';
import type { Logger } from '../logger.ts';
import { rateLimited } from '../refusal.ts';
import type { Connection, RelaySocket } from '../rooms/sockets.ts';
import type { Requesters } from './requesters.ts';
import { terminate } from './terminate.ts';
import { webSocketOf } from './web-socket.ts';

type Transport = Connection['transport'];

/** How long a refused connection stays open, unread, in milliseconds: the reason must reach the client. */
const lingerTimeout = 1000;

/**
 * Bounds the packets of each connection, of any content. This includes packets that no other limit counts: unknown
 * events, `leave`, and requests in a room that the client is not in. A connection beyond the bound is terminated.
 */
export class PacketBudget {
  /** Undefined if limits are switched off. */
  #rate: { most: number; seconds: number } | undefined;
  #logger: Logger;
  #requesters: Requesters;
  #sockets = new WeakMap<Connection, RelaySocket>();
  #watched = new WeakSet<Transport>();

  /** @param settings absent if limits are switched off */
  constructor(settings: LimitSettings | undefined, requesters: Requesters, logger: Logger) {
    this.#rate = settings && rateOf(settings.packets);
    this.#requesters = requesters;
    this.#logger = logger;
  }

  /** Listens to Engine.IO, because a packet costs least there: it is not parsed yet, and no handler is called. */
  watch(connection: Connection): void {
    if (!this.#rate) return;
    const { most, seconds } = this.#rate;
    const bucket = new TokenBucket(most, seconds);
    let isEnded = false;
    const watchTransport = (transport: Transport): void => {
      if (this.#watched.has(transport)) return;
      this.#watched.add(transport);
      const socket = webSocketOf(transport);
      const take = (): void => {
        if (isEnded || bucket.take()) return;
        if (transport !== connection.transport || connection.readyState !== 'open') socket?.terminate();
        else {
          isEnded = true;
          this.#end(connection, seconds);
        }
      };
      // WebSocket's own pings are answered by the library, and never become packets.
      socket?.on('ping', take).on('pong', take);
      // The transport's own event comes for a closing connection too.
      transport.prependListener('packet', take);
    };
    watchTransport(connection.transport);
    // Engine.IO answers any number of probes, and the connection has no event for their packets.
    connection.on('upgrading', watchTransport).on('upgrade', watchTransport);
  }

  /** Registers the socket that is told the reason if its connection is ended. */
  add(socket: RelaySocket): void {
    this.#sockets.set(socket.conn, socket);
  }

  /** @param seconds the time until the client may send a full burst again */
  #end(connection: Connection, seconds: number): void {
    const socket = this.#sockets.get(connection);
    const { address } = this.#requesters.of(connection);
    this.#logger.warn(
      { code: 'too_many_packets', address },
      'a connection that sent too many packets was ended',
    );
    const refusal = rateLimited('more packets than one connection may send', seconds * 1000);
    socket?.emit('closed', refusal.toJSON());
    if (!socket) return terminate(connection);
    const webSocket = webSocketOf(connection.transport);
    // Socket.IO's clients do not reconnect by themselves after this.
    socket.disconnect(true);
    webSocket?.pause();
    setTimeout(() => {
      terminate(connection);
      webSocket?.terminate();
    }, lingerTimeout);
  }
}
