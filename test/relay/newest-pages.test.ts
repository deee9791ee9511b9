import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '@realtime-chat/protocol';
import { MemoryLog } from '../../relay/lib/log/memory/memory-log.js';
import { catchUp } from '../../relay/lib/rooms/catch-up.js';
import { NewestPages } from '../../relay/lib/rooms/newest-pages.js';

/** A log that counts the reads of messages. */
class CountingLog extends MemoryLog {
  reads = 0;
  override messagesBefore(...words: Parameters<MemoryLog['messagesBefore']>) {
    this.reads += 1;
    return super.messagesBefore(...words);
  }
}

/** A room of three messages, and what a person gets who joins it. */
async function newRoom() {
  const log = new CountingLog();
  const pages = new NewestPages();
  for (const text of ['one', 'two', 'three']) {
    await log.append('lobby', { type: 'message', id: text, sender: 'ann', message: text });
  }
  const join = async (reader = 'bob', room = 'lobby') => {
    const joined = await catchUp({ log, room, reader }, pages, undefined);
    assert.ok(joined.mode === 'snapshot');
    return joined;
  };
  const textsFor = async (reader?: string) => (await join(reader)).messages.map(({ message }) => message);
  return { log, join, textsFor };
}

test('joins of a room that has not changed read its newest messages once', async () => {
  const { log, textsFor } = await newRoom();
  for (const reader of ['bob', 'eve', 'bob'])
    assert.deepEqual(await textsFor(reader), ['one', 'two', 'three']);
  assert.equal(log.reads, 1);
});

test('a join after any change gets the room as it is then', async () => {
  const { log, join, textsFor } = await newRoom();
  await textsFor();
  await log.append('lobby', { type: 'message', id: 'four', sender: 'ann', message: 'four' });
  assert.deepEqual(await textsFor(), ['one', 'two', 'three', 'four']);
  const target = { seq: 1, id: 'one' };
  await log.append('lobby', { type: 'edit', id: 'edit', sender: 'ann', target, message: 'first' });
  assert.deepEqual(await textsFor(), ['first', 'two', 'three', 'four']);
  await log.append('lobby', { type: 'delete', id: 'delete', sender: 'ann', target });
  assert.deepEqual((await join()).messages[0]?.deleted, true);
  await log.forget('lobby', 3);
  assert.deepEqual(await textsFor(), ['three', 'four']);
  assert.equal((await join()).floor, 3);
});

test('a message that each reader gets otherwise is read for each of them', async () => {
  const { log, join } = await newRoom();
  const target = { seq: 1, id: 'one' };
  const people = Array.from({ length: limits.reactors + 2 }, (_, index) => `person ${index}`);
  for (const sender of people)
    await log.append('lobby', { type: 'react', id: sender, sender, target, emoji: '👍', on: true });
  for (const reader of [...people.slice(-2), ...people.slice(-2)]) {
    const [reaction] = (await join(reader)).messages[0]?.reactions ?? [];
    assert.equal(reaction?.people[0]?.id, reader);
  }
});

test('the pages of only a few rooms are kept', async () => {
  const { log, join } = await newRoom();
  await join();
  for (let room = 0; room < 20; room++) await join('bob', `room ${room}`);
  const before = log.reads;
  await join('bob', 'room 19');
  assert.equal(log.reads, before);
  await join();
  assert.equal(log.reads, before + 1);
});
