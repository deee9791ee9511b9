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
