import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { limits } from '@realtime-chat/protocol';
import { newRelay } from '../support/relay.ts';
import { newMember, newWireClient, type WireClient } from '../support/wire-client.ts';

/** A client and a room of `count` messages, numbered from 1. */
async function newcomer(t: TestContext, count: number): Promise<{ client: WireClient; epoch: string }> {
  const relay = await newRelay(t);
  for (let number = 1; number <= count; number += 1) {
    await relay.publish('lobby', { message: String(number), username: 'Ann' });
  }
  const client = await newWireClient(t, relay.url);
  const { epoch } = await client.join({ room: 'lobby' });
  return { client, epoch };
}

const texts = (list: readonly object[] | undefined): unknown[] | undefined =>
  list?.map((item) => ('message' in item ? item.message : undefined));
const numbers = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => String(first + index));

test('the first join returns the newest page, oldest first', async (t) => {
  const { client } = await newcomer(t, 60);
  const joined = await client.join();
  assert.equal(joined.mode, 'snapshot');
  assert.equal(joined.head, 60);
  assert.equal(joined.floor, 1);
  assert.deepEqual(texts(joined.messages), numbers(11, 60));
  assert.ok(!('entries' in joined));
});

test('a client that comes back gets only the entries since', async (t) => {
  const { client, epoch } = await newcomer(t, 60);
  const joined = await client.join({ since: { epoch, seq: 57 } });
  assert.equal(joined.mode, 'delta');
  assert.equal(joined.head, 60);
  assert.deepEqual(texts(joined.entries), ['58', '59', '60']);
  assert.deepEqual(
    joined.entries?.map(({ seq, type }) => ({ seq, type })),
    [58, 59, 60].map((seq) => ({ seq, type: 'message' })),
  );
  assert.ok(!('messages' in joined));
});

test('a client that missed nothing gets nothing', async (t) => {
  const { client, epoch } = await newcomer(t, 3);
  const joined = await client.join({ since: { epoch, seq: 3 } });
  assert.equal(joined.mode, 'delta');
  assert.equal(joined.head, 3);
  assert.deepEqual(joined.entries, []);
});

test('a client that joined before the first message gets all of them', async (t) => {
  const { client, epoch } = await newcomer(t, 3);
  const joined = await client.join({ since: { epoch, seq: 0 } });
  assert.equal(joined.mode, 'delta');
  assert.deepEqual(texts(joined.entries), ['1', '2', '3']);
});

test('up to the limit a client gets every missed entry, beyond it the newest page', async (t) => {
  const { client, epoch } = await newcomer(t, limits.delta + 1);
  const within = await client.join({ since: { epoch, seq: 1 } });
  assert.equal(within.mode, 'delta');
  assert.deepEqual(texts(within.entries), numbers(2, limits.delta + 1));

  const beyond = await client.join({ since: { epoch, seq: 0 } });
  assert.equal(beyond.mode, 'snapshot');
  assert.equal(beyond.head, limits.delta + 1);
  assert.deepEqual(texts(beyond.messages), numbers(limits.delta + 2 - limits.page, limits.delta + 1));
});

test('a position in another log leads to a reset', async (t) => {
  const { client, epoch } = await newcomer(t, 3);
  const joined = await client.join({ since: { epoch: 'another', seq: 3 } });
  assert.equal(joined.mode, 'reset');
  assert.equal(joined.epoch, epoch);
  assert.deepEqual(texts(joined.messages), ['1', '2', '3']);
});

test('a position beyond the log’s end leads to a reset', async (t) => {
  const { client, epoch } = await newcomer(t, 3);
  const joined = await client.join({ since: { epoch, seq: 4 } });
  assert.equal(joined.mode, 'reset');
  assert.equal(joined.head, 3);
  assert.deepEqual(texts(joined.messages), ['1', '2', '3']);
});

test('a relay in memory has another epoch after a restart', async (t) => {
  const { epoch } = await newcomer(t, 1);
  const { client } = await newcomer(t, 1);
  assert.equal((await client.join({ since: { epoch, seq: 1 } })).mode, 'reset');
});

test('a client that missed few but very long entries gets the newest messages too', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const { epoch } = await ann.join();
  const text = 'x'.repeat(limits.text);
  for (let count = 0; count < 70; count++) await ann.say(text);
  const few = await ann.join({ since: { epoch, seq: 20 } });
  assert.deepEqual([few.mode, few.entries?.length], ['delta', 50]);
  const many = await ann.join({ since: { epoch, seq: 0 } });
  assert.deepEqual([many.mode, many.head, many.messages?.length], ['snapshot', 70, limits.page]);
});
