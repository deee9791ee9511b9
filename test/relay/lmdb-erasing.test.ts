import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { LmdbReader } from '../../relay/src/log/lmdb/lmdb-reader.ts';
import { afterwards } from '../support/afterwards.ts';
import { runCli } from '../support/cli.ts';
import { endWithThisProcess } from '../support/end-with-this-process.mjs';
import { newFolder } from '../support/folder.ts';
import { cli } from './archive-commands.ts';
import { draft, entriesOf, message } from './log-entries.ts';
import { erasure } from './log-erasing.ts';

/** So many that an erasure takes many turns of the event loop. */
const many = 10_000;

/** A folder in which Ann has written so many messages in each of these rooms. */
async function newRooms(t: TestContext, rooms: readonly string[], count: number): Promise<string> {
  const data = await newFolder(t);
  const log = await LmdbLog.open(data);
  for (const room of rooms) await log.restore(room, entriesOf(1, count));
  await log.close();
  return data;
}

/** How many messages of each room still have a text, of how many entries. */
async function left(data: string, ...rooms: string[]) {
  const log = await LmdbLog.open(data);
  const counts: { texts: number; entries: number }[] = [];
  for (const room of rooms) {
    const entries = await log.entriesAfter(room, 0, Infinity);
    const texts = entries.filter((entry) => entry.type === 'message' && entry.message !== '');
    counts.push({ texts: texts.length, entries: entries.length });
  }
  await log.close();
  return counts;
}

test('while a person with many messages is erased, others read the room as it was, and write after it', async (t) => {
  const log = await LmdbLog.open(await newRooms(t, ['lobby'], many));
  afterwards(t, () => log.close());
  const draftOfErasure = erasure('ann');
  let isOver = false;
  const erased = log.append('lobby', draftOfErasure).finally(() => (isOver = true));
  while (!(await log.knows('lobby', 'relay', draftOfErasure.id))) await setImmediate();
  const written = log.append('lobby', draft('meanwhile'));
  let reads = 0;
  for (; !isOver; reads += 1) {
    const [first] = await log.entriesAfter('lobby', 0, 1);
    const [last] = await log.messagesBefore('lobby', Infinity, 1);
    const { head } = await log.extent('lobby');
    await setImmediate();
    if (isOver) break;
    assert.deepEqual(
      [first?.type === 'message' && first.message, last?.message, head],
      ['1', String(many), many],
    );
  }
  assert.ok(reads > 3, `others ran ${reads} times meanwhile`);
  assert.equal((await erased).seq, many + 1);
  assert.equal((await written).seq, many + 2);
  for (const seq of [1, many]) assert.equal((await message(log, seq)).message, '');
  assert.equal((await message(log, many + 2)).message, 'meanwhile');
});

for (const turns of [0, 2]) {
  test(`a process that is killed in the middle of an erasure leaves nothing half erased (${turns})`, async (t) => {
    const data = await newRooms(t, ['lobby'], many);
    const { id } = erasure('ann');
    const script = join(import.meta.dirname, '../support/eraser.mjs');
    const child = fork(script, [data, id, String(turns)]);
    endWithThisProcess(child);
    assert.deepEqual(await once(child, 'exit'), [null, 'SIGKILL']);
    assert.deepEqual(await left(data, 'lobby'), [{ texts: many, entries: many }]);
    const { stderr } = await runCli(['person', 'erase', 'ann', '--data', data]);
    assert.match(stderr, /^Erased ann: 10000 entries in 1 rooms?\n/);
    assert.deepEqual(await left(data, 'lobby'), [{ texts: 0, entries: many + 1 }]);
  });
}

test('person erase that is killed between two rooms is completed by the next', async (t) => {
  const rooms = Array.from({ length: 20 }, (_, index) => `room-${index + 10}`);
  const data = await newRooms(t, rooms, 1000);
  const child = spawn(process.execPath, [cli, 'person', 'erase', 'ann', '--data', data], { stdio: 'ignore' });
  endWithThisProcess(child);
  const ended = once(child, 'exit');
  // The rooms are erased in the order of their names.
  const reader = await LmdbReader.open(data, true);
  while ((await reader.extent('room-10')).head === 1000) await setImmediate();
  child.kill('SIGKILL');
  assert.deepEqual(await ended, [null, 'SIGKILL']);
  await reader.close();
  const before = await left(data, ...rooms);
  for (const { texts, entries } of before) assert.equal(texts, entries === 1000 ? 1000 : 0);
  const untouched = before.filter(({ entries }) => entries === 1000).length;
  assert.ok(untouched > 0 && untouched < rooms.length, `${untouched} rooms are left`);
  const { code, stderr } = await runCli(['person', 'erase', 'ann', '--data', data]);
  assert.equal(code, 0);
  assert.match(stderr, new RegExp(`^Erased ann: ${untouched * 1000} entries in ${untouched} rooms?\n`));
  for (const each of await left(data, ...rooms)) assert.deepEqual(each, { texts: 0, entries: 1001 });
});
