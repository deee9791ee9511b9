/** Counts things that exist now, by key and in all. A key with a count of zero takes no memory. */
export class KeyedCounter {
  #byKey = new Map<string, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  count(key: string): number {
    return this.#byKey.get(key) ?? 0;
  }

  /**
   * Counts one thing under each of the keys. In the total it counts once.
   *
   * @returns a function to call once, when the thing is gone
   */
  add(...keys: readonly string[]): () => void {
    this.#change(keys, 1);
    return () => this.remove(...keys);
  }

  /** The same for callers that know the keys of a thing that is gone. */
  remove(...keys: readonly string[]): void {
    this.#change(keys, -1);
  }

  #change(keys: readonly string[], by: 1 | -1): void {
    this.#total += by;
    for (const key of keys) {
      const count = this.count(key) + by;
      if (count > 0) this.#byKey.set(key, count);
      else this.#byKey.delete(key);
    }
  }
}
