import { recall, remember, storagePrefix, tryStorage } from '../storage.js';

/** The longest time in which a new visitor waits for other tabs or makes them wait, in milliseconds. */
const longestTurn = 4000;

/** The signed session by which a relay recognises a guest after a reload and in all tabs. */
export class GuestSession {
  #key: string;
  #value: string | undefined;
  /** Aborted at the end of this tab's turn to connect without a session. */
  #turn: AbortController | undefined;

  constructor(relayUrl: string) {
    this.#key = `session:${relayUrl}`;
    this.#value = recall(this.#key);
  }

  /**
   * Returns the session to send in a handshake. If no tab has one yet, the tabs connect in turn, until one of them has stored
   * its session: the relay makes a new person of each handshake without a session.
   *
   * A lock around `accept` alone, or the event `storage`, would be too late. The relay has two people by then, and one of
   * them may have taken the name of the other. Browsers also copy storage from process to process with a delay.
   *
   * @param token if it signs a person in, no turn is needed
   */
  async forHandshake(token: string | undefined): Promise<string | undefined> {
    this.endTurn();
    this.#value ??= recall(this.#key);
    // Without storage, no other tab could get the session.
    const locks = tryStorage(() => navigator.locks);
    if (!token && !this.#value && locks) await this.#waitForTurn(locks);
    return this.#value;
  }

  /** Lets the next tab connect: the session is stored, or the attempt to connect has failed or was given up. */
  endTurn(): void {
    this.#turn?.abort();
  }

  /**
   * Stores the session that the relay has issued.
   *
   * @returns false if another tab has stored a session first. The guest is the same person in all tabs, so this tab must
   * reconnect with that session.
   */
  accept(issued: string): boolean {
    const fromOtherTab = this.#value === undefined ? recall(this.#key) : undefined;
    this.#value = fromOtherTab ?? issued;
    if (fromOtherTab !== undefined) return false;
    remember(this.#key, issued);
    return true;
  }

  #waitForTurn(locks: LockManager): Promise<unknown> {
    const turn = (this.#turn = new AbortController());
    const { signal } = turn;
    setTimeout(() => turn.abort(), longestTurn);
    return new Promise((go) => {
      // A lock manager that hangs does not answer an abort either.
      signal.onabort = go;
      locks
        .request(storagePrefix + this.#key, { signal }, () => {
          go(undefined);
          this.#value = recall(this.#key);
          return this.#value ?? new Promise((end) => (signal.onabort = end));
        })
        // The turn has ended, or this frame may not use locks.
        .catch(go);
    });
  }
}
