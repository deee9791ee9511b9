import type { Duplex } from 'node:stream';
import { engineQueryOf } from './engine-query.ts';

/**
 * Allows one open upgrade per Engine.IO session. Engine.IO accepts any number of upgrades, and starts an orderly close of
 * all but the first: it waits up to 30 s for the client to close each of them. No other limit counts these connections.
 */
export class SessionUpgrades {
  #open = new Set<string>();

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
    socket.once('close', () => this.#open.delete(sid));
    return true;
  }
}
