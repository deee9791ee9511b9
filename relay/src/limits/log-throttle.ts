/**
 * Logs the first of many alike at once, and then one line for each interval, which counts what came in between. So a
 * fault that repeats thousands of times a second is seen, and does not fill the log.
 */
export class LogThrottle<T> {
  #write: (latest: T, times: number) => void;
  #interval: number;
  #timer: NodeJS.Timeout | undefined;
  #latest: T | undefined;
  #times = 0;

  /** @param interval in milliseconds */
  constructor(write: (latest: T, times: number) => void, interval = 60_000) {
    this.#write = write;
    this.#interval = interval;
  }

  note(entry: T): void {
    this.#latest = entry;
    this.#times += 1;
    if (!this.#timer) this.#flush(entry);
  }

  #flush(latest: T): void {
    const times = this.#times;
    this.#times = 0;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#times > 0 && this.#latest !== undefined) this.#flush(this.#latest);
    }, this.#interval);
    // The process may end with a count that is not written yet.
    this.#timer.unref();
    this.#write(latest, times);
  }
}
