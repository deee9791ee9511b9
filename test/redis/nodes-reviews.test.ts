import assert from 'node:assert/strict';
import { after, describe, test, type TestContext } from 'node:test';
import { Refusal } from '@realtime-chat/relay';
import { newRedis, type RunningRedis } from '../support/redis.ts';
import { newRelay } from '../support/relay.ts';
import { newMember } from '../support/wire-client.ts';
import { idOf, putOut } from '../relay/moderated-room.ts';

const redis = await newRedis({ after });
let prefixes = 0;

/** Two relays on one Redis, which ask the site about people only when they are told to. */
async function twoRelays(t: TestContext, { url }: Pick<RunningRedis, 'url'> = redis) {
  const prefix = `reviews-${(prefixes += 1)}`;
  const gone = new Set<string>();
  const asked: string[] = [];
  const options = {
    redis: `${url}?prefix=${prefix}`,
    reviewInterval: 3600,
    authorize: ({ id }: { id: string }, _room: string, action: string) => {
      if (action === 'join') asked.push(id);
      return !gone.has(id);
    },
  };
  const [one, other] = await Promise.all([newRelay(t, options), newRelay(t, options)]);
  return { one, other, gone, asked, prefix };
}

void describe('reviews of relays on one Redis', { concurrency: true }, () => {
  test('a person is removed by each relay, wherever the review was asked for', async (t) => {
    const { one, other, gone, asked } = await twoRelays(t);
    const [ann, ben] = [await newMember(t, one.url, 'Ann'), await newMember(t, other.url, 'Ben')];
    const [annId, benId] = [await idOf(ann), await idOf(ben)];
    gone.add(annId).add(benId);
    asked.length = 0;
    const benGone = putOut(ben);
    await one.review(benId);
    assert.equal((await benGone).code, 'forbidden');
    assert.deepEqual(asked, [benId], 'nobody else is asked about');
    const annGone = putOut(ann);
    await other.review();
    assert.equal((await annGone).code, 'forbidden');
  });

  test('a review that a relay did not hear of is made up for when it is connected again', async (t) => {
    const { one, other, gone } = await twoRelays(t);
    const members = await Promise.all([newMember(t, other.url, 'Ann'), newMember(t, other.url, 'Ben')]);
    const ids = await Promise.all(members.map(idOf));
    for (const id of ids) gone.add(id);
    const removed = Promise.all(members.map(putOut));
    for (const id of ids) {
      await redis.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await one.review(id);
    }
    assert.deepEqual(
      (await removed).map(({ code }) => code),
      ['forbidden', 'forbidden'],
    );
  });

  test('a relay that has missed more than are kept asks about everybody', async (t) => {
    const { one, other, gone, prefix } = await twoRelays(t);
    const ann = await newMember(t, other.url, 'Ann');
    await one.review('user:nobody');
    gone.add(await idOf(ann));
    const removed = putOut(ann);
    const notes = `${prefix}:notes:{shared-reviews}`;
    await redis.command.hset(`${notes}:values`, 'last', JSON.stringify({ count: 500, last: [] }));
    await redis.command.incr(`${notes}:version`);
    await redis.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    assert.equal((await removed).code, 'forbidden');
  });

  test('the site is told if the others cannot be, and the people here are asked about all the same', async (t) => {
    const server = await newRedis(t);
    const { one, gone } = await twoRelays(t, server);
    const ann = await newMember(t, one.url, 'Ann');
    const annId = await idOf(ann);
    gone.add(annId);
    const removed = putOut(ann);
    await server.kill();
    await assert.rejects(
      one.review(annId),
      (error) => error instanceof Refusal && error.code === 'unavailable',
    );
    assert.equal((await removed).code, 'forbidden');
  });
});
