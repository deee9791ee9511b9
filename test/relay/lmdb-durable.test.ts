import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { draft } from './log-entries.ts';

test('nobody reads a message before it would survive a loss of power', async (t) => {
  const log = await LmdbLog.open(await newFolder(t));
  afterwards(t, () => log.close());
  await log.append('lobby', draft('first'));
  let acknowledged = 1;
  let isDone = false;
  const talk = (async () => {
    for (let round = 0; round < 30; round++) {
      const texts = Array.from({ length: 50 }, (_, index) => `${round} ${index}`);
      const receipts = await Promise.all(texts.map((text) => log.append('lobby', draft(text))));
      acknowledged = receipts.at(-1)?.seq ?? 0;
    }
    isDone = true;
  })();
  while (!isDone) {
    await new Promise(setImmediate);
    const newest = await log.messagesBefore('lobby', Infinity, 1);
    const after = await log.entriesAfter('lobby', acknowledged, 1);
    const { head } = await log.extent('lobby');
    assert.deepEqual([head, newest[0]?.seq, after.length], [acknowledged, acknowledged, 0]);
  }
  await talk;
  assert.equal((await log.extent('lobby')).head, 1501);
});

test('of what fails in its middle nothing is stored', async (t) => {
  const log = await LmdbLog.open(await newFolder(t));
  afterwards(t, () => log.close());
  // LMDB takes no key of this length: the second cannot be stored.
  const [first, tooLong] = [draft('one'), draft('two', { id: 'x'.repeat(4000) })];
  const results = await Promise.allSettled([log.append('lobby', first), log.append('lobby', tooLong)]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal((await log.extent('lobby')).head, 0);
  assert.deepEqual(await log.entriesAfter('lobby', 0, 10), []);
  const again = await log.append('lobby', first);
  assert.deepEqual([again.seq, again.duplicate], [1, false]);
});
