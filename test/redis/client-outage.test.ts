import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRedis } from '../support/redis.ts';
import { newRelay } from '../support/relay.ts';
import { enteredRoom, hears, said, shows } from '../support/room.ts';

const inTime = { timeout: 60_000 };
const durable = { appendonly: 'yes', appendfsync: 'always' };

test(
  'a room tells of an outage of its relay’s store, and sends what waits when it is over',
  inTime,
  async (t) => {
    const redis = await newRedis(t, durable);
    const [one, other] = [await newRelay(t, { redis: redis.url }), await newRelay(t, { redis: redis.url })];
    const ann = await enteredRoom(t, one.url);
    const ben = await enteredRoom(t, other.url, { username: 'Ben' });
    await ann.send('before');
    await hears(ben, 'before');
    const problems: unknown[] = [];
    ann.on('status', ({ status, previous, problem }) => problems.push([status, previous, problem?.code]));

    await redis.kill();
    const sending = ann.send('meanwhile');
    for (const room of [ann, ben]) {
      await shows(room, 'the outage', () => room.problem?.code === 'unavailable');
      assert.equal(room.status, 'online');
      assert.equal(said(room)[0], 'before');
    }
    await redis.start();
    await sending;
    await hears(ben, 'meanwhile');
    for (const room of [ann, ben]) await shows(room, 'the end of the outage', () => !room.problem);
    assert.deepEqual(problems, [
      ['online', 'online', 'unavailable'],
      ['online', 'online', undefined],
    ]);
    assert.deepEqual(said(ben), ['before', 'meanwhile']);
  },
);
