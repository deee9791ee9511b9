/** Does one thing after the other for each key, in the order in which they were asked for. */
export class KeyedMutex {
  #last = new Map<string, Promise<unknown>>();

  /** @returns what `act` returns; that one fails is not the matter of those behind it */
  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const done = (this.#last.get(key) ?? Promise.resolve()).then(task);
    const turn = done
      .catch(() => {})
      .then(() => {
        if (this.#last.get(key) === turn) this.#last.delete(key);
      });
    this.#last.set(key, turn);
    return done;
  }
}
