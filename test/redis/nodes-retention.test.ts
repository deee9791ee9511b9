import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { newRedis } from '../support/redis.ts';
import { newRelay } from '../support/relay.ts';
import { newWireClient } from '../support/wire-client.ts';
import { names } from '../relay/log-entries.ts';

const redis = await newRedis({ after });

test('of several relays on one Redis one removes old messages, whichever has stored them, and another goes on', async (t) => {
  const options = { redis: redis.url, keepMessages: 5 };
  const [one, two] = [await newRelay(t, options), await newRelay(t, options)];
  const client = await newWireClient(t, two.url);
  // Nobody is told when a relay forgets.
  const floorIs = async (floor: number): Promise<void> => {
    for (let tries = 0; (await client.join({ username: 'Ann' })).floor !== floor; tries += 1) {
      assert.ok(tries < 600, `the floor is not ${floor}`);
      await setTimeout(50);
    }
  };
  for (const message of names(1, 10))
    for (const relay of [one, two]) await relay.publish('lobby', { message });
  await floorIs(16);
  assert.notEqual(await redis.command.get('realtime-chat:job:{retention}'), null);
  await one.close();
  for (const message of names(1, 10)) await two.publish('lobby', { message });
  await floorIs(26);
});
