import type { Duplex } from 'node:stream';

/**
 * Allows one open upgrade per Engine.IO session. Engine.IO answers any number of them, and starts an orderly close of all
 * but the first: for each it waits 30 s for the client to close too. No limit on connections or handshakes counts these.
 */
export class SessionUpgrades {
  #open = new Set<string>();

  /** @returns whether the upgrade may go on; if not, its connection was ended */
  admit(url: string, socket: Duplex): boolean {
    // Engine.IO uses the last one if there are two.
    const sid = new URLSearchParams(url.slice(url.indexOf('?') + 1)).getAll('sid').at(-1);
    // Without a session it is a handshake, which has limits of its own.
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
