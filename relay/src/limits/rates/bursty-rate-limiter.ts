/** How many keys have a state. Beyond it, the key idle for longest is forgotten: its burst is full again. */
export const maxKeys = 100_000;

/** How many keys are looked at per call, to forget those that have idled. Each call adds one key at most. */
const sweptPerCall = 2;

/** The state of a key. All times are those of the monotonic clock. */
interface KeyState {
  /** How many actions beyond the steady rate were taken from the burst. */
  spent: number;
  /** When the steady rate allows the next action. */
  steadyAt: number;
  /** When the burst is full again, unless another action is allowed before. */
  fullAt: number;
}

/**
 * Rate limiter with bursts, by key: a burst of `most`, then a steady rate of `most` per `seconds`. The burst refills after
 * `seconds` of idling. A fixed window alone would allow twice as many actions around the border of two windows.
 *
 * `take` is synchronous, so calls that arrive together cannot overwrite each other's count. `RedisRates` has the same semantics
 * for several relays, and the reason why neither is that of rate-limiter-flexible.
 */
export class BurstyRateLimiter {
  #most: number;
  /** Milliseconds between two actions at the steady rate. */
  #interval: number;
  /** Milliseconds of idling after which the burst is full again. */
  #refillTime: number;
  /** The key that is idle for longest stands first. */
  #keys = new Map<string, KeyState>();
  #now: () => number;
  #maxKeys: number;

  /**
   * @param seconds the period of the steady rate, and the idle time after which the burst refills
   * @param now a monotonic clock, in milliseconds
   */
  constructor(most: number, seconds: number, now = (): number => performance.now(), bound = maxKeys) {
    this.#most = most;
    this.#interval = (seconds * 1000) / most;
    this.#refillTime = seconds * 1000;
    this.#now = now;
    this.#maxKeys = bound;
  }

  /** How many keys have a state. */
  get size(): number {
    return this.#keys.size;
  }

  /** @returns 0 if the action is allowed, otherwise the milliseconds until it may be tried again */
  take(key: string): number {
    const now = this.#now();
    this.#sweep(now);
    const known = this.#keys.get(key);
    const state = known && now < known.fullAt ? known : { spent: 0, steadyAt: now, fullAt: now };
    if (now >= state.steadyAt) state.steadyAt = now + this.#interval;
    else if (state.spent < this.#most - 1) state.spent += 1;
    else return Math.max(1, state.steadyAt - now);
    // The burst refills by idling, and not during steady use.
    state.fullAt = now + this.#refillTime;
    this.#keys.delete(key);
    this.#keys.set(key, state);
    return 0;
  }

  /** Forgets keys that have idled. A key without a state is allowed the same as one with a full burst. */
  #sweep(now: number): void {
    let left = sweptPerCall;
    for (const [key, { fullAt }] of this.#keys) {
      if (left === 0 || (now < fullAt && this.#keys.size < this.#maxKeys)) break;
      this.#keys.delete(key);
      left -= 1;
    }
  }
}
