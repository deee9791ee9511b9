import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRelay } from '../support/relay.ts';
import { enteredRoom, hears, newRoom, said, shows } from '../support/room.ts';

const numbers = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => String(first + index));

test('a client that joins gets the newest page, and can load older ones down to the first', async (t) => {
  const relay = await newRelay(t);
  for (const message of numbers(1, 120)) await relay.publish('lobby', { message, username: 'Bob' });
  const ann = await enteredRoom(t, relay.url);
  assert.deepEqual(said(ann), numbers(71, 120));

  for (const first of [21, 1]) {
    assert.equal(ann.hasOlder, true);
    await ann.loadOlder();
    assert.deepEqual(said(ann), numbers(first, 120));
  }
  assert.equal(ann.hasOlder, false);
  await ann.loadOlder();
  assert.deepEqual(said(ann), numbers(1, 120));
});

test('two calls of loadOlder at once load one page', async (t) => {
  const relay = await newRelay(t);
  for (const message of numbers(1, 120)) await relay.publish('lobby', { message, username: 'Bob' });
  const ann = await enteredRoom(t, relay.url);
  await Promise.all([ann.loadOlder(), ann.loadOlder()]);
  assert.deepEqual(said(ann), numbers(21, 120));
});

test('a conversation goes on below while older messages load above', async (t) => {
  const relay = await newRelay(t);
  for (const message of numbers(1, 80)) await relay.publish('lobby', { message, username: 'Bob' });
  const ann = await enteredRoom(t, relay.url);
  const loading = ann.loadOlder();
  await relay.publish('lobby', { message: '81', username: 'Bob' });
  await Promise.all([loading, hears(ann, '81')]);
  assert.deepEqual(said(ann), numbers(1, 81));
});

test('a client that loads older pages faster than the relay allows waits for the page', async (t) => {
  const relay = await newRelay(t, { limits: { history: '1/1' } });
  for (const message of numbers(1, 120)) await relay.publish('lobby', { message, username: 'Bob' });
  const ann = await enteredRoom(t, relay.url);
  // Each brings a page, the second one when it may.
  await ann.loadOlder();
  await ann.loadOlder();
  assert.deepEqual(said(ann), numbers(1, 120));
});

test('a client requests a quoted message again after the relay has refused it', async (t) => {
  const relay = await newRelay(t, { limits: { history: '1/1' } });
  for (const message of numbers(1, 60)) await relay.publish('lobby', { message, username: 'Bob' });
  const ann = await enteredRoom(t, relay.url);
  ann.requestMessage(1);
  await shows(ann, 'the first quote', () => ann.at(1) !== undefined);
  let heard = 60;
  while (ann.at(2) === undefined && heard < 4000) {
    heard += 1;
    ann.requestMessage(2);
    await relay.publish('lobby', { message: String(heard), username: 'Bob' });
    await hears(ann, String(heard));
  }
  assert.equal(ann.at(2)?.message, '2');
});

test('an empty room has nothing older', async (t) => {
  const { url } = await newRelay(t);
  const ann = await enteredRoom(t, url);
  assert.equal(ann.hasOlder, false);
  await ann.loadOlder();
});

test('loading older messages without a connection does nothing', async (t) => {
  const relay = await newRelay(t);
  for (const message of numbers(1, 60)) await relay.publish('lobby', { message, username: 'Bob' });
  const ann = await enteredRoom(t, relay.url);
  ann.disconnect();
  await ann.loadOlder();
  assert.deepEqual(said(ann), numbers(11, 60));
  ann.connect();
  await shows(ann, 'being online', () => ann.status === 'online');
  await ann.loadOlder();
  assert.deepEqual(said(ann), numbers(1, 60));

  await newRoom(t, relay.url).loadOlder();
});
