import { terminate } from './terminate.ts';
import type { Logger } from '../logger.ts';
import type { Connection } from '../rooms/sockets.ts';

/** About how many bytes may wait for all connections together. */
const mostBytesInAll = 256 * 1024 * 1024;

/** A packet of Engine.IO. The options of a broadcast hold its WebSocket frame, which is made once for all connections. */
interface Packet {
  data?: string | Uint8Array;
  options?: { wsPreEncodedFrame?: readonly Uint8Array[] };
}

/**
 * Ends connections whose client does not read, before the data that waits for them fills the memory. Their clients
 * reconnect, and catch up from the last seq that they have.
 */
export class Backpressure {
  #most: number;
  #mostInAll: number;
  #logger: Logger;
  #queues = new Map<Connection, SendQueue>();
  #bytesInAll = 0;

  /** @param most about how many bytes may wait for one connection behind the packet that is being written */
  constructor(most: number, logger: Logger, mostInAll = mostBytesInAll) {
    this.#most = most;
    this.#mostInAll = mostInAll;
    this.#logger = logger;
  }

  watch(connection: Connection): void {
    const queue = new SendQueue();
    this.#queues.set(connection, queue);
    const update = (change: () => void): void => {
      if (!this.#queues.has(connection)) return;
      const before = queue.bytes;
      change();
      this.#bytesInAll += queue.bytes - before;
    };
    connection.on('packetCreate', (packet: Packet) => {
      const { transport } = connection;
      update(() => queue.add(sizeOf(packet), isShared(packet) && transport.name === 'websocket'));
      // A writable transport sends it at once: however large it is, it is no sign that the client has stopped reading.
      if (!transport.writable) this.#enforce(connection, queue);
    });
    connection.on('flush', () => {
      update(() => queue.begin());
      this.#enforceInAll();
    });
    // Prepended: the engine's own listener gives the transport the next packets.
    const follow = (): void => {
      connection.transport.prependListener('ready', () => update(() => queue.finish()));
    };
    follow();
    connection.on('upgrade', follow);
    connection.once('close', () => this.#forget(connection));
  }

  #enforce(connection: Connection, queue: SendQueue): void {
    if (queue.bytesBehindFirst > this.#most && connection.readyState === 'open') this.#end(connection);
    this.#enforceInAll();
  }

  #enforceInAll(): void {
    while (this.#bytesInAll > this.#mostInAll) {
      // Scanning once for each connection that is ended is cheaper than keeping them sorted at each packet.
      let largest: Connection | undefined;
      let most = -1;
      for (const [connection, { bytes }] of this.#queues) {
        if (bytes > most) [largest, most] = [connection, bytes];
      }
      if (!largest) return;
      this.#end(largest);
    }
  }

  #end(connection: Connection): void {
    const bytes = this.#queues.get(connection)?.bytes ?? 0;
    // First, so that the sum falls at once even if closing the connection takes a moment.
    this.#forget(connection);
    this.#logger.warn(
      { code: 'slow_consumer', waiting: bytes },
      'a connection whose client reads too slowly was ended',
    );
    terminate(connection);
  }

  /** Counts nothing for this connection any more, even if it is given more packets. */
  #forget(connection: Connection): void {
    this.#bytesInAll -= this.#queues.get(connection)?.bytes ?? 0;
    this.#queues.delete(connection);
  }
}

/** The bytes that wait for one connection. Each packet is measured once, when it is queued. */
class SendQueue {
  /** The batch that the transport is writing: its first packet, and the others. It takes no more before all is written. */
  #first = 0;
  #others = 0;
  #queued = 0;
  /** The first packet of the queue. */
  #next: { bytes: number; shared: boolean } | undefined;

  get bytes(): number {
    return this.#first + this.#others + this.#queued;
  }

  get bytesBehindFirst(): number {
    return this.#others + this.#queued;
  }

  add(bytes: number, shared: boolean): void {
    this.#next ??= { bytes, shared };
    this.#queued += bytes;
  }

  /** The transport takes all that is queued. */
  begin(): void {
    const { bytes = 0, shared = false } = this.#next ?? {};
    // The frame of a broadcast is in memory once for all connections.
    this.#first = shared ? 0 : bytes;
    this.#others = this.#queued - bytes;
    this.#queued = 0;
    this.#next = undefined;
  }

  finish(): void {
    this.#first = 0;
    this.#others = 0;
  }
}

function isShared({ options }: Packet): boolean {
  return options?.wsPreEncodedFrame !== undefined;
}

/** In UTF-8 bytes, up to three for each UTF-16 unit. The size of a broadcast's frame is known already. */
function sizeOf({ data = '', options }: Packet): number {
  const frame = options?.wsPreEncodedFrame;
  if (frame) return frame.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
}
