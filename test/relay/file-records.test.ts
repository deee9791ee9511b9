import assert from 'node:assert/strict';
import { test } from 'node:test';
import { text } from 'node:stream/consumers';
import { FileRecords } from '../../relay/src/files/file-records.ts';
import { kind } from '../../relay/src/files/file-record.ts';
import { BlobUses, usesKind } from '../../relay/src/files/removal/blob-uses.ts';
import { placesKind } from '../../relay/src/files/removal/file-places.ts';
import { untilTrue } from '../support/until.ts';
import { hashOf, newFileStore } from './file-store.ts';

const message = { room: 'lobby', sender: 'ann', id: 'message-1' };
const other = { ...message, id: 'message-2' };

test('a file is given to one message of its owner in its room, and to no other', async (t) => {
  const { records, add } = await newFileStore(t);
  const id = await add('a cat');
  const file = { id, name: 'cat.txt', type: 'text/plain', size: 5 };
  assert.deepEqual(await records.check(message, [{ id, alt: 'cat', preview: 'p' }]), [
    { ...file, alt: 'cat', preview: 'p' },
  ]);
  assert.deepEqual(await records.take(message, [id]), [id]);
  // The same message again, as after a lost acknowledgement.
  assert.deepEqual(await records.take(message, [id]), []);
  await assert.rejects(records.take(other, [id]), { code: 'conflict' });
  await assert.rejects(records.check(other, [{ id }]), { code: 'conflict' });
});

test('a file of another person or room is as unknown as one that does not exist', async (t) => {
  const { records, add } = await newFileStore(t);
  const id = await add('a cat');
  const wrong = [
    { ...message, sender: 'ben' },
    { ...message, room: 'den' },
  ];
  for (const each of wrong) {
    await assert.rejects(records.check(each, [{ id }]), { code: 'file_not_found' });
    await assert.rejects(records.take(each, [id]), { code: 'file_not_found' });
  }
  await assert.rejects(records.check(message, [{ id: 'file-that-is-not-there' }]), {
    code: 'file_not_found',
  });
});

test('a message that cannot have all its files has none of them', async (t) => {
  const { records, add } = await newFileStore(t);
  const [free, taken] = [await add('one'), await add('two')];
  await records.take(other, [taken]);
  await assert.rejects(records.take(message, [free, taken]), { code: 'conflict' });
  assert.equal((await records.get(free))?.message, undefined);
  assert.equal((await records.get(taken))?.message?.id, other.id);
});

test('two messages that want one file at once: one gets it', async (t) => {
  const { records, add } = await newFileStore(t);
  const id = await add('a cat');
  const outcomes = await Promise.allSettled([records.take(message, [id]), records.take(other, [id])]);
  assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
});

test('a file goes back only from the message that has it, and not from one in the log', async (t) => {
  const { records, add } = await newFileStore(t);
  const id = await add('a cat');
  await records.take(message, [id]);
  await records.giveBack(other, [id]);
  assert.ok((await records.get(id))?.message);
  await records.giveBack(message, [id]);
  assert.equal((await records.get(id))?.message, undefined);
  await records.take(message, [id]);
  await records.settle(id, 'lobby', 7);
  await records.giveBack(message, [id]);
  assert.equal((await records.get(id))?.seq, 7);
});

test('equal files share their bytes, and the last one takes them with it', async (t) => {
  const { records, blobs, add } = await newFileStore(t);
  const [one, two] = [await add('a cat'), await add('a cat', { owner: 'ben' })];
  await records.remove(one);
  assert.equal(await text(await blobs.read(hashOf('a cat'))), 'a cat');
  await records.remove(two);
  assert.equal(await blobs.has(hashOf('a cat')), false);
});

test('a removed file leaves no note behind', async (t) => {
  const { log, records, add } = await newFileStore(t);
  const id = await add('a cat');
  await records.take(message, [id]);
  await records.settle(id, 'lobby', 7);
  assert.deepEqual(await records.places.of('lobby', 7), [id]);
  await records.remove(id);
  for (const each of [kind, usesKind, placesKind, 'file-removal'])
    assert.equal((await log.listMeta(each)).size, 0, each);
});

test('bytes that cannot be stored leave no record, and no use', async (t) => {
  const { log, records } = await newFileStore(t);
  const file = { id: 'file-1', room: 'lobby', owner: 'ann', name: 'n', type: 't', size: 1, created: 0 };
  const put = async (): Promise<void> => {
    throw new Error('the disk is full');
  };
  await assert.rejects(records.add({ ...file, hash: hashOf('x') }, put), /the disk is full/);
  for (const each of [kind, usesKind]) assert.equal((await log.listMeta(each)).size, 0, each);
});

test('an upload of bytes that are just being removed waits for the removal', async (t) => {
  const { log, blobs, records, add } = await newFileStore(t);
  let begin = (): void => {};
  let end = (): void => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const mayEnd = new Promise<void>((resolve) => (end = resolve));
  let isRemoved = false;
  const slow = {
    async remove(hash: string): Promise<void> {
      begin();
      await mayEnd;
      await blobs.remove(hash);
      isRemoved = true;
    },
  };
  const id = await add('a cat');
  const removal = new FileRecords(log, slow).remove(id);
  await begun;
  const found: boolean[] = [];
  const put = async (): Promise<void> => void found.push(isRemoved);
  const again = records.uses.add(hashOf('a cat'), 'again', put);
  // The upload has noted its use, and looks for the removal.
  await untilTrue('the use', async () => (await log.listMeta(usesKind)).size > 0);
  end();
  await Promise.all([removal, again]);
  assert.deepEqual(found, [true]);
});

test('bytes that another upload uses by now are not removed', async (t) => {
  const { blobs, records, add } = await newFileStore(t);
  const id = await add('a cat');
  await add('a cat');
  await records.uses.drop(hashOf('a cat'), id);
  assert.equal(await blobs.has(hashOf('a cat')), true);
});

test('bytes that get a use just before their removal is noted are not removed', async (t) => {
  const { log, blobs, records, add } = await newFileStore(t);
  const hash = hashOf('a cat');
  const id = await add('a cat');
  const racing = {
    putMeta: log.putMeta.bind(log),
    getMeta: log.getMeta.bind(log),
    metaAfter: log.metaAfter.bind(log),
    updateMeta: async (...args: Parameters<typeof log.updateMeta>): Promise<unknown> => {
      await log.putMeta(usesKind, `${hash}/other`, { time: Date.now() });
      return log.updateMeta(...args);
    },
  };
  await new BlobUses(racing, blobs).drop(hash, id);
  assert.equal(await blobs.has(hash), true);
  assert.equal(await records.uses.isUsed(hash), true);
  assert.equal((await log.listMeta('file-removal')).size, 0);
});

test('the files of a message are found by its seq, and those of a room by the oldest first', async (t) => {
  const { records, add } = await newFileStore(t);
  const ids = [await add('one'), await add('two'), await add('three', { room: 'lobby 2' })];
  const [one = '', two = '', three = ''] = ids;
  await records.settle(one, 'lobby', 100);
  await records.settle(two, 'lobby', 9);
  await records.settle(three, 'lobby 2', 9);
  assert.deepEqual(await records.places.of('lobby', 9), [two]);
  assert.deepEqual(await records.places.of('lobby', 10), []);
  const found: number[] = [];
  for await (const { seq } of records.places.in('lobby')) found.push(seq);
  assert.deepEqual(found, [9, 100]);
});
