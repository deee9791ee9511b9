import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { open } from 'lmdb';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { openLog } from '../../relay/src/log/open-log.ts';
import { newFolder } from '../support/folder.ts';
import { Inbox } from '../support/inbox.ts';
import { appendAll, draft } from './log-entries.ts';
import { afterwards } from '../support/afterwards.ts';

test('everything is there when the folder is opened again', async (t) => {
  const folder = await newFolder(t);
  const before = await LmdbLog.open(folder);
  await appendAll(before, 'lobby', ['one', 'two', 'three']);
  await appendAll(before, 'attic', ['four']);
  const written = await before.entriesAfter('lobby', 0, 10);
  const extent = await before.extent('lobby');
  await before.close();

  const after = await LmdbLog.open(folder);
  afterwards(t, () => after.close());
  assert.deepEqual(await after.entriesAfter('lobby', 0, 10), written);
  assert.deepEqual(await after.extent('lobby'), extent);
  assert.equal((await after.extent('attic')).head, 1);
});

test('a message that is repeated after a restart is known for what it is', async (t) => {
  const folder = await newFolder(t);
  const before = await LmdbLog.open(folder);
  const first = await before.append('lobby', draft('hello'));
  await before.close();

  const after = await LmdbLog.open(folder);
  afterwards(t, () => after.close());
  assert.deepEqual(await after.append('lobby', draft('hello')), { ...first, duplicate: true });
  assert.equal((await after.append('lobby', draft('next'))).seq, 2);
});

test('everything acknowledged is there after kill -9, in one order without a gap', async (t) => {
  const folder = await newFolder(t);
  const acknowledged = new Map<string, number>();
  for (const round of [1, 2, 3, 4, 5]) {
    for (const [id, seq] of await appendUntilKilled(folder, `round${round}`, 50 * round)) {
      acknowledged.set(id, seq);
    }
    const log = await LmdbLog.open(folder);
    const { head } = await log.extent('lobby');
    const entries = await log.entriesAfter('lobby', 0, head + 1);
    await log.close();

    assert.deepEqual(
      entries.map(({ seq }) => seq),
      Array.from({ length: head }, (_, index) => index + 1),
    );
    const stored = new Map(entries.map(({ id, seq }) => [id, seq]));
    for (const [id, seq] of acknowledged) assert.equal(stored.get(id), seq);
  }
});

/** Kills a process that appends, as soon as it has acknowledged so many; answers what it acknowledged. */
async function appendUntilKilled(folder: string, run: string, count: number): Promise<Map<string, number>> {
  const child = fork(join(import.meta.dirname, '../support/appender.mjs'), [folder, run]);
  const exit = once(child, 'exit');
  const acknowledged = new Inbox<{ id: string; seq: number }>();
  child.on('message', (receipt: { id: string; seq: number }) => acknowledged.put(receipt));
  await acknowledged.many(count, 'acknowledged messages');
  child.kill('SIGKILL');
  await exit;
  return new Map(acknowledged.all.map(({ id, seq }) => [id, seq]));
}

test('a folder of another format is refused in a sentence that names both', async (t) => {
  const folder = await newFolder(t);
  const root = open({ path: folder, noSubdir: false, maxDbs: 8 });
  await root.openDB({ name: 'meta' }).put('format', 99);
  await root.close();

  await assert.rejects(openLog({ data: folder }), {
    message: `Cannot use the data folder ${folder}: it holds format 99, and this relay reads format 3`,
  });
});

test('a file in place of the folder is refused in a sentence', async (t) => {
  const file = join(await newFolder(t), 'file');
  await writeFile(file, 'not a folder');
  await assert.rejects(openLog({ data: file }), /^Error: Cannot use the data folder .*file: [^\n]+$/);
});

test('a folder whose parent is not there is refused, rather than a mistyped path made', async (t) => {
  const folder = join(await newFolder(t), 'no', 'such');
  await assert.rejects(
    openLog({ data: folder }),
    /^Error: Cannot use the data folder .*no\/such: there is no folder [^\n]*\/no to make it in$/,
  );
});
