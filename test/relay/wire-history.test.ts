import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRelay } from '../support/relay.ts';
import { newMember } from '../support/wire-client.ts';

test('older messages come page by page, down to the first', async (t) => {
  const relay = await newRelay(t);
  for (let number = 1; number <= 120; number += 1) await relay.publish('lobby', { message: String(number) });
  const client = await newMember(t, relay.url, 'Ann');

  const pages: number[][] = [];
  for (let before = 121; before > 1;) {
    const { messages, floor } = await client.history(before);
    assert.equal(floor, 1);
    pages.push(messages.map(({ seq }) => seq));
    before = messages[0]?.seq ?? 0;
  }
  const numbers = (first: number, last: number): number[] =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index);
  assert.deepEqual(pages, [numbers(71, 120), numbers(21, 70), numbers(1, 20)]);
});

test('a page has the length that was asked for', async (t) => {
  const relay = await newRelay(t);
  for (let number = 1; number <= 5; number += 1) await relay.publish('lobby', { message: String(number) });
  const client = await newMember(t, relay.url, 'Ann');
  const page = async (before: number, limit?: number): Promise<string[]> =>
    (await client.history(before, limit)).messages.map(({ message }) => message);

  assert.deepEqual(await page(5, 2), ['3', '4']);
  assert.deepEqual(await page(3, 100), ['1', '2']);
  assert.deepEqual(await page(1, 1), []);
  assert.deepEqual(await page(0), []);
  assert.deepEqual(await page(Number.MAX_SAFE_INTEGER, 1), ['5']);
});

test('history shows a message as it came live', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  await ann.say('hello');
  const live = await ann.hears('hello');
  assert.deepEqual((await ann.history(2)).messages, [live]);
  assert.deepEqual((await ann.join()).messages, [live]);
});
