import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LmdbLog } from '../../relay/src/log/lmdb.ts';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { draft, entriesOf } from './log-conformance.ts';

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

test('forgetting little takes little, however many ids are still known', async (t) => {
  const log = await LmdbLog.open(await newFolder(t));
  afterwards(t, () => log.close());
  const quickest = async (room: string, count: number): Promise<number> => {
    await log.restore(room, entriesOf(1, count, { time: Date.now() }));
    await log.forget(room, 100);
    const took: number[] = [];
    for (let floor = 101; floor <= 105; floor++) {
      const started = performance.now();
      await log.forget(room, floor);
      took.push(performance.now() - started);
    }
    return Math.min(...took);
  };
  const [few, many] = [await quickest('few', 200), await quickest('many', 50_000)];
  assert.ok(many < 4 * few + 5, `${many} ms where there are many, ${few} ms where there are few`);
});
