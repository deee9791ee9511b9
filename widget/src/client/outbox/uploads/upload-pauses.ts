/** The pauses after failures, in milliseconds: each is twice as long as the one before, up to the longest. */
const firstPause = 1000;
const longestPause = 60_000;

/** The pauses between the attempts of an upload. A random part spreads the attempts of many clients, as for new connections. */
export class UploadPauses {
  #failures = 0;
  /** The end of the present pause, by `performance.now()`. */
  #ends = 0;
  /** The end of the time for which the relay has asked to wait (`Retry-After`), by the same clock. */
  #askedEnds = 0;

  /** The milliseconds until the next attempt may begin; not above 0 if it may begin now. */
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

  /** The relay has taken a part, so the next failure begins with the first pause again. */
  succeeded(): void {
    this.#failures = 0;
  }

  /** Ends the pause, since a new connection is a reason to try at once. The time that the relay asked for still holds. */
  connectionLost(): void {
    this.#failures = this.#ends = 0;
  }
}
