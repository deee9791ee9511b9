/** Counts what is there at the moment, by key and in all. A key of which nothing is left takes no memory. */
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
   * @param keys by which one thing is counted; in all it is one
   * @returns what to call, once, when it is gone
   */
  add(...keys: readonly string[]): () => void {
    this.#change(keys, 1);
    return () => this.#change(keys, -1);
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
