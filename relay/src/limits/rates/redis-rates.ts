import * as v from 'valibot';
import type { Access } from '../../log/redis/reads.ts';
import { RedisAway } from '../../log/redis/server/failure.ts';
import { run, scripts } from '../../log/redis/server/script.ts';
import { within } from '../../log/within.ts';
import type { KeyedRate, Refused, SharedRates } from './shared-rates.ts';

/** How long an action waits for Redis, in milliseconds. */
const patience = 500;

/** For how long Redis is not asked again after it has failed, in milliseconds. */
const pauseAfterFailure = 1000;

/** How many refusals are remembered. */
const maxRefusals = 10_000;

const answerSchema = v.tuple([v.number(), v.number()]);

/**
 * Rates in Redis, with the semantics of `BurstyRateLimiter`, by a script. One run of it takes from all rates of an action. In a
 * cluster each rate has a run of its own, at the same time, since its key has a server of its own: there, an action that one rate
 * refuses counts for the others.
 *
 * rate-limiter-flexible 11.4 was tried, RateLimiterRedis in its BurstyRateLimiter. Its burst is full again each period, also in
 * steady use: a rate of 5/5 allowed 27 actions in 15 s rather than 20. Its periods are whole seconds: one of 83 ms, as for 60/5,
 * never ended. It asks Redis for each rate once or twice, one after the other. Its memory store takes the time from the wall
 * clock, which can be set, and keeps any number of keys.
 */
export class RedisRates implements SharedRates {
  #access: Access;
  /** By key: until when Redis refuses, by this process's clock. So a flood costs Redis one request per interval. */
  #refusals = new Map<string, number>();
  #askAgainAt = -Infinity;

  constructor(access: Access) {
    this.#access = access;
  }

  async take<T extends KeyedRate>(rates: readonly T[]): Promise<Refused<T> | undefined> {
    const known = this.#knownRefusal(rates);
    if (known) return known;
    if (performance.now() < this.#askAgainAt) throw new RedisAway('ECONNLOST');
    try {
      const groups = this.#access.client.isCluster ? rates.map((rate) => [rate]) : [rates];
      const refusals = await soon(Promise.all(groups.map((group) => this.#run(group))));
      return refusals.find((refusal) => refusal !== undefined);
    } catch (error) {
      this.#askAgainAt = performance.now() + pauseAfterFailure;
      throw error;
    }
  }

  async #run<T extends KeyedRate>(rates: readonly T[]): Promise<Refused<T> | undefined> {
    const { client, keys } = this.#access;
    const answer = await run(
      client,
      scripts.takeRates,
      rates.map(({ rate, key }) => keys.rate(rate.name, key)),
      rates.flatMap(({ rate: { most, seconds } }) => [most, seconds * 1000]),
    );
    const [number, wait] = v.parse(answerSchema, answer);
    const by = rates[number - 1];
    if (!by) return undefined;
    this.#remember(by, wait);
    return { by, wait };
  }

  #knownRefusal<T extends KeyedRate>(rates: readonly T[]): Refused<T> | undefined {
    const now = performance.now();
    for (const by of rates) {
      const until = this.#refusals.get(nameOf(by));
      if (until === undefined) continue;
      if (now < until) return { by, wait: until - now };
      this.#refusals.delete(nameOf(by));
    }
    return undefined;
  }

  #remember(rate: KeyedRate, wait: number): void {
    this.#refusals.set(nameOf(rate), performance.now() + wait);
    const [oldest] = this.#refusals.keys();
    if (this.#refusals.size > maxRefusals && oldest !== undefined) this.#refusals.delete(oldest);
  }
}

function nameOf({ rate, key }: KeyedRate): string {
  return `${rate.name} ${key}`;
}

/** @throws {RedisAway} if it takes too long */
async function soon<T>(answer: Promise<T>): Promise<T> {
  if (await within(patience, answer)) return answer;
  throw new RedisAway('ETIMEDOUT');
}
