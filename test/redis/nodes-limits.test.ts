import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { newRedis } from '../support/redis.ts';
import { newRelay } from '../support/relay.ts';
import { newId, newMember, refused } from '../support/wire-client.ts';

const redis = await newRedis({ after });

const say = (room = 'lobby') => ({ room, id: newId(), message: 'hello' });

test('people of one address, and all in a room, have one limit on two relays, and a refused message is not stored', async (t) => {
  const options = {
    redis: `${redis.url}?prefix=limits`,
    limits: { 'sends-address': '4/600', 'sends-room': '2/600' },
  };
  const [one, other] = [await newRelay(t, options), await newRelay(t, options)];
  const [ann, ben] = [await newMember(t, one.url, 'Ann'), await newMember(t, other.url, 'Ben')];
  assert.ok((await ann.ask('send', say())).ok);
  assert.ok((await ben.ask('send', say())).ok);
  for (const person of [ann, ben]) {
    const { code, message } = refused(await person.ask('send', say()));
    assert.equal(code, 'rate_limited');
    assert.match(message, /sends-room/);
  }
  assert.match(refused(await ann.ask('send', say())).message, /sends-address/);
  assert.match(refused(await ben.ask('send', say())).message, /sends-address/);
  assert.equal((await ben.join()).head, 2);
});
