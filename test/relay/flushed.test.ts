import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { mayBeUnflushed } from '../../relay/src/log/lmdb/opening/assert-sound.ts';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { newSlowLog } from '../support/slow-flush.ts';
import { draft, entriesOf } from './log-entries.ts';
import { erasure } from './log-erasing.ts';

const writes: Record<string, (log: LmdbLog) => Promise<unknown>> = {
  'a message': (log) => log.append('lobby', draft('second')),
  'an erasure': (log) => log.append('lobby', erasure('ann')),
  'a note': (log) => log.putMeta('names', 'ann', { name: 'Ann' }),
  'an import': (log) => log.restore('attic', entriesOf(1, 3)),
  'what is forgotten by count': (log) => log.keepNewest('lobby', 0),
  'what is forgotten by age': (log) => log.forget('lobby', 2),
};

for (const [what, write] of Object.entries(writes)) {
  test(`${what} is acknowledged once it is flushed, and not before`, async (t) => {
    const { log, hold } = await newSlowLog(t, await newFolder(t));
    afterwards(t, () => log.close());
    await log.append('lobby', draft('one'));
    await log.append('lobby', draft('two'));
    const { committed, release } = hold();
    let isAcknowledged = false;
    let isTold = false;
    await log.watchAll(() => (isTold = true));
    const acknowledged = write(log).then(() => (isAcknowledged = true));
    await committed;
    // Turns of the event loop: whatever does not wait for the flush is through by then.
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    assert.deepEqual({ isAcknowledged, isTold }, { isAcknowledged: false, isTold: false });
    assert.equal((await log.extent('lobby')).head, 2);
    const texts = (await log.messagesBefore('lobby', 3, 2)).map(({ message }) => message);
    // What is removed by retention has no readers to wait for.
    if (!what.includes('forgotten')) assert.deepEqual(texts, ['one', 'two']);
    release();
    await acknowledged;
  });
}

test('LMDB flushes each commit before it calls it over', async (t) => {
  const folder = await newFolder(t);
  const log = await LmdbLog.open(folder);
  afterwards(t, () => log.close());
  await log.append('lobby', draft('first'));
  assert.equal(mayBeUnflushed(join(folder, 'data.mdb')), false);
});
