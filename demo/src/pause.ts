/** A time that stands still while the visitor wants it to. */
export class Pause {
  #isPaused = false;
  #resume: () => void = () => {};

  get isPaused(): boolean {
    return this.#isPaused;
  }

  toggle(): void {
    this.#isPaused = !this.#isPaused;
    if (!this.#isPaused) this.#resume();
  }

  /** Resolves after so many milliseconds, and not while paused. */
  readonly wait = async (duration: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, duration));
    if (this.#isPaused) await new Promise<void>((resolve) => (this.#resume = resolve));
  };
}
