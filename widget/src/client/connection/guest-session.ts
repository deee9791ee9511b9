import { recall, remember } from '../storage.js';

/** The signed session by which a relay recognises a guest after a reload and in all tabs. */
export class GuestSession {
  #key: string;
  #value: string | undefined;

  constructor(relayUrl: string) {
    this.#key = `session:${relayUrl}`;
    this.#value = recall(this.#key);
  }

  /** The session to send in the handshake. */
  get value(): string | undefined {
    return this.#value;
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
}
