/** Runs the tasks of each key one after the other. */
export type Mutex = Pick<KeyedMutex, 'run'>;

/** Runs the tasks of each key one after the other, in the order of the calls. */
export class KeyedMutex {
  #last = new Map<string, Promise<unknown>>();

  /** @returns the result of `task`. A task that fails does not stop those behind it. */
  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const done = (this.#last.get(key) ?? Promise.resolve()).then(task);
    const settled = done
      .catch(() => {})
      .then(() => {
        if (this.#last.get(key) === settled) this.#last.delete(key);
      });
    this.#last.set(key, settled);
    return done;
  }
}
