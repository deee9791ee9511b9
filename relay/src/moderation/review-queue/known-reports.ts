/** Reports in memory, in all rooms. Beyond it the oldest is forgotten, and can be made again. */
const maxReports = 20_000;

/** The reports of each person, so that a repeated report of one message counts once. In memory alone. */
export class KnownReports {
  /** The pending or finished write of each report, by its key. */
  #reports = new Map<string, Promise<void>>();

  /**
   * Stores a report, unless a report of this message by this person is known. A report that could not be stored may be
   * tried again.
   *
   * @returns whether it is the first
   * @throws the error of `store`, also if another request had begun to store the same report
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
    if (this.#reports.size > maxReports && oldest !== undefined) this.#reports.delete(oldest);
    try {
      await stored;
    } catch (error) {
      if (this.#reports.get(key) === stored) this.#reports.delete(key);
      throw error;
    }
    return true;
  }
}
