/** Of so many it is remembered, in all rooms; then the oldest is forgotten, and can be told again. */
const most = 20_000;

/** Remembers who reported which message, so that one person is heard once. In memory alone. */
export class KnownReports {
  /** The storing of each report, by its key. */
  #reports = new Map<string, Promise<void>>();

  /**
   * Stores a report, unless this person has reported this message before, as far as is remembered. A report that could not
   * be stored may be tried again.
   *
   * @returns whether it is the first
   * @throws what `store` throws, also where another request has begun to store the same report
   */
  async once(room: string, seq: number, personId: string, store: () => Promise<void>): Promise<boolean> {
    const key = JSON.stringify([room, seq, personId]);
    const known = this.#reports.get(key);
    if (known) {
      await known;
      return false;
    }
    const stored = store();
    this.#reports.set(key, stored);
    const [oldest] = this.#reports.keys();
    if (this.#reports.size > most && oldest !== undefined) this.#reports.delete(oldest);
    try {
      await stored;
    } catch (error) {
      if (this.#reports.get(key) === stored) this.#reports.delete(key);
      throw error;
    }
    return true;
  }
}
