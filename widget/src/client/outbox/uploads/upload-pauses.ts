/** The pauses after failures, in milliseconds: each is twice as long as the one before, up to the longest. */
const firstPause = 1000;
const longestPause = 60_000;

/** The time before the next attempt of an upload. Chance spreads the attempts of many clients, as for new connections. */
export class UploadPauses {
  #failures = 0;
  #ends = 0;
  /** When the time has passed for which the relay has asked. */
  #askedEnds = 0;

  /** In milliseconds. */
  get remaining(): number {
    return Math.max(this.#ends, this.#askedEnds) - performance.now();
  }

  /** @param retryAfter the seconds for which the relay asks to wait: they only make a pause longer */
  failed(retryAfter = 0): void {
    const now = performance.now();
    const pause = Math.min(firstPause * 2 ** this.#failures, longestPause);
    this.#ends = now + pause * (0.5 + Math.random() / 2);
    this.#askedEnds = now + retryAfter * 1000;
    this.#failures += 1;
  }

  /** The relay has taken a part. */
  succeeded(): void {
    this.#failures = 0;
  }

  connectionLost(): void {
    this.#failures = this.#ends = 0;
  }
}
