import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from 'lmdb';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import {
  appendAll,
  deletion,
  draft,
  edit,
  entriesOf,
  everything,
  reaction,
  target,
  texts,
} from './log-entries.ts';

const hello = target(1, 'hello');

test('what was changed reads the same when the folder is opened again, and can be changed further', async (t) => {
  const folder = await newFolder(t);
  const before = await LmdbLog.open(folder);
  await appendAll(before, 'lobby', ['hello', 'other']);
  const change = edit(hello, 'first');
  const receipt = await before.append('lobby', change);
  await before.append('lobby', reaction(hello, '👍'));
  await before.append('lobby', deletion(target(2, 'other')));
  const written = await everything(before, 'lobby');
  await before.close();

  const after = await LmdbLog.open(folder);
  afterwards(t, () => after.close());
  assert.deepEqual(await everything(after, 'lobby'), written);
  assert.deepEqual(await after.append('lobby', change), { ...receipt, duplicate: true });
  await after.append('lobby', edit(hello, 'second'));
  const { entries, messages } = await everything(after, 'lobby');
  assert.deepEqual(
    [texts(messages), texts(entries)],
    [
      ['second', ''],
      ['second', '', 'second'],
    ],
  );
});

test('nobody reads a change before it would survive a loss of power', async (t) => {
  const log = await LmdbLog.open(await newFolder(t));
  afterwards(t, () => log.close());
  await log.append('lobby', draft('hello'));
  let acknowledged = 'hello';
  let isDone = false;
  const changes = (async () => {
    for (let round = 0; round < 60; round++) {
      const texts = Array.from({ length: 20 }, (_, index) => `${round} ${index}`);
      await Promise.all(texts.map((text) => log.append('lobby', edit(hello, text))));
      acknowledged = texts.at(-1) ?? '';
    }
    isDone = true;
  })();
  let looks = 0;
  while (!isDone) {
    await new Promise(setImmediate);
    looks += 1;
    const { entries, messages } = await everything(log, 'lobby');
    assert.deepEqual(texts(messages), [acknowledged]);
    assert.deepEqual([...new Set(texts(entries))], [acknowledged]);
  }
  await changes;
  assert.ok(looks > 100, `${looks} looks`);
});

test('of a batch that fails in its middle nothing is folded in', async (t) => {
  const log = await LmdbLog.open(await newFolder(t));
  afterwards(t, () => log.close());
  await log.append('lobby', draft('hello'));
  const before = await everything(log, 'lobby');
  // LMDB takes no key of this length: the second cannot be stored.
  const results = await Promise.allSettled([
    log.append('lobby', edit(hello, 'lost')),
    log.append('lobby', reaction(hello, '👍', { id: 'x'.repeat(4000) })),
  ]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.deepEqual(await everything(log, 'lobby'), before);
});

test('a store of the first format is taken over: its messages are counted, kept and changed', async (t) => {
  const folder = await newFolder(t);
  const before = await LmdbLog.open(folder);
  await before.restore('lobby', entriesOf(11, 30));
  const { epoch } = await before.extent('lobby');
  const written = await everything(before, 'lobby');
  await before.close();
  // As a relay of then left it.
  const root = open({ path: folder, noSubdir: false, maxDbs: 8 });
  await root.openDB({ name: 'meta' }).put('format', 1);
  await root.openDB({ name: 'rooms' }).put('lobby', { head: 30, floor: 11 });
  await root.openDB({ name: 'changes' }).drop();
  await root.close();

  const after = await LmdbLog.open(folder);
  assert.deepEqual(await everything(after, 'lobby'), written);
  await after.append('lobby', edit(target(30, '30'), 'thirty'));
  await after.keepNewest('lobby', 5);
  assert.deepEqual(texts(await after.messagesBefore('lobby', 100, 100)), ['26', '27', '28', '29', 'thirty']);
  await after.close();

  // And is of the new format from then on.
  const again = open({ path: folder, noSubdir: false, maxDbs: 8 });
  afterwards(t, () => again.close());
  assert.equal(again.openDB({ name: 'meta' }).get('format'), 3);
  assert.equal(typeof epoch, 'string');
});

test('a store of the second format, which no release wrote, is refused as it is', async (t) => {
  const folder = await newFolder(t);
  await (await LmdbLog.open(folder)).close();
  const root = open({ path: folder, noSubdir: false, maxDbs: 8 });
  await root.openDB({ name: 'meta' }).put('format', 2);
  await root.close();
  await assert.rejects(LmdbLog.open(folder), /it holds format 2, and this relay reads format 3/);
});
