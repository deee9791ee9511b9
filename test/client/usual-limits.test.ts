import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newProxy } from '../support/proxy.ts';
import { newRelay } from '../support/relay.ts';
import { enteredRoom, hears, online, shows } from '../support/room.ts';

test('under the usual limits, people who type, read back, come and go are never refused anything', async (t) => {
  const relay = await newRelay(t, { limits: {} });
  for (let count = 1; count <= 700; count++) await relay.publish('lobby', { message: `before ${count}` });
  let told = '';
  const proxy = await newProxy(t, relay.url, (bytes) => (told += bytes.toString('latin1')));
  const ann = await enteredRoom(t, proxy.url, { username: 'Ann' });
  const bob = await enteredRoom(t, proxy.url, { username: 'Bob' });
  const people = [
    [ann, bob],
    [bob, ann],
  ] as const;

  // All of the history, as fast as somebody can scroll.
  for (const [one] of people) {
    while (one.hasOlder) await one.loadOlder();
    assert.ok(one.messages.length >= 700);
  }

  // A few words in one breath each, key by key.
  for (const [one, other] of people) {
    for (const words of ['hello', 'how are you?', 'I am fine']) {
      const text = `${one.username}: ${words}`;
      for (const _ of text) one.typed();
      const message = await one.send(text);
      await hears(other, text);
      other.saw();
      await other.react(message, '👍');
      await other.react(message, '👍', false);
    }
    const last = one.messages.findLast(({ own }) => own);
    assert.ok(last);
    await one.edit(last, `${one.username}: changed`);
    await one.delete(last);
  }

  // Through other rooms and back, and once off the network.
  for (const room of ['attic', 'cellar', 'garden', 'kitchen', 'porch', 'roof']) {
    const away = await enteredRoom(t, proxy.url, { username: 'Ann', room });
    await away.send('anybody here?');
    away.close();
  }
  const losses = people.map(([one]) => shows(one, 'the loss', () => one.status === 'reconnecting'));
  proxy.cut();
  await Promise.all(losses);
  await Promise.all([online(ann), online(bob)]);
  await ann.send('back again');
  await hears(bob, 'back again');
  assert.equal(/rate_limited|unavailable|HTTP\/1\.1 [45]/.exec(told)?.[0], undefined);

  // Who goes beyond that is, which shows that it would have been seen.
  const flood = Array.from({ length: 7 }, (_, index) => bob.send(`flood ${index}`));
  await Promise.all(flood);
  assert.ok(told.includes('rate_limited'));
});
