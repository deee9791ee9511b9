import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/**
 * Rate limiter with bursts, by key: a burst of `most`, then a steady rate of `most` per `seconds`. The burst refills after
 * `seconds` of idling. A fixed window alone would allow twice as many actions around the border of two windows.
 */
export class BurstyRateLimiter {
  #most: number;
  #seconds: number;
  #steady: RateLimiterMemory;
  #burst: RateLimiterMemory;

  /** @param seconds the period of the steady rate, and the idle time after which the burst refills */
  constructor(most: number, seconds: number) {
    this.#most = most;
    this.#seconds = seconds;
    this.#steady = new RateLimiterMemory({ points: 1, duration: seconds / most });
    this.#burst = new RateLimiterMemory({ points: most - 1, duration: seconds });
  }

  /** @returns 0 if the action is allowed, otherwise the milliseconds until it may be tried again */
  async take(key: string): Promise<number> {
    const wait = await waitFor(this.#steady, key);
    if (wait > 0 && (await waitFor(this.#burst, key)) > 0) return wait;
    // Restart the period of the burst, because the burst refills by idling, and not during steady use.
    const spent = await this.#burst.get(key);
    if (spent) await this.#burst.set(key, Math.min(spent.consumedPoints, this.#most), this.#seconds);
    return 0;
  }
}

async function waitFor(limiter: RateLimiterMemory, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (error) {
    if (error instanceof RateLimiterRes) return Math.max(1, error.msBeforeNext);
    throw error;
  }
}
