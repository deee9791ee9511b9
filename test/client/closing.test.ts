import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRelay } from '../support/relay.ts';
import { enteredRoom, hears, newRoom, online, said, shows } from '../support/room.ts';
import { newMember } from '../support/wire-client.ts';

/** Names the test that waits for an answer which never comes. */
const inTime = { timeout: 20_000 };

test('closing a room rejects the promise of each message that was not stored', inTime, async (t) => {
  const { url } = await newRelay(t);
  const room = newRoom(t, url);
  const waiting = [room.send('one'), room.send('two')];
  const answers = Promise.allSettled(waiting);
  room.close();
  for (const answer of await answers) {
    assert.ok(answer.status === 'rejected');
    assert.equal(answer.reason.name, 'ChatError');
    assert.equal(answer.reason.code, 'closed');
  }
  assert.equal(room.status, 'closed');
  await assert.rejects(room.send('three'), { code: 'closed' });
});

test('a disconnected client gets nothing more, is no member, and can reconnect', async (t) => {
  const { url } = await newRelay(t);
  const ann = await enteredRoom(t, url);
  const bob = await newMember(t, url, 'Bob');
  ann.disconnect();
  assert.equal(ann.status, 'closed');
  await bob.members.until('Ann gone', (all) => all.at(-1)?.count === 1);
  await bob.say('meanwhile');
  assert.deepEqual(said(ann), []);

  ann.connect();
  await hears(ann, 'meanwhile');
});

test('messages that were not sent before a disconnect are sent after the reconnect', async (t) => {
  const { url } = await newRelay(t);
  const ann = await enteredRoom(t, url);
  ann.disconnect();
  const sending = ann.send('kept');
  await shows(ann, 'the message', () => ann.messages.some(({ state }) => state === 'queued'));
  ann.connect();
  assert.equal((await sending).seq, 1);
});

test('of several calls of connect and disconnect at once, the last one counts', async (t) => {
  const { url } = await newRelay(t);
  const ann = newRoom(t, url);
  for (let round = 0; round < 5; round += 1) {
    ann.connect();
    ann.connect();
    ann.disconnect();
    ann.disconnect();
  }
  assert.equal(ann.status, 'closed');
  ann.connect();
  await online(ann);
  ann.disconnect();
  ann.connect();
  await online(ann);
  assert.equal((await ann.send('here')).seq, 1);
  assert.deepEqual(said(ann), ['here']);
});
