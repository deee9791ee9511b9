import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test, type TestContext } from 'node:test';
import { type QueueItem, queuedSchema } from '@realtime-chat/protocol';
import type { RelayOptions } from '@realtime-chat/relay';
import { newFolder } from '../support/folder.ts';
import { get } from '../support/http.ts';
import { newRedis } from '../support/redis.ts';
import { newRelay, type RunningRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { untilTrue } from '../support/until.ts';
import {
  accessTo,
  askOffset,
  beginUpload,
  blobIn,
  blobsIn,
  hashOf,
  png,
  read,
  sayWithFile,
  sendPart,
  upload,
} from '../support/uploads.ts';
import {
  granted,
  newId,
  newMember,
  newWireClient,
  refused,
  speaksProtocol,
  type WireClient,
} from '../support/wire-client.ts';

const redis = await newRedis({ after });
let prefixes = 0;

/** Two relays on one Redis, which share a folder of files. */
async function newRelays(t: TestContext, options: RelayOptions = {}) {
  const files = await newFolder(t);
  const shared = { redis: `${redis.url}?prefix=files-${(prefixes += 1)}`, files, ...options };
  const start = (): Promise<RunningRelay> => newRelay(t, shared);
  return { files, start, one: await start(), other: await start() };
}

const showing = (session?: string) => ({ auth: { ...speaksProtocol, session, files: true } });

/** The first item of the queue, which a relay may hear of a moment later. */
async function waitingItem(mod: WireClient): Promise<QueueItem> {
  let item: QueueItem | undefined;
  await untilTrue('an item', async () => {
    [item] = granted(queuedSchema, await mod.ask('queue', { room: 'lobby' })).items;
    return item !== undefined;
  });
  assert.ok(item);
  return item;
}

void describe('files of relays on one Redis', { concurrency: true }, () => {
  test('an upload that was begun at one relay goes on at another', async (t) => {
    const { files, one, other } = await newRelays(t);
    const ann = await newMember(t, one.url, 'Ann');
    const bytes = randomBytes(10_000);
    const place = await beginUpload(ann, bytes.length);
    assert.equal((await sendPart(one.url, place, bytes.subarray(0, 4000))).status, 204);
    assert.equal((await askOffset(other.url, place)).headers['upload-offset'], '4000');
    const rest = bytes.subarray(4000);
    assert.equal((await sendPart(other.url, place, rest, { offset: 4000 })).status, 204);
    assert.deepEqual(await blobIn(files, hashOf(bytes)), bytes);
    assert.deepEqual((await read(one.url, ann, place.id)).body, bytes);
  });

  test('a message with a file, and the address of the file, hold at each of them', async (t) => {
    const { one, other } = await newRelays(t);
    const ann = await newMember(t, one.url, 'Ann', showing());
    const bob = await newMember(t, other.url, 'Bob', showing());
    const { id } = await upload(one.url, ann, png(), { name: 'cat.png' });
    const { session } = (await ann.join({ username: 'Ann' })).me;
    const tab = await newWireClient(t, other.url, showing(session));
    await tab.join({ username: 'Ann' });
    const message = { room: 'lobby', id: newId(), message: '', files: [{ id }] };
    assert.ok((await tab.ask('send', message)).ok);
    const { files } = await bob.hears('');
    assert.equal(files?.[0]?.name, 'cat.png');
    const [first, second] = [await accessTo(ann), await accessTo(bob)];
    assert.equal(first.key, second.key);
    for (const { url } of [one, other])
      assert.equal((await get(url, `/files/${id}/cat.png?key=${first.key}`)).status, 200);
  });

  test('a message that another relay deletes loses its files', async (t) => {
    const { files, one, other } = await newRelays(t, { authSecret });
    const ann = await newMember(t, one.url, 'Ann', showing());
    const mod = await newMember(t, other.url, 'Mona', bearing(await token({ roles: ['moderator'] })));
    const bytes = png();
    const { id } = await upload(one.url, ann, bytes, { name: 'cat.png' });
    const message = { room: 'lobby', id: newId(), message: '', files: [{ id }] };
    assert.ok((await ann.ask('send', message)).ok);
    await mod.remove({ seq: 1, id: message.id });
    const hash = hashOf(bytes);
    await untilTrue('the removal', () => !existsSync(join(files, hash.slice(0, 2), hash.slice(2))));
    assert.equal((await read(one.url, ann, id)).status, 404);
  });

  test('retention at one of them takes the files that came by another', async (t) => {
    const { files, one, other } = await newRelays(t, { keepMessages: 1 });
    const sent: Buffer[] = [];
    for (const [name, { url }] of [['Ann', one] as const, ['Bob', other] as const]) {
      const member = await newMember(t, url, name, showing());
      for (let count = 0; count < 2; count++) sent.push(await sayWithFile(url, member));
    }
    await untilTrue('the removal', async () => (await blobsIn(files)).length <= 1);
    assert.deepEqual(await blobsIn(files), sent.slice(-1).map(hashOf));
  });

  test('a file that waits at one relay is sent by a moderator at another', async (t) => {
    const { one, other } = await newRelays(t, { authSecret, guestFiles: 'hold' });
    const gus = await newMember(t, one.url, 'Gus', showing());
    const mod = await newMember(
      t,
      other.url,
      'Mona',
      bearing(await token({ roles: ['moderator'] }), { files: true }),
    );
    const { id } = await upload(one.url, gus, png(), { name: 'cat.png' });
    const message = { room: 'lobby', id: newId(), message: 'my cat', files: [{ id }] };
    assert.equal(refused(await gus.ask('send', message)).code, 'held');
    const item = await waitingItem(mod);
    assert.equal(item.message.files?.[0]?.id, id);
    assert.ok((await mod.ask('resolve', { room: 'lobby', id: item.id, approve: true })).ok);
    assert.equal((await gus.hears('my cat')).files?.[0]?.name, 'cat.png');
    assert.equal((await read(other.url, mod, id)).status, 200);
  });

  test('a relay that starts counts the files of the others', async (t) => {
    const { one, start } = await newRelays(t, { fileLimits: { room: 0.002 } });
    const ann = await newMember(t, one.url, 'Ann');
    assert.equal((await upload(one.url, ann, randomBytes(1500))).status, 204);
    const later = await start();
    const bob = await newMember(t, later.url, 'Bob');
    const wanted = { room: 'lobby', name: 'file', size: 501 };
    assert.equal(refused(await bob.ask('upload', wanted)).code, 'storage_full');
    assert.equal((await upload(later.url, bob, randomBytes(500))).status, 204);
  });

  test('relays on Redis take no files unless a folder is named', async (t) => {
    const data = await newFolder(t);
    const url = `${redis.url}?prefix=files-${(prefixes += 1)}`;
    const relay = await newRelay(t, { redis: url, data });
    const ann = await newMember(t, relay.url, 'Ann');
    assert.equal((await ann.join()).files, undefined);
    assert.equal(existsSync(join(data, 'files')), false);
  });
});
