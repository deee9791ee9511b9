import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { newPart, newPresence, never } from '../support/presence-part.ts';
import { newRedis } from '../support/redis.ts';

/* The presence of a room whose Redis goes back to what it was a moment ago, as a replica does that takes over. */

const redis = await newRedis({ after });

/** Copies what is stored now. Returns a function that brings it back. */
async function snapshot(prefix: string): Promise<() => Promise<void>> {
  const { command } = redis;
  const keys = await command.keys(`${prefix}:*`);
  for (const key of keys) await command.copy(key, `copy ${key}`);
  return async () => {
    const step = command.multi();
    for (const key of await command.keys(`${prefix}:*`)) step.del(key);
    for (const key of keys) step.copy(`copy ${key}`, key);
    await step.exec();
  };
}

void describe('the presence of a room whose newest changes Redis has lost', { concurrency: true }, () => {
  test('is whole again after the refresh, where nothing happens in the room', async (t) => {
    const prefix = 'quiet';
    const options = { at: redis, refreshInterval: 200 };
    const [one, two] = [await newPart(t, prefix, options), await newPart(t, prefix, options)];
    const { presence: counter } = await newPresence(t, prefix, { at: redis });
    await one.enter('Ann');
    await two.sees('Ann');
    const goBack = await snapshot(prefix);
    await one.enter('Bob');
    await two.sees('Ann', 'Bob');
    await goBack();
    for (let tries = 0; (await counter.countPeople('lobby')) !== 2; tries += 1) {
      assert.ok(tries < 250, 'Bob is not in Redis again');
      await setTimeout(20);
    }
    assert.equal(await two.claim('bob'), false);
  });

  test('is whole again after a change that has the number of a lost one', async (t) => {
    const prefix = 'busy';
    const options = { at: redis, refreshInterval: never };
    const [one, two] = [await newPart(t, prefix, options), await newPart(t, prefix, options)];
    await one.enter('Ann');
    await two.sees('Ann');
    const goBack = await snapshot(prefix);
    await two.enter('Bob');
    await one.sees('Bob');
    await goBack();
    await one.enter('Cat');
    await two.sees('Ann', 'Cat');
    const three = await newPart(t, prefix, options);
    await three.sees('Ann', 'Bob', 'Cat');
  });
});
