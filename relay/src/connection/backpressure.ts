import { terminate } from './terminate.ts';
import type { Logger } from '../logger.ts';
import type { Connection } from '../rooms/sockets.ts';

/** About how many bytes may wait for all connections together. */
const mostOfAll = 256 * 1024 * 1024;

/** As Engine.IO tells it. The options of a broadcast hold its WebSocket frame, made once for all connections. */
interface Packet {
  data?: string | Uint8Array;
  options?: { wsPreEncodedFrame?: readonly Uint8Array[] };
}

/**
 * Ends connections whose other end does not read, before what waits for them fills the memory. They come again, and ask
 * for what they have missed by its seq.
 */
export class Backpressure {
  #most: number;
  #mostOfAll: number;
  #logger: Logger;
  #waiting = new Map<Connection, Waiting>();
  #all = 0;

  /** @param most about how many bytes may wait for one connection behind the packet that is being written */
  constructor(most: number, logger: Logger, mostInAll = mostOfAll) {
    this.#most = most;
    this.#mostOfAll = mostInAll;
    this.#logger = logger;
  }

  watch(connection: Connection): void {
    const waiting = new Waiting();
    this.#waiting.set(connection, waiting);
    const update = (change: () => void): void => {
      if (!this.#waiting.has(connection)) return;
      const before = waiting.bytes;
      change();
      this.#all += waiting.bytes - before;
    };
    connection.on('packetCreate', (packet: Packet) => {
      const { transport } = connection;
      update(() => waiting.add(sizeOf(packet), isShared(packet) && transport.name === 'websocket'));
      // Otherwise it leaves at once: however large it is, it does not show that the client has stopped reading.
      if (!transport.writable) this.#bound(connection, waiting);
    });
    connection.on('flush', () => {
      update(() => waiting.begin());
      this.#boundAll();
    });
    // Before the engine hears of it, and gives the transport what comes next.
    const follow = (): void => {
      connection.transport.prependListener('ready', () => update(() => waiting.finish()));
    };
    follow();
    connection.on('upgrade', follow);
    connection.once('close', () => this.#forget(connection));
  }

  #bound(connection: Connection, waiting: Waiting): void {
    if (waiting.behindFirst > this.#most && connection.readyState === 'open') this.#end(connection);
    this.#boundAll();
  }

  #boundAll(): void {
    while (this.#all > this.#mostOfAll) {
      // A scan for each connection that is ended is cheaper than to keep them in order for each packet.
      let largest: Connection | undefined;
      let most = -1;
      for (const [connection, { bytes }] of this.#waiting) {
        if (bytes > most) [largest, most] = [connection, bytes];
      }
      if (!largest) return;
      this.#end(largest);
    }
  }

  #end(connection: Connection): void {
    const bytes = this.#waiting.get(connection)?.bytes ?? 0;
    // At once, so that the sum falls even where the end of the connection takes a moment.
    this.#forget(connection);
    this.#logger.warn(
      { code: 'slow_consumer', waiting: bytes },
      'a connection that reads too slowly was ended',
    );
    terminate(connection);
  }

  /** Nothing is counted for it any more, whatever is still given to it. */
  #forget(connection: Connection): void {
    this.#all -= this.#waiting.get(connection)?.bytes ?? 0;
    this.#waiting.delete(connection);
  }
}

/** What one connection has not taken yet, in bytes. Each packet is measured once, when it comes. */
class Waiting {
  /** Of what the transport writes, its first packet and those behind it. It takes nothing more before all is written. */
  #first = 0;
  #others = 0;
  #queued = 0;
  /** The first packet of the queue. */
  #next: { bytes: number; shared: boolean } | undefined;

  get bytes(): number {
    return this.#first + this.#others + this.#queued;
  }

  get behindFirst(): number {
    return this.#others + this.#queued;
  }

  add(bytes: number, shared: boolean): void {
    this.#next ??= { bytes, shared };
    this.#queued += bytes;
  }

  /** The queue goes to the transport. */
  begin(): void {
    const { bytes = 0, shared = false } = this.#next ?? {};
    // All connections write the one frame of a broadcast: it does not take memory for each of them.
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

/** A text is measured in bytes, which may be three for each UTF-16 unit; those of a broadcast are known already. */
function sizeOf({ data = '', options }: Packet): number {
  const frame = options?.wsPreEncodedFrame;
  if (frame) return frame.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
}
