import { Refusal } from './refusal.ts';

/**
 * Lets each do something so many times at once, and then once every so often: a bucket of tokens for each, known by the
 * moment at which it will be full again (GCRA). It goes by a clock that nobody sets.
 */
export class Allowance {
  #most: number;
  #interval: number;
  #now: () => number;
  /** Who has done it last stands last. Those whose bucket is full are as good as unknown. */
  #fullAt = new Map<string, number>();

  /** @param interval between two, in milliseconds, once there were `most` at once */
  constructor(most: number, interval: number, now = (): number => performance.now()) {
    this.#most = most;
    this.#interval = interval;
    this.#now = now;
  }

  /** In how many milliseconds this one may do it; 0 for now. */
  wait(key: string): number {
    const now = this.#now();
    return Math.max(0, (this.#fullAt.get(key) ?? now) - now - (this.#most - 1) * this.#interval);
  }

  /** This one does it. */
  take(key: string): void {
    const now = this.#now();
    const fullAt = Math.max(this.#fullAt.get(key) ?? now, now) + this.#interval;
    this.#fullAt.delete(key);
    for (const [oldest, at] of this.#fullAt) {
      if (at > now) break;
      this.#fullAt.delete(oldest);
    }
    this.#fullAt.set(key, fullAt);
  }

  /** How many are remembered. */
  get size(): number {
    return this.#fullAt.size;
  }
}

/** @param wait in milliseconds */
export function rateLimited(message: string, wait: number): Refusal {
  return new Refusal('rate_limited', message, { retryAfter: Math.ceil(wait) / 1000 });
}
