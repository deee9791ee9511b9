/**
 * Runs at once when asked, but not more often than every `interval` milliseconds: what is asked meanwhile is
 * done in one go at its end. So a lone event waits for nothing, and a flood becomes a steady beat.
 */
export class Paced {
  #interval: number;
  #run: () => void;
  #timer: NodeJS.Timeout | undefined;
  #asked = false;

  constructor(interval: number, run: () => void) {
    this.#interval = interval;
    this.#run = run;
  }

  ask(): void {
    if (this.#timer) {
      this.#asked = true;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#asked) this.ask();
    }, this.#interval);
    this.#asked = false;
    this.#run();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** The same, for each of many names by itself. One of which nothing is asked any more is forgotten. */
export class PacedEach {
  #interval: number;
  #run: (name: string) => void;
  #timers = new Map<string, NodeJS.Timeout>();
  #asked = new Set<string>();
  #isStopped = false;

  constructor(interval: number, run: (name: string) => void) {
    this.#interval = interval;
    this.#run = run;
  }

  ask(name: string): void {
    if (this.#isStopped) return;
    if (this.#timers.has(name)) {
      this.#asked.add(name);
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      if (this.#asked.delete(name)) this.ask(name);
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
