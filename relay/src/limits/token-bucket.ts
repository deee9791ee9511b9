/**
 * A token bucket of one, by arithmetic alone, for what is asked too often for the two windows of an `Allowance`: a burst of
 * `most`, and the burst comes back evenly within `seconds`.
 */
export class TokenBucket {
  #most: number;
  /** Milliseconds in which one token comes back. */
  #pace: number;
  #left: number;
  #counted: number;
  #now: () => number;

  /** @param now the milliseconds of a clock that nobody sets */
  constructor(most: number, seconds: number, now = (): number => performance.now()) {
    this.#most = most;
    this.#pace = (seconds * 1000) / most;
    this.#left = most;
    this.#now = now;
    this.#counted = now();
  }

  /** @returns whether it may be done; what may not costs nothing */
  take(): boolean {
    const now = this.#now();
    this.#left = Math.min(this.#most, this.#left + (now - this.#counted) / this.#pace);
    this.#counted = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
