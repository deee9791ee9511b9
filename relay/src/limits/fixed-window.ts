/** Fixed-window rate limiter: allows `most` calls per interval. Uses the monotonic clock. */
export class FixedWindow {
  #most: number;
  #interval: number;
  #began = -Infinity;
  #taken = 0;

  /** @param interval in milliseconds */
  constructor(most: number, interval = 1000) {
    this.#most = most;
    this.#interval = interval;
  }

  /** @returns whether the call is allowed */
  take(): boolean {
    const now = performance.now();
    if (now - this.#began >= this.#interval) [this.#began, this.#taken] = [now, 0];
    if (this.#taken >= this.#most) return false;
    this.#taken += 1;
    return true;
  }
}
