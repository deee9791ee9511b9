import { recall, remember } from '../storage.js';

/** What makes a guest the same person to a relay after a reload, and in all tabs. */
export class Session {
  #key: string;
  #value: string | undefined;

  constructor(relayUrl: string) {
    this.#key = `session:${relayUrl}`;
    this.#value = recall(this.#key);
  }

  /** To be shown to the relay. */
  get value(): string | undefined {
    return this.#value;
  }

  /**
   * Keeps what the relay issued.
   *
   * @returns false if another tab became somebody first: two tabs are one person, so one has to connect again.
   */
  accept(issued: string): boolean {
    const elsewhere = this.#value === undefined ? recall(this.#key) : undefined;
    this.#value = elsewhere ?? issued;
    if (elsewhere !== undefined) return false;
    remember(this.#key, issued);
    return true;
  }
}
