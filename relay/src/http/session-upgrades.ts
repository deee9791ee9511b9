import type { Duplex } from 'node:stream';

/**
 * Allows one open upgrade per Engine.IO session. Engine.IO accepts any number of upgrades, and starts an orderly close of
 * all but the first: it waits up to 30 s for the client to close each of them. No other limit counts these connections.
 */
export class SessionUpgrades {
  #open = new Set<string>();

  /** @returns whether the upgrade may go on; if not, its connection was ended */
  admit(url: string, socket: Duplex): boolean {
    // If the URL has two session ids, Engine.IO uses the last one.
    const sid = new URLSearchParams(url.slice(url.indexOf('?') + 1)).getAll('sid').at(-1);
    // An upgrade without a session is a handshake, which has limits of its own.
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
