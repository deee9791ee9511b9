import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/**
 * Lets each do something so many times at once, and then once every so often; who rests has the many again. A window of
 * time alone would let twice as many through where two of them meet, again and again.
 */
export class BurstyRateLimiter {
  #most: number;
  #seconds: number;
  #steady: RateLimiterMemory;
  #burst: RateLimiterMemory;

  /** @param seconds in which, in the long run, there are no more than `most`, and for which one rests */
  constructor(most: number, seconds: number) {
    this.#most = most;
    this.#seconds = seconds;
    this.#steady = new RateLimiterMemory({ points: 1, duration: seconds / most });
    this.#burst = new RateLimiterMemory({ points: most - 1, duration: seconds });
  }

  /** This one does it, or has to wait. @returns for how many milliseconds; 0 where it is done */
  async take(key: string): Promise<number> {
    const wait = await waitFor(this.#steady, key);
    if (wait > 0 && (await waitFor(this.#burst, key)) > 0) return wait;
    // What was spent comes back after a rest, and not while one goes on.
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
