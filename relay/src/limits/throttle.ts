/**
 * Runs at once when asked, but not more often than every `interval` milliseconds: what is asked meanwhile is
 * done in one go at its end. So a lone event waits for nothing, and a flood becomes a steady beat.
 */
export class Throttle {
  #interval: number;
  #run: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isPending = false;

  constructor(interval: number, run: () => void) {
    this.#interval = interval;
    this.#run = run;
  }

  trigger(): void {
    if (this.#timer) {
      this.#isPending = true;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isPending) this.trigger();
    }, this.#interval);
    this.#isPending = false;
    this.#run();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** The same, for each of many names by itself. One of which nothing is asked any more is forgotten. */
export class KeyedThrottle {
  #interval: number;
  #run: (name: string) => void;
  #timers = new Map<string, NodeJS.Timeout>();
  #pending = new Set<string>();
  #isStopped = false;

  constructor(interval: number, run: (name: string) => void) {
    this.#interval = interval;
    this.#run = run;
  }

  trigger(name: string): void {
    if (this.#isStopped) return;
    if (this.#timers.has(name)) {
      this.#pending.add(name);
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      if (this.#pending.delete(name)) this.trigger(name);
    }, this.#interval);
    this.#timers.set(name, timer);
    this.#run(name);
  }

  /** For good. */
  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}
