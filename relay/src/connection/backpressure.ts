import { cutOff } from './cut-off.ts';
import type { Logger } from '../logger.ts';
import type { Connection } from '../rooms/sockets.ts';

interface Packet {
  data?: { length: number };
}

/**
 * Ends a connection whose other end does not read, before what waits for it fills the memory. It comes again, and asks
 * for what it has missed by its seq.
 *
 * @param most about how many bytes may wait
 */
export function endIfSlow(connection: Connection, most: number, logger: Logger): void {
  /** What was given to the connection and had to wait for what is being written. */
  let waiting = 0;
  const sizeOf = ({ data }: Packet): number => data?.length ?? 0;

  // What leaves now is all that waits, behind its first: the connection takes nothing more before that is written.
  connection.on('flush', ([_first, ...others]: readonly Packet[]) => {
    waiting = others.reduce((sum, packet) => sum + sizeOf(packet), 0);
  });
  connection.on('packetCreate', (packet: Packet) => {
    // It leaves at once: however large it is, it says nothing of who reads it.
    if (connection.transport.writable) return;
    waiting += sizeOf(packet);
    if (waiting <= most || connection.readyState !== 'open') return;
    logger.warn({ code: 'slow_consumer', waiting }, 'a connection that reads too slowly was ended');
    cutOff(connection);
  });
}
