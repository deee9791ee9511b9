import { ServerResponse } from 'node:http';
import { SendQueue } from './send-queue.ts';
import { terminate } from './terminate.ts';
import type { Logger } from '../logger.ts';
import type { Connection } from '../rooms/sockets.ts';

/** About how many bytes may wait for all connections together. */
const mostBytesInAll = 256 * 1024 * 1024;

/** How long the answers of a polling session may be read after it has ended, in milliseconds. */
const answerTimeout = 10_000;

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
    connection.on('packetCreate', (packet: Packet) => {
      const { transport } = connection;
      queue.add(sizeOf(packet), isShared(packet) && transport.name === 'websocket');
      this.#recount(connection, queue);
      // A writable transport sends it at once: however large it is, it is no sign that the client has stopped reading.
      if (!transport.writable) this.#enforce(connection, queue);
    });
    connection.on('flush', () => {
      const answer = answerOf(connection);
      queue.begin(answer);
      this.#recount(connection, queue);
      // Engine.IO calls an answer done as soon as the response has it, whether the client reads it or not.
      if (answer) {
        onceRead(answer, () => {
          queue.finishAnswer(answer);
          this.#recount(connection, queue);
        });
      }
      // Not at once: Engine.IO goes on to write to the transport, and a polling connection that is ended has no response.
      if (this.#isBeyond(queue)) queueMicrotask(() => this.#enforce(connection, queue));
    });
    // Prepended: the engine's own listener gives the transport the next packets.
    const follow = (): void => {
      connection.transport.prependListener('ready', () => {
        queue.finish();
        this.#recount(connection, queue);
      });
    };
    follow();
    connection.on('upgrade', follow);
    connection.on('close', () => {
      queue.drop();
      this.#recount(connection, queue);
      if (queue.bytes > 0) setTimeout(() => queue.destroyAnswers(), answerTimeout).unref();
    });
  }

  /** To call when the bytes of a queue have changed. Those of a connection that was ended do not count any more. */
  #recount(connection: Connection, queue: SendQueue): void {
    if (!this.#queues.has(connection)) return;
    const { bytes } = queue;
    this.#bytesInAll += bytes - queue.counted;
    queue.counted = bytes;
    if (bytes === 0 && connection.readyState === 'closed') this.#forget(connection);
  }

  #isBeyond({ bytesBehindFirst }: SendQueue): boolean {
    return bytesBehindFirst > this.#most || this.#bytesInAll > this.#mostInAll;
  }

  #enforce(connection: Connection, queue: SendQueue): void {
    const isOpen = connection.readyState === 'open' && this.#queues.has(connection);
    if (isOpen && queue.bytesBehindFirst > this.#most) this.#end(connection);
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
    const queue = this.#queues.get(connection);
    const bytes = queue?.bytes ?? 0;
    // First, so that the sum falls at once even if closing the connection takes a moment.
    this.#forget(connection);
    this.#logger.warn(
      { code: 'slow_consumer', waiting: bytes },
      'a connection whose client reads too slowly was ended',
    );
    terminate(connection);
    queue?.destroyAnswers();
  }

  /** Counts nothing for this connection any more, even if it is given more packets. */
  #forget(connection: Connection): void {
    this.#bytesInAll -= this.#queues.get(connection)?.counted ?? 0;
    this.#queues.delete(connection);
  }
}

/** The response that answers the waiting request of a polling connection. */
function answerOf({ transport }: Connection): ServerResponse | undefined {
  return 'res' in transport && transport.res instanceof ServerResponse ? transport.res : undefined;
}

/** Calls back once the kernel has the whole response, or its connection is closed. */
function onceRead(response: ServerResponse, callback: () => void): void {
  response.once('finish', callback).once('close', callback);
  // A pipelined response that was never begun is not closed with its connection, but its request is.
  response.req.once('close', callback);
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
