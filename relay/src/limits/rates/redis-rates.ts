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

/** How many actions one run of the script takes at most. */
const maxActions = 100;

/** For each action: which of its rates refuses, counted from 1, and for how long. */
const answerSchema = v.array(v.number());

/** An action that waits for Redis. */
interface Waiting {
  rates: readonly KeyedRate[];
  resolve: (answer: [number: number, wait: number]) => void;
  reject: (reason: unknown) => void;
}

/**
 * Rates in Redis, with the semantics of `BurstyRateLimiter`, by a script. One run of it takes from all rates of all actions of
 * one turn of the event loop. In a cluster each rate has a run of its own, at the same time, since its key has a server of its
 * own: there, an action that one rate refuses counts for the others.
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
  #waiting: Waiting[] = [];

  constructor(access: Access) {
    this.#access = access;
  }

  async take<T extends KeyedRate>(rates: readonly T[]): Promise<Refused<T> | undefined> {
    const known = this.#knownRefusal(rates);
    if (known) return known;
    if (performance.now() < this.#askAgainAt) throw new RedisAway('ECONNLOST');
    const groups = this.#access.client.isCluster ? rates.map((rate) => [rate]) : [rates];
    const refusals = await Promise.all(groups.map((group) => this.#takeAtOnce(group)));
    return refusals.find((refusal) => refusal !== undefined);
  }

  async #takeAtOnce<T extends KeyedRate>(rates: readonly T[]): Promise<Refused<T> | undefined> {
    const [number, wait] = await new Promise<[number, number]>((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#askAll());
      this.#waiting.push({ rates, resolve, reject });
    });
    const by = rates[number - 1];
    if (!by) return undefined;
    this.#remember(by, wait);
    return { by, wait };
  }

  #askAll(): void {
    const most = this.#access.client.isCluster ? 1 : maxActions;
    while (this.#waiting.length > 0) void this.#ask(this.#waiting.splice(0, most));
  }

  /** Never rejects. */
  async #ask(actions: readonly Waiting[]): Promise<void> {
    try {
      const answers = await this.#run(actions.map(({ rates }) => rates));
      for (const [index, { resolve }] of actions.entries())
        resolve([answers[2 * index] ?? 0, answers[2 * index + 1] ?? 0]);
    } catch (error) {
      this.#askAgainAt = performance.now() + pauseAfterFailure;
      for (const { reject } of actions) reject(error);
    }
  }

  async #run(actions: readonly (readonly KeyedRate[])[]): Promise<number[]> {
    const { client, keys } = this.#access;
    const names = actions.flat().map(({ rate, key }) => keys.rate(rate.name, key));
    const values = actions.flatMap((rates) => [
      rates.length,
      ...rates.flatMap(({ rate: { most, seconds } }) => [most, seconds * 1000]),
    ]);
    return v.parse(answerSchema, await soon(run(client, scripts.takeRates, names, values)));
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
