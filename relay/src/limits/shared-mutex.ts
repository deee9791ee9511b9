import { setTimeout } from 'node:timers/promises';
import { newId } from '../log/ids.ts';
import type { Opened } from '../log/redis/server/open.ts';
import { run, scripts } from '../log/redis/server/script.ts';
import { KeyedMutex } from './keyed-mutex.ts';

/** How long a turn lasts at most, in milliseconds. */
const turnTime = 8000;

/** After so many milliseconds of one turn, another relay takes it over: the relay that has it has probably died. */
const patience = 2000;
const pause = 25;

/** A mutex for all relays on one Redis. Two tasks overlap only where one takes longer than `patience`. */
export class SharedMutex {
  #redis: Opened;
  #local = new KeyedMutex();

  constructor(redis: Opened) {
    this.#redis = redis;
  }

  /** @throws {Refusal} `unavailable`, if Redis is away */
  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    return this.#local.run(key, async () => {
      const lease = this.#redis.keys.job(`turn ${key}`);
      // Each turn has an id of its own, so that a turn that lasts differs from many short ones of one relay.
      const turn = newId();
      try {
        await this.#take(lease, turn);
        return await task();
      } finally {
        this.#release(lease, turn).catch(() => {});
      }
    });
  }

  async #take(lease: string, turn: string): Promise<void> {
    const { client } = this.#redis;
    let holder: string | null = null;
    let since = performance.now();
    try {
      while ((await run(client, scripts.lease, [lease], [turn, turnTime])) !== 1) {
        const present = await client.get(lease);
        if (present !== holder) {
          holder = present;
          since = performance.now();
        } else if (present !== null && performance.now() - since > patience) {
          // Of several relays that wait, one gets the lease.
          await this.#release(lease, present);
          continue;
        }
        await setTimeout(pause);
      }
    } catch (error) {
      throw this.#redis.outages.refusal(error);
    }
  }

  async #release(lease: string, turn: string): Promise<void> {
    await run(this.#redis.client, scripts.release, [lease], [turn]);
  }
}
