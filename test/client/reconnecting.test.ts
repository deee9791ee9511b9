import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatRoom } from '@realtime-chat/widget/client';
import { newRelayProcess } from '../support/cli.ts';
import { newProxy } from '../support/proxy.ts';
import { newRelay } from '../support/relay.ts';
import { enteredRoom, hears, said, shows } from '../support/room.ts';
import { newMember, type WireClient } from '../support/wire-client.ts';

/** Names the test that waits for an answer which never comes. */
const inTime = { timeout: 60_000 };

function away(room: ChatRoom): Promise<true> {
  return shows(room, 'the loss of the link', () => room.status === 'reconnecting');
}

/** What a room's log holds, by the word of somebody who comes now. */
async function stored(client: WireClient): Promise<string[]> {
  const { messages } = await client.history(Number.MAX_SAFE_INTEGER, 100);
  return messages.map(({ message }) => message);
}

for (const end of ['kill', 'stop'] as const) {
  test(
    `after the relay’s ${end === 'kill' ? 'crash' : 'restart'} a client reconnects, catches up, and sends waiting messages once`,
    inTime,
    async (t) => {
      const relay = await newRelayProcess(t);
      const ann = await enteredRoom(t, relay.url);
      await ann.send('before');
      await relay[end]();
      await away(ann);
      assert.equal(ann.problem?.code, 'unreachable');
      const waiting = [ann.send('meanwhile'), ann.send('and again')];
      await shows(
        ann,
        'the queue',
        () => ann.messages.filter(({ state }) => state === 'queued').length === 2,
      );

      const again = await newRelayProcess(t, { port: relay.port, data: relay.data });
      const bob = await newMember(t, again.url, 'Bob');
      await Promise.all(waiting);
      await bob.say('after');
      await hears(ann, 'after');
      assert.equal(ann.status, 'online');
      assert.equal(ann.problem, undefined);
      assert.deepEqual(said(ann), ['before', 'meanwhile', 'and again', 'after']);
      assert.deepEqual(await stored(bob), said(ann));
    },
  );
}

test('messages that others sent during an absence are shown in their place', inTime, async (t) => {
  const { url } = await newRelay(t);
  const proxy = await newProxy(t, url);
  const ann = await enteredRoom(t, proxy.url);
  const bob = await newMember(t, url, 'Bob');
  await bob.say('one');
  await hears(ann, 'one');

  proxy.cut();
  await away(ann);
  for (const text of ['two', 'three', 'four']) await bob.say(text);
  await hears(ann, 'four');
  await bob.say('five');
  await hears(ann, 'five');
  assert.deepEqual(said(ann), ['one', 'two', 'three', 'four', 'five']);
});

test('a message whose acknowledgement is lost is stored once, and known to be stored', inTime, async (t) => {
  const { url } = await newRelay(t);
  const proxy = await newProxy(t, url);
  const ann = await enteredRoom(t, proxy.url);
  const bob = await newMember(t, url, 'Bob');

  proxy.loseAnswers();
  const sending = ann.send('once');
  await bob.hears('once');
  proxy.cut();

  assert.equal((await sending).seq, 1);
  await bob.say('next');
  await hears(ann, 'next');
  assert.deepEqual(said(ann), ['once', 'next']);
  assert.deepEqual(await stored(bob), ['once', 'next']);
});

test('on a network that fails again and again, each message arrives once and in order', inTime, async (t) => {
  const { url } = await newRelay(t);
  const proxy = await newProxy(t, url);
  const ann = await enteredRoom(t, proxy.url);
  const bob = await newMember(t, url, 'Bob');
  const texts = Array.from({ length: 30 }, (_, index) => `${index}`);
  const sending = texts.map((text) => ann.send(text));
  for (const round of [1, 2, 3]) {
    await bob.hears(String(round * 5));
    proxy.cut();
  }
  await Promise.all(sending);
  await bob.hears('29');
  assert.deepEqual(await stored(bob), texts);
  assert.deepEqual(
    bob.heard().map(({ message }) => message),
    texts,
  );
  assert.deepEqual(said(ann), texts);
});

test('a guest is the same person after a lost connection', inTime, async (t) => {
  const { url } = await newRelay(t);
  const proxy = await newProxy(t, url);
  const ann = await enteredRoom(t, proxy.url);
  const before = await ann.send('before');
  proxy.cut();
  await away(ann);
  const after = await ann.send('after');
  assert.equal(after.sender, before.sender);
  assert.ok(ann.messages.filter(({ seq }) => seq).every(({ own }) => own));
});

test('messages of a relay that has lost its store are not mixed with earlier ones', inTime, async (t) => {
  const relay = await newRelayProcess(t, { data: ':memory:' });
  const ann = await enteredRoom(t, relay.url);
  await ann.send('of the old');
  await relay.kill();
  await away(ann);

  const again = await newRelayProcess(t, { data: ':memory:', port: relay.port });
  const bob = await newMember(t, again.url, 'Bob');
  await bob.say('of the new');
  await hears(ann, 'of the new');
  assert.deepEqual(said(ann), ['of the new']);
});

test('a client that was away for long gets the newest page, and can load older ones', inTime, async (t) => {
  const relay = await newRelay(t);
  const proxy = await newProxy(t, relay.url);
  const ann = await enteredRoom(t, proxy.url);
  await ann.send('long ago');
  ann.disconnect();
  for (let number = 1; number <= 600; number += 1) {
    await relay.publish('lobby', { message: String(number), username: 'Bob' });
  }
  ann.connect();
  await hears(ann, '600');
  assert.equal(said(ann).length, 50);
  assert.equal(ann.hasOlder, true);
  while (ann.hasOlder) await ann.loadOlder();
  assert.deepEqual(said(ann), ['long ago', ...Array.from({ length: 600 }, (_, index) => String(index + 1))]);
});
