import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ChatFile } from '@realtime-chat/protocol';
import type { RecordsLog } from '../../relay/src/files/file-records.ts';
import { looseKind } from '../../relay/src/files/removal/blob-uses.ts';
import { FileSweep, unusedLifetime } from '../../relay/src/files/removal/file-sweep.ts';
import {
  heldItem,
  heldItemId,
  isHeld,
  keyOf,
  kind,
} from '../../relay/src/moderation/review-queue/queue-item.ts';
import { type FileStore, hashOf, newFileStore } from './file-store.ts';
import { draft } from './log-entries.ts';

/** A time at which nothing unused is kept any more. */
const later = (): number => Date.now() + 2 * unusedLifetime;

/** A file of a message of Ann's that is about to be appended. */
async function taken({ records, add }: FileStore): Promise<{ id: string; files: ChatFile[] }> {
  const id = await add('a cat');
  const message = { room: 'lobby', sender: 'ann', id: 'id-a cat' };
  const files = await records.check(message, [{ id }]);
  await records.take(message, [id]);
  return { id, files };
}

function methodsOf(log: RecordsLog): RecordsLog {
  return {
    putMeta: (...args) => log.putMeta(...args),
    updateMeta: (...args) => log.updateMeta(...args),
    getMeta: (...args) => log.getMeta(...args),
    metaAfter: (...args) => log.metaAfter(...args),
    entriesAfter: (...args) => log.entriesAfter(...args),
    knows: (...args) => log.knows(...args),
    seqsBy: (...args) => log.seqsBy(...args),
  };
}

function blobPath({ data }: FileStore, bytes: string): string {
  const hash = hashOf(bytes);
  return join(data, 'files', hash.slice(0, 2), hash.slice(2));
}

test('a message that is sent again keeps its files, also while a sweep judges them', async (t) => {
  const store = await newFileStore(t);
  const { id } = await taken(store);
  const { log, records } = store;
  const watched: RecordsLog = {
    ...methodsOf(log),
    // The message comes again when the sweep has not found it.
    async knows(...about) {
      const isKnown = await log.knows(...about);
      await records.take({ room: 'lobby', sender: 'ann', id: 'id-a cat' }, [id]);
      return isKnown;
    },
  };
  const sweeping = { log: watched, records, isHeld: async () => false, now: later };
  // So that the second time differs.
  await new Promise((resolve) => setTimeout(resolve, 5));
  await new FileSweep(sweeping).run();
  assert.ok(await records.get(id));
});

test('a message that a moderator publishes while a sweep judges it keeps its files', async (t) => {
  const store = await newFileStore(t);
  const { id, files } = await taken(store);
  const { log, records } = store;
  const key = keyOf('lobby', heldItemId({ sender: 'ann', id: 'id-a cat' }));
  await log.putMeta(kind, key, heldItem(draft('a cat', { files }), Date.now()));
  /** It is published after whatever the sweep asks first. */
  const publish = async (): Promise<void> => {
    await log.append('lobby', draft('a cat', { files }));
    await log.putMeta(kind, key, undefined);
  };
  const watched: RecordsLog = {
    ...methodsOf(log),
    async knows(...about) {
      const isKnown = await log.knows(...about);
      await publish();
      return isKnown;
    },
  };
  const held = async (message: { room: string; sender: string; id: string }): Promise<boolean> => {
    const waits = await isHeld(log, message);
    await publish();
    return waits;
  };
  await new FileSweep({ log: watched, records, isHeld: held, now: later }).run();
  assert.ok(await records.get(id));
});

test('a blob that cannot be removed keeps no other file', async (t) => {
  const store = await newFileStore(t);
  const one = await store.add('a cat');
  const other = await store.add('a dog');
  for (const bytes of ['a cat', 'a dog']) {
    await rm(blobPath(store, bytes));
    await mkdir(blobPath(store, bytes));
  }
  const third = await store.add('a cow');
  const sweep = new FileSweep({
    log: store.log,
    records: store.records,
    isHeld: async () => false,
    now: later,
  });
  await assert.rejects(sweep.run(), { code: 'ERR_FS_EISDIR' });
  for (const id of [one, other, third]) assert.equal(await store.records.has(id), false);
  assert.equal(await store.blobs.has(hashOf('a cow')), false);
  // It is tried again.
  for (const bytes of ['a cat', 'a dog']) await rm(blobPath(store, bytes), { recursive: true });
  await sweep.run();
  assert.equal((await store.log.listMeta(looseKind)).size, 0);
});
