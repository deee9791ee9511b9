import { cutOff } from './cut-off.ts';
import type { Logger } from '../logger.ts';
import type { Connection } from '../rooms/sockets.ts';

/** About how many bytes may wait for all connections together. */
const mostOfAll = 256 * 1024 * 1024;

/** Where that is too much, a connection for which fewer bytes wait stays. */
const modest = 64 * 1024;

interface Packet {
  data?: { length: number };
}

/**
 * Ends connections whose other end does not read, before what waits for them fills the memory. They come again, and ask
 * for what they have missed by its seq.
 */
export class Backpressure {
  #most: number;
  #mostOfAll: number;
  #logger: Logger;
  #all = 0;

  /** @param most about how many bytes may wait for one connection */
  constructor(most: number, logger: Logger, mostInAll = mostOfAll) {
    this.#most = most;
    this.#mostOfAll = mostInAll;
    this.#logger = logger;
  }

  watch(connection: Connection): void {
    /** What was given to the connection and had to wait for what is being written. */
    let waiting = 0;
    let isClosed = false;
    const add = (bytes: number): void => {
      if (isClosed) return;
      waiting += bytes;
      this.#all += bytes;
    };

    // What leaves now is all that waits, behind its first: the connection takes nothing more before that is written.
    connection.on('flush', ([_first, ...others]: readonly Packet[]) => {
      add(others.reduce((sum, packet) => sum + sizeOf(packet), 0) - waiting);
    });
    connection.on('packetCreate', (packet: Packet) => {
      // It leaves at once: however large it is, it does not show that the client has stopped reading.
      if (connection.transport.writable) return;
      add(sizeOf(packet));
      const isTooMuch = waiting > this.#most || (this.#all > this.#mostOfAll && waiting > modest);
      if (!isTooMuch || connection.readyState !== 'open') return;
      this.#logger.warn({ code: 'slow_consumer', waiting }, 'a connection that reads too slowly was ended');
      cutOff(connection);
    });
    // Nothing is counted for it any more, whatever is still given to it.
    connection.once('close', () => {
      add(-waiting);
      isClosed = true;
    });
  }
}

function sizeOf({ data }: Packet): number {
  return data?.length ?? 0;
}
