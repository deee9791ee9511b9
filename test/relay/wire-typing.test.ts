import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { newRelay } from '../support/relay.ts';
import { newMember, newWireClient, type WireClient } from '../support/wire-client.ts';

/** Stops the relay's clock: it moves only when the test calls `pass`. */
function stoppedClock(t: TestContext): { pass: (milliseconds: number) => void } {
  let now = Math.ceil(performance.now());
  t.mock.method(performance, 'now', () => now);
  return { pass: (milliseconds) => void (now += milliseconds) };
}

/** Resolves when the relay and each client have received everything that the other side sent before. */
async function settled(...clients: WireClient[]): Promise<void> {
  for (const client of clients) await client.ask('leave', { room: 'another' });
}

/** Sends one typing event. @returns how many typing events the listener has received in all */
async function types(client: WireClient, listener: WireClient): Promise<number> {
  await settled(listener);
  client.socket.emit('typing', { room: 'lobby' });
  await settled(client, listener);
  return listener.typing.all.length;
}

test('typing is shown to the others in the room, and not in own tabs or in other rooms', async (t) => {
  const clock = stoppedClock(t);
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  const { me } = await ann.join();
  const tab = await newMember(t, url, 'Ann', { auth: { protocol: 1, session: me.session } });
  const stranger = await newWireClient(t, url);
  await stranger.join({ room: 'attic', username: 'Cat' });

  // A typing event that would have to wait is dropped, so the first may be lost.
  while ((await types(ann, bob)) === 0) clock.pass(1000);
  assert.deepEqual(bob.typing.all, [{ room: 'lobby', member: { id: me.id, username: 'Ann' } }]);
  await settled(ann, tab, stranger);
  for (const client of [ann, tab, stranger]) assert.deepEqual(client.typing.all, []);
});

test('typing events of one connection are forwarded at most once a second', async (t) => {
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

test('in a room where many people type at once, the forwarded events per second are bounded', async (t) => {
  const clock = stoppedClock(t);
  const { url } = await newRelay(t);
  const bob = await newMember(t, url, 'Bob');
  const crowd = [];
  for (let person = 0; person < 30; person++) crowd.push(await newMember(t, url, `p${person}`));
  for (const one of crowd) await types(one, bob);
  const heard = bob.typing.all.length;
  assert.ok(heard > 0 && heard <= 10, `${heard} typing events`);

  clock.pass(1000);
  const [, ...others] = crowd;
  for (const one of others) if ((await types(one, bob)) > heard) return;
  assert.fail('no typing event was forwarded a second later');
});

test('typing events without a name, from outside the room or malformed are not forwarded, and have no other effect', async (t) => {
  stoppedClock(t);
  const { url } = await newRelay(t);
  const bob = await newMember(t, url, 'Bob');
  const nameless = await newWireClient(t, url);
  await nameless.join();
  const outside = await newWireClient(t, url);
  await outside.join({ room: 'attic', username: 'Cat' });
  await settled(bob);
  for (const client of [nameless, outside]) {
    for (const args of [[{ room: 'lobby' }], [{ room: 1 }], [{}], ['lobby'], [null], []]) {
      client.socket.emit('typing', ...args);
      client.socket.emit('seen', ...args);
    }
    await settled(client);
  }
  await settled(bob);
  assert.deepEqual([bob.typing.all, bob.seen.all], [[], []]);
  await nameless.say('still here', { username: 'Ann' });
  await bob.hears('still here');
});
