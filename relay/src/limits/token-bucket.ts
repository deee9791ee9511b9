const monotonic = (): number => performance.now();

/**
 * Token bucket: holds at most `most` tokens, and `most` tokens come back evenly in `seconds`. It has no key and keeps two
 * numbers, so it is cheap enough to be called for every packet.
 */
export class TokenBucket {
  #most: number;
  /** Milliseconds in which one token comes back. */
  #refillTime: number;
  #tokens: number;
  /** When the tokens were last counted. */
  #countedAt: number;
  #now: () => number;

  /** @param now a monotonic clock, in milliseconds */
  constructor(most: number, seconds: number, now = monotonic) {
    this.#most = most;
    this.#refillTime = (seconds * 1000) / most;
    this.#tokens = most;
    this.#now = now;
    this.#countedAt = now();
  }

  /** @returns whether there was a token to take */
  take(): boolean {
    const now = this.#now();
    this.#tokens = Math.min(this.#most, this.#tokens + (now - this.#countedAt) / this.#refillTime);
    this.#countedAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
