/** The pauses after failures, in milliseconds: each is twice as long as the one before, up to the longest. */
const firstPause = 1000;
const longestPause = 60_000;

/** The time before the next attempt of an upload. Chance spreads the attempts of many clients, as for new connections. */
export class UploadPauses {
  #failures = 0;
  #ends = 0;
  /** Whether the relay has asked for the pause. */
  #isAsked = false;

  /** In milliseconds. */
  get remaining(): number {
    return this.#ends - performance.now();
  }

  /** @param retryAfter the seconds for which the relay asks to wait */
  failed(retryAfter: number | undefined): void {
    this.#isAsked = retryAfter !== undefined;
    const pause = Math.min(firstPause * 2 ** this.#failures, longestPause);
    this.#ends = performance.now() + (retryAfter ?? (pause / 1000) * (0.5 + Math.random() / 2)) * 1000;
    this.#failures += 1;
  }

  /** The relay has taken a part. */
  succeeded(): void {
    this.#failures = 0;
  }

  connectionLost(): void {
    this.#failures = 0;
    if (!this.#isAsked) this.#ends = 0;
  }
}
