import { setTimeout } from 'node:timers/promises';
import { newId } from '../log/ids.ts';
import type { Access } from '../log/redis/reads.ts';
import { run, scripts } from '../log/redis/server/script.ts';
import { KeyedMutex } from './keyed-mutex.ts';

/** How long a turn lasts at most, in milliseconds: the relay that has it may have died. */
const turnTime = 8000;

/** For how long a task waits for the turns of other relays, in milliseconds. Then it runs all the same. */
const patience = 2000;
const pause = 25;

/**
 * A mutex for all relays on one Redis. It keeps an order that people expect, and no promise rests on it: a task also runs where
 * another relay has died in its turn, or Redis is away.
 */
export class SharedMutex {
  #access: Access;
  #owner = newId();
  #local = new KeyedMutex();

  constructor(access: Access) {
    this.#access = access;
  }

  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    return this.#local.run(key, async () => {
      const { client, keys } = this.#access;
      const lease = keys.job(`turn ${key}`);
      const end = performance.now() + patience;
      const take = async (): Promise<boolean> =>
        (await run(client, scripts.lease, [lease], [this.#owner, turnTime])) === 1;
      try {
        while (!(await take().catch(() => true)) && performance.now() < end) await setTimeout(pause);
        return await task();
      } finally {
        run(client, scripts.release, [lease], [this.#owner]).catch(() => {});
      }
    });
  }
}
