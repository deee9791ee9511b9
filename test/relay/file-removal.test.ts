import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { ChatFile } from '@realtime-chat/protocol';
import { looseKind, usesKind } from '../../relay/src/files/removal/blob-uses.ts';
import { FileRecords } from '../../relay/src/files/file-records.ts';
import { CommittedFiles } from '../../relay/src/files/removal/committed-files.ts';
import { ForgottenFiles } from '../../relay/src/files/removal/forgotten-files.ts';
import { FileSweep, graceTime, unusedLifetime } from '../../relay/src/files/removal/file-sweep.ts';
import {
  heldItem,
  heldItemId,
  isHeld,
  keyOf,
  kind,
} from '../../relay/src/moderation/review-queue/queue-item.ts';
import { Inbox } from '../support/inbox.ts';
import { type FileStore, hashOf, newFileStore } from './file-store.ts';
import { deletion, draft } from './log-entries.ts';

const day = unusedLifetime;

/** A file of a message of Ann's with this text, which is about to be appended. */
async function taken(
  { records, add }: FileStore,
  text: string,
  owner = 'ann',
): Promise<{ id: string; files: ChatFile[] }> {
  const id = await add(text, { owner });
  const message = { room: 'lobby', sender: owner, id: `id-${text}` };
  const files = await records.check(message, [{ id }]);
  await records.take(message, [id]);
  return { id, files };
}

/** The same, when the message is in the log. */
async function sent(store: FileStore, text: string, owner = 'ann'): Promise<{ id: string; seq: number }> {
  const { id, files } = await taken(store, text, owner);
  const { seq } = await store.log.append('lobby', draft(text, { sender: owner, files }));
  return { id, seq };
}

async function sweep(store: FileStore, later = 0): Promise<void> {
  const { log, records } = store;
  const now = (): number => Date.now() + later;
  const held = (message: { room: string; sender: string; id: string }): Promise<boolean> =>
    isHeld(log, message);
  await new FileSweep({ log, records, isHeld: held, now }).run();
}

async function assertGone({ records, blobs }: FileStore, id: string, bytes: string): Promise<void> {
  assert.equal(await records.has(id), false);
  assert.equal(await blobs.has(hashOf(bytes)), false);
}

async function followed(t: TestContext): Promise<FileStore & { committed: CommittedFiles }> {
  const store = await newFileStore(t);
  return { ...store, committed: await CommittedFiles.open(store.log, store.records) };
}

test('a file that no message has taken within a day is removed', async (t) => {
  const store = await newFileStore(t);
  const id = await store.add('a cat');
  await sweep(store, day - 60_000);
  assert.ok(await store.records.get(id));
  await sweep(store, day + 60_000);
  await assertGone(store, id, 'a cat');
});

test('a file of a message that is in the log stays for good, and its place is noted', async (t) => {
  const store = await newFileStore(t);
  const { id, seq } = await sent(store, 'a cat');
  // As if the relay had ended before it noted the place.
  await sweep(store);
  assert.equal((await store.records.get(id))?.seq, seq);
  await sweep(store, 100 * day);
  assert.equal((await store.records.get(id))?.seq, seq);
});

test('a file of a message that was never appended is removed, but not while it may be', async (t) => {
  const store = await newFileStore(t);
  const { id } = await taken(store, 'a cat');
  // A client may be without a network for hours before it sends again.
  await sweep(store, day - 60_000);
  assert.ok(await store.records.get(id));
  await sweep(store, day + 60_000);
  await assertGone(store, id, 'a cat');
});

test('a file of a message that waits for a moderator stays as long as it waits', async (t) => {
  const store = await newFileStore(t);
  const { id, files } = await taken(store, 'a cat');
  const item = heldItem(draft('a cat', { files }), Date.now());
  const key = keyOf('lobby', heldItemId({ sender: 'ann', id: 'id-a cat' }));
  await store.log.putMeta(kind, key, item);
  await sweep(store, 6 * day);
  assert.ok(await store.records.get(id));
  await store.log.putMeta(kind, key, undefined);
  await sweep(store, 6 * day);
  await assertGone(store, id, 'a cat');
});

test('the files of messages that retention has removed are removed', async (t) => {
  const store = await followed(t);
  const [old, young] = [await sent(store, 'an old cat'), await sent(store, 'a young cat')];
  await store.committed.settled();
  await store.log.forget('lobby', young.seq);
  await sweep(store);
  await assertGone(store, old.id, 'an old cat');
  assert.ok(await store.records.get(young.id));
});

test('what a crash left of uploads and removals is cleaned up', async (t) => {
  const store = await newFileStore(t);
  const { log, blobs, records } = store;
  // The relay ended when the file was gone, and its bytes were not.
  const stray = await store.add('a stray cat');
  await log.putMeta('file', stray, undefined);
  await log.putMeta(looseKind, hashOf('a stray cat'), { by: 'one' });
  await log.putMeta(usesKind, `${hashOf('a stray cat')}/${stray}`, undefined);
  // A use without a record: the relay ended before it wrote the record.
  const id = await store.add('a lost cat');
  await log.putMeta('file', id, undefined);
  // A removal that was interrupted, of bytes that are used.
  const used = await store.add('a cat');
  await log.putMeta('file-removal', hashOf('a cat'), { time: Date.now() - 60_000 });
  // A place without a record.
  await records.places.add({ room: 'lobby', seq: 1, fileId: 'gone' });

  await sweep(store);
  assert.equal(await blobs.has(hashOf('a stray cat')), false);
  assert.equal(await blobs.has(hashOf('a lost cat')), true, 'it may still be an upload');
  for (const left of ['file-removal', looseKind]) assert.equal((await log.listMeta(left)).size, 0, left);
  assert.deepEqual(await records.places.of('lobby', 1), []);

  await sweep(store, 2 * graceTime);
  assert.equal(await blobs.has(hashOf('a lost cat')), false);
  assert.deepEqual([...(await log.listMeta(usesKind)).keys()], [`${hashOf('a cat')}/${used}`]);
  assert.equal(await blobs.has(hashOf('a cat')), true);
});

test('of two files with the same bytes that go at once, the last takes the bytes with it', async (t) => {
  const store = await newFileStore(t);
  for (let round = 0; round < 20; round++) {
    const ids = await Promise.all(['a cat', 'a cat', 'a cat'].map((bytes) => store.add(bytes)));
    await Promise.all(ids.map((id) => store.records.remove(id)));
    await sweep(store);
    assert.equal(await store.blobs.has(hashOf('a cat')), false);
    assert.equal((await store.log.listMeta(looseKind)).size, 0);
  }
});

test('a record that a later version has written keeps its bytes', async (t) => {
  const store = await newFileStore(t);
  const id = await store.add('a cat');
  await store.log.putMeta('file', id, { form: 'of a later version' });
  await sweep(store, 100 * day);
  assert.equal(await store.blobs.has(hashOf('a cat')), true);
});

test('files that cannot be removed after retention are met by the sweep, which tells the operator', async (t) => {
  const store = await followed(t);
  const { log } = store;
  const [old, young] = [await sent(store, 'an old cat'), await sent(store, 'a young cat')];
  await store.committed.settled();
  const lines = new Inbox<{ code?: string }>();
  const logger = { error: (line: object) => lines.put(line), warn() {}, info() {} };
  const tried = new Inbox<string>();
  const remove = (hash: string): Promise<void> => {
    tried.put(hash);
    return Promise.reject(new Error('the bucket is away'));
  };
  const records = new FileRecords(log, { remove });
  const forgotten = new ForgottenFiles(log, records);
  await log.forget('lobby', young.seq);
  forgotten.look('lobby');
  assert.equal(await tried.first('the removal'), hashOf('an old cat'));
  await forgotten.close();
  const closing = new AbortController();
  const sweeping = new FileSweep({ log, records, isHeld: async () => false, logger }).keepSweeping(
    closing.signal,
  );
  assert.equal((await lines.first('a line')).code, 'files_not_swept');
  closing.abort();
  await sweeping;
  await sweep(store);
  await assertGone(store, old.id, 'an old cat');
});

test('a deleted message loses its files at once', async (t) => {
  const store = await followed(t);
  const [one, two] = [await sent(store, 'one'), await sent(store, 'two')];
  await store.log.append('lobby', deletion({ seq: one.seq, id: 'id-one' }));
  await store.committed.settled();
  await assertGone(store, one.id, 'one');
  assert.equal((await store.records.get(two.id))?.seq, two.seq);
});

test('the files of an erased person are removed at once, and those of others stay', async (t) => {
  const store = await followed(t);
  const [own, others] = [await sent(store, 'own'), await sent(store, 'another', 'ben')];
  await store.log.append('lobby', { type: 'erase', id: 'erasure', sender: 'relay', person: 'ann' });
  await store.committed.settled();
  await assertGone(store, own.id, 'own');
  assert.ok(await store.records.get(others.id));
});

test('a message that a moderator dismisses loses its files, and a published one keeps them', async (t) => {
  const store = await newFileStore(t);
  const dismissed = await taken(store, 'dismissed');
  // By another relay, which has not noted the place of the file yet.
  const published = await sent(store, 'published');
  const files = (await store.log.messagesBefore('lobby', 2, 1))[0]?.files;
  const committed = await CommittedFiles.open(store.log, store.records);
  committed.drop('lobby', { sender: 'ann', id: 'id-dismissed', files: dismissed.files });
  committed.drop('lobby', { sender: 'ann', id: 'id-published', files });
  await committed.settled();
  await assertGone(store, dismissed.id, 'dismissed');
  assert.ok(await store.records.get(published.id));
});

test('a sweep that fails is told to the operator, and does not end the job', async (t) => {
  const { log, add } = await newFileStore(t);
  await add('a cat');
  const lines = new Inbox<{ code?: string }>();
  const logger = { error: (line: object) => lines.put(line), warn() {}, info() {} };
  const records = new FileRecords(log, { remove: () => Promise.reject(new Error('the bucket is away')) });
  const closing = new AbortController();
  const now = (): number => Date.now() + 2 * day;
  const sweep = new FileSweep({ log, records, isHeld: async () => false, logger, now });
  const sweeping = sweep.keepSweeping(closing.signal);
  const { code } = await lines.first('a line');
  assert.equal(code, 'files_not_swept');
  closing.abort();
  await sweeping;
});
