import type { Duplex } from 'node:stream';
import { engineQueryOf } from './engine-query.ts';

/** How much a client may send before its upgrade is complete, in bytes. It needs a few dozen. */
const maxProbeBytes = 16 * 1024;

/**
 * Allows one open upgrade per Engine.IO session. Engine.IO accepts any number of upgrades, and starts an orderly close of
 * all but the first: it waits up to 30 s for the client to close each of them. No other limit counts these connections.
 */
export class SessionUpgrades {
  #open = new Set<string>();
  #complete = new Set<string>();

  /** @returns whether the upgrade may go on; if not, its connection was ended */
  admit(url: string, socket: Duplex): boolean {
    const { sid } = engineQueryOf(url);
    // An upgrade without a session is a handshake, which has limits of its own.
    if (!sid) return true;
    if (this.#open.has(sid)) {
      socket.destroy();
      return false;
    }
    this.#open.add(sid);
    socket.once('close', () => {
      this.#open.delete(sid);
      this.#complete.delete(sid);
    });
    return true;
  }

  /** Ends an upgrade that sends too much before it is complete. Call it once Engine.IO has been given the socket. */
  boundProbe(url: string, socket: Duplex): void {
    const { sid } = engineQueryOf(url);
    if (!sid) return;
    let bytes = 0;
    const count = (chunk: Buffer): void => {
      // The packets after the upgrade may come in one chunk with it, and were read just before.
      if (this.#complete.has(sid)) {
        socket.off('data', count);
        return;
      }
      bytes += chunk.length;
      if (bytes > maxProbeBytes) socket.destroy();
    };
    // Engine.IO's middlewares are promises: it listens to the socket only when they have settled. A listener ahead of it would
    // take the first data away, and would count a chunk before the upgrade in it is complete.
    setImmediate(() => socket.on('data', count));
  }

  /** The session's WebSocket is its transport now, and limits on packets hold for it. */
  complete(sid: string): void {
    if (this.#open.has(sid)) this.#complete.add(sid);
  }
}
