import type { Duplex } from 'node:stream';

/**
 * Allows one open upgrade for each session of Engine.IO. Engine.IO answers any number of them, and closes all but the first in good
 * order: for each it waits 30 s for the client to close as well. No limit on connections or handshakes counts these.
 */
export class SessionUpgrades {
  #open = new Set<string>();

  /** @returns whether it may be served; otherwise it is ended already */
  admit(url: string, socket: Duplex): boolean {
    // Of two, Engine.IO takes the last one.
    const sid = new URLSearchParams(url.slice(url.indexOf('?') + 1)).getAll('sid').at(-1);
    // A handshake, which has limits of its own.
    if (!sid) return true;
    if (this.#open.has(sid)) {
      socket.destroy();
      return false;
    }
    this.#open.add(sid);
    socket.once('close', () => this.#open.delete(sid));
    return true;
  }
}
