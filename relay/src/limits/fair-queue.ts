/**
 * Runs a few tasks at once, and at most one per key. Waiting tasks are taken round-robin by key: a key with a hundred
 * tasks does not delay the others. The caller bounds how many wait.
 */
export class FairQueue {
  #most: number;
  #running = new Set<string>();
  /** Waiting tasks by key. The next key stands first. */
  #waiting = new Map<string, (() => void)[]>();

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns the result of `task` */
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
      // The slot is freed after a turn of the event loop, so that other work runs before the next task.
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
