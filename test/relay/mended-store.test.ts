import assert from 'node:assert/strict';
import { copyFile, rename } from 'node:fs/promises';
import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { Store } from '../../relay/src/log/lmdb/writes/store.ts';
import { StoreHealth } from '../../relay/src/log/store-health.ts';
import { type LogDetails, silent } from '../../relay/src/logger.ts';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { classOf } from '../support/slow-flush.ts';
import { draft } from './log-entries.ts';

/** A logger that keeps the causes of `store_failing`. */
function newCauses() {
  const causes: unknown[] = [];
  const note = ({ code, cause }: LogDetails): void => {
    if (code === 'store_failing') causes.push(cause);
  };
  return { causes, logger: { error: note, warn: note, info: note } };
}

test('each cause of a failing store is one line, however often they change', () => {
  const { causes, logger } = newCauses();
  const health = new StoreHealth(logger);
  for (const code of ['ENOSPC', 'ENOSPC', 'EIO', 'ENOSPC', 'EIO']) health.fail({ code, reason: code });
  assert.deepEqual(causes, ['ENOSPC', 'EIO']);
  health.succeed();
  health.close();
  health.fail({ code: 'ENOSPC', reason: 'again' });
  assert.deepEqual(causes, ['ENOSPC', 'EIO', 'ENOSPC']);
});

test('a store whose file is replaced while it is opened is refused', async (t) => {
  const folder = await newFolder(t);
  const file = join(folder, 'data.mdb');
  const log = await LmdbLog.open(folder);
  await log.append('lobby', draft('first'));
  await log.close();
  // It gets a new epoch, so that a line is logged when LMDB has it open.
  await copyFile(file, `${file}.copy`);
  await rename(`${file}.copy`, file);
  const replace = ({ code }: LogDetails): void => {
    if (code !== 'epoch_renewed') return;
    copyFileSync(file, `${file}.copy`);
    renameSync(`${file}.copy`, file);
  };
  await assert.rejects(
    LmdbLog.open(folder, { ...silent, warn: replace }),
    /was replaced while it was opened/,
  );
});

test('where LMDB does not close after a failure, writes are refused and closing ends', async (t) => {
  const { causes, logger } = newCauses();
  const store = await Store.open(await newFolder(t), logger);
  const lmdb = classOf(store);
  const close = lmdb.close.bind(store.tables.meta);
  afterwards(t, () => close());
  t.mock.method(lmdb, 'childTransaction', () => Promise.reject(new Error('a failed commit')));
  t.mock.method(lmdb, 'resetReadTxn' as 'close', () => {
    throw new Error('LMDB refuses everything');
  });
  t.mock.method(lmdb, 'close', () => new Promise(() => {}));
  const write = (): Promise<unknown> => store.write(({ meta }) => void meta.put('probe', 1));
  await assert.rejects(write(), { code: 'unavailable' });
  await assert.rejects(write(), { code: 'unavailable' });
  assert.equal((await store.probe())?.code, 'ETIMEDOUT');
  assert.ok(causes.includes('ETIMEDOUT'), causes.join());
  await assert.rejects(store.close(1000), /does not end/);
});

test('a store that hung becomes well although nothing is asked of it', async (t) => {
  const store = await Store.open(await newFolder(t), silent);
  afterwards(t, () => store.close(2000));
  const lmdb = classOf(store);
  const { childTransaction } = lmdb;
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  // As where another process holds LMDB's write lock: the transaction has not begun.
  const hanging = t.mock.method(lmdb, 'childTransaction', async function (this: unknown, act: () => unknown) {
    await held;
    hanging.mock.restore();
    return childTransaction.call(this, act);
  });
  await assert.rejects(
    store.write(({ meta }) => void meta.put('probe', 1)),
    { code: 'unavailable' },
  );
  // Until the probe that follows the failure was refused too.
  const probes = t.mock.method(store, 'write');
  while (probes.mock.callCount() === 0) await setTimeout(50);
  release();
  while (await store.probe()) await setTimeout(50);
});
