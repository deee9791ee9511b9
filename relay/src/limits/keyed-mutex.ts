/** Does one thing after the other for each key, in the order in which they were asked for. */
export class Turns {
  #last = new Map<string, Promise<unknown>>();

  /** @returns what `act` returns; that one fails is not the matter of those behind it */
  take<T>(key: string, act: () => Promise<T>): Promise<T> {
    const done = (this.#last.get(key) ?? Promise.resolve()).then(act);
    const turn = done
      .catch(() => {})
      .then(() => {
        if (this.#last.get(key) === turn) this.#last.delete(key);
      });
    this.#last.set(key, turn);
    return done;
  }
}
