/** Counts what is there at the moment, by key and in all. A key of which nothing is left takes no memory. */
export class Counts {
  #byKey = new Map<string, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  of(key: string): number {
    return this.#byKey.get(key) ?? 0;
  }

  /** @returns what to call, once, when it is gone */
  add(key: string): () => void {
    this.#change(key, 1);
    return () => this.#change(key, -1);
  }

  #change(key: string, by: 1 | -1): void {
    this.#total += by;
    const count = this.of(key) + by;
    if (count > 0) this.#byKey.set(key, count);
    else this.#byKey.delete(key);
  }
}
