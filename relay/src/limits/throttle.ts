/**
 * Throttle: runs at once when triggered, but at most once every `interval` milliseconds. Triggers during the interval cause
 * one run at its end. So a single event has no delay, and a flood becomes one run per interval.
 */
export class Throttle {
  #interval: () => number;
  #run: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isPending = false;

  /** @param interval in milliseconds; a function is asked at each run */
  constructor(interval: number | (() => number), run: () => void) {
    this.#interval = typeof interval === 'number' ? () => interval : interval;
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
    }, this.#interval());
    this.#isPending = false;
    this.#run();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** A `Throttle` for each of many keys. A key without triggers takes no memory. */
export class KeyedThrottle {
  #interval: number;
  #run: (key: string) => void;
  #timers = new Map<string, NodeJS.Timeout>();
  #pending = new Set<string>();
  #isStopped = false;

  constructor(interval: number, run: (key: string) => void) {
    this.#interval = interval;
    this.#run = run;
  }

  trigger(key: string): void {
    if (this.#isStopped) return;
    if (this.#timers.has(key)) {
      this.#pending.add(key);
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      if (this.#pending.delete(key)) this.trigger(key);
    }, this.#interval);
    this.#timers.set(key, timer);
    this.#run(key);
  }

  /** Ignores all later triggers. */
  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}
