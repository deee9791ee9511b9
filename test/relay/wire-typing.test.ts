import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { newRelay } from '../support/relay.ts';
import { newMember, newWireClient, type WireClient } from '../support/wire-client.ts';

/** Time by the relay's own clock passes only when the test says so. */
function stoppedClock(t: TestContext): { pass: (milliseconds: number) => void } {
  let now = Math.ceil(performance.now());
  t.mock.method(performance, 'now', () => now);
  return { pass: (milliseconds) => void (now += milliseconds) };
}

/** Resolves when the relay has taken what the client sent before, and the client what the relay sent it. */
async function settled(...clients: WireClient[]): Promise<void> {
  for (const client of clients) await client.ask('leave', { room: 'another' });
}

/** Types once. @returns how many notices have come to the listener by then. */
async function types(client: WireClient, listener: WireClient): Promise<number> {
  await settled(listener);
  client.socket.emit('typing', { room: 'lobby' });
  await settled(client, listener);
  return listener.typing.all.length;
}

test('the others in the room see who types, and nobody in one’s own tabs or in another room', async (t) => {
  const clock = stoppedClock(t);
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  const { me } = await ann.join();
  const tab = await newMember(t, url, 'Ann', { auth: { protocol: 1, session: me.session } });
  const stranger = await newWireClient(t, url);
  await stranger.join({ room: 'attic', username: 'Cat' });

  // It is not sent where it would have to wait, so the first may have gone by.
  while ((await types(ann, bob)) === 0) clock.pass(1000);
  assert.deepEqual(bob.typing.all, [{ room: 'lobby', member: { id: me.id, username: 'Ann' } }]);
  await settled(ann, tab, stranger);
  for (const client of [ann, tab, stranger]) assert.deepEqual(client.typing.all, []);
});

test('one connection is passed on at most once a second', async (t) => {
  const clock = stoppedClock(t);
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  while ((await types(ann, bob)) === 0) clock.pass(1000);
  for (let time = 0; time < 3; time++) assert.equal(await types(ann, bob), 1);
  clock.pass(999);
  assert.equal(await types(ann, bob), 1);
  clock.pass(1);
  while ((await types(ann, bob)) === 1) clock.pass(1000);
  assert.equal(bob.typing.all.length, 2);
});

test('of a room full of people who type at once, each hears only so many a second', async (t) => {
  const clock = stoppedClock(t);
  const { url } = await newRelay(t);
  const bob = await newMember(t, url, 'Bob');
  const crowd = [];
  for (let person = 0; person < 30; person++) crowd.push(await newMember(t, url, `p${person}`));
  for (const one of crowd) await types(one, bob);
  const heard = bob.typing.all.length;
  assert.ok(heard > 0 && heard <= 10, `${heard} notices`);

  clock.pass(1000);
  const [, ...others] = crowd;
  for (const one of others) if ((await types(one, bob)) > heard) return;
  assert.fail('nobody was heard a second later');
});

test('who has no name, is not in the room or sends something else is not passed on, and loses nothing', async (t) => {
  stoppedClock(t);
  const { url } = await newRelay(t);
  const bob = await newMember(t, url, 'Bob');
  const nameless = await newWireClient(t, url);
  await nameless.join();
  const outside = await newWireClient(t, url);
  await outside.join({ room: 'attic', username: 'Cat' });
  await settled(bob);
  for (const client of [nameless, outside]) {
    for (const words of [[{ room: 'lobby' }], [{ room: 1 }], [{}], ['lobby'], [null], []]) {
      client.socket.emit('typing', ...words);
      client.socket.emit('seen', ...words);
    }
    await settled(client);
  }
  await settled(bob);
  assert.deepEqual([bob.typing.all, bob.seen.all], [[], []]);
  await nameless.say('still here', { username: 'Ann' });
  await bob.hears('still here');
});
