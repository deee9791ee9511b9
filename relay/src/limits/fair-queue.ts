/**
 * Runs a few tasks at once and at most one of each key. Those that wait are taken by key in turn, so one that asks a
 * hundred times waits behind itself and not before the others. The caller bounds how many wait.
 */
export class FairQueue {
  #most: number;
  #running = new Set<string>();
  /** Those that wait, by key. The key that is next stands first. */
  #waiting = new Map<string, (() => void)[]>();

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns what `act` returns */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    await new Promise<void>((begin) => {
      const queue = this.#waiting.get(key) ?? [];
      queue.push(begin);
      this.#waiting.set(key, queue);
      this.#start();
    });
    try {
      return await task();
    } finally {
      // Its place is free only then, so the event loop serves others before the next task.
      setImmediate(() => {
        this.#running.delete(key);
        this.#start();
      });
    }
  }

  #start(): void {
    for (const [key, queue] of this.#waiting) {
      if (this.#running.size >= this.#most) return;
      if (this.#running.has(key)) continue;
      const begin = queue.shift();
      this.#waiting.delete(key);
      if (queue.length > 0) this.#waiting.set(key, queue);
      this.#running.add(key);
      begin?.();
    }
  }
}
