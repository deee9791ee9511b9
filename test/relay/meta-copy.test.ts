import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MetaListener } from '../../relay/src/log/log.ts';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { MetaCopy } from '../../relay/src/log/meta/meta-copy.ts';

/** A store that another process changes too. */
class SharedLog extends MemoryLog {
  listener: MetaListener = () => {};
  /** Runs when a page was read, before it is handed over. */
  meanwhile: () => Promise<void> | void = () => {};

  override async watchMeta(...[, listener]: [kind?: string, listener?: MetaListener]): Promise<() => void> {
    if (listener) this.listener = listener;
    return () => {};
  }

  override async metaAfter(kind: string, after: string | undefined, limit: number) {
    const page = await super.metaAfter(kind, after, limit);
    await this.meanwhile();
    return page;
  }
}

async function newCopy(values: Record<string, number>, rank?: (value: unknown) => number) {
  const log = new SharedLog();
  for (const [key, value] of Object.entries(values)) await log.putMeta('kind', key, value);
  const all = new Map<string, unknown>();
  const take = (key: string, value: unknown): void => {
    if (value === undefined) all.delete(key);
    else all.set(key, value);
  };
  const copy = new MetaCopy(log, {
    kind: 'kind',
    keys: () => all.keys(),
    take,
    page: 2,
    ...(rank && { rank }),
  });
  return { log, all, copy };
}

test('a copy has what is stored, and follows what others store and delete', async () => {
  const { log, all, copy } = await newCopy({ a: 1, b: 2, c: 3 });
  await copy.open();
  assert.deepEqual(Object.fromEntries(all), { a: 1, b: 2, c: 3 });
  await log.listener('a', undefined);
  await log.listener('d', 4);
  assert.deepEqual(Object.fromEntries(all), { b: 2, c: 3, d: 4 });
});

test('a copy takes over what has changed and what is gone when all values may have changed', async () => {
  const { log, all, copy } = await newCopy({ a: 1, b: 2, c: 3 });
  await copy.open();
  await log.putMeta('kind', 'a', undefined);
  await log.putMeta('kind', 'b', 20);
  await log.listener(undefined, undefined);
  assert.deepEqual(Object.fromEntries(all), { b: 20, c: 3 });
});

test('what is changed while all values are read is newer than what is read', async () => {
  const { log, all, copy } = await newCopy({ told: 1, own: 1, removed: 1 });
  await copy.open();
  let isChanged = false;
  log.meanwhile = async () => {
    if (isChanged) return;
    isChanged = true;
    await log.listener('told', 2);
    await log.listener('new', 2);
    for (const key of ['own', 'kept']) {
      all.set(key, 2);
      copy.noteChange(key);
    }
    await log.listener('removed', undefined);
  };
  await log.listener(undefined, undefined);
  assert.deepEqual(Object.fromEntries(all), { told: 2, own: 2, new: 2, kept: 2 });
});

test('values that are read together come in the order of their rank', async () => {
  const { all, copy } = await newCopy({ a: 3, b: 1, c: 2 }, Number);
  await copy.open();
  assert.deepEqual([...all.keys()], ['b', 'c', 'a']);
});

test('a reading that fails is reported, and the next one works', async () => {
  const { log, all, copy } = await newCopy({ a: 1 });
  await copy.open();
  await log.putMeta('kind', 'a', 2);
  log.meanwhile = () => {
    throw new Error('away');
  };
  await assert.rejects(Promise.resolve(log.listener(undefined, undefined)), /away/);
  log.meanwhile = () => {};
  await log.listener(undefined, undefined);
  assert.equal(all.get('a'), 2);
});
