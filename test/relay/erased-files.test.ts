import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { RelayOptions } from '@realtime-chat/relay';
import type { UploadedFile } from '../../relay/src/files/file-record.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { untilTrue } from '../support/until.ts';
import { blobsIn } from '../support/uploads.ts';
import { newId, newMember } from '../support/wire-client.ts';
import { countBlobs, leftFiles, newFilesFolder } from './file-store.ts';

const apiKey = 'k'.repeat(32);
const headers = { authorization: `Bearer ${apiKey}` };

/** A room with Ann, the owner of these files unless others are named. */
async function newRoom(t: TestContext, files: Partial<UploadedFile>[], options: RelayOptions = {}) {
  const owned = files.map((file) => ({ owner: 'user:ann', ...file }));
  const { data, ids } = await newFilesFolder(t, owned);
  const relay = await newRelay(t, { data, authSecret, apiKey, ...options });
  const signed = bearing(await token({ sub: 'ann', name: 'Ann' }), { files: true });
  return { relay, data, ids, ann: await newMember(t, relay.url, 'Ann', signed) };
}

test('an erased person leaves no file, in messages or not', async (t) => {
  const { relay, data, ann, ids } = await newRoom(t, [{}, {}, { owner: 'user:bob' }]);
  const files = [{ id: ids[0] ?? '' }];
  assert.ok((await ann.ask('send', { room: 'lobby', id: newId(), message: '', files })).ok);
  const erased = await fetch(`${relay.url}/api/people/user:ann`, { method: 'DELETE', headers });
  assert.equal(erased.status, 200);
  await relay.close();
  assert.deepEqual(await leftFiles(t, data), { ids: [ids[2]], blobs: 1 });
});

test('bytes that cannot be removed keep nobody from being erased, and are told', async (t) => {
  const { relay, data, ann } = await newRoom(t, [{}]);
  assert.ok((await ann.ask('send', { room: 'lobby', id: newId(), message: 'hello' })).ok);
  const [hash = ''] = await blobsIn(join(data, 'files'));
  const blob = join(data, 'files', hash.slice(0, 2), hash.slice(2));
  // A folder cannot be removed as a file is.
  await rm(blob);
  await mkdir(join(blob, 'full'), { recursive: true });
  const erase = async (sub: string): Promise<unknown> =>
    (await fetch(`${relay.url}/api/people/user:${sub}`, { method: 'DELETE', headers })).json();
  assert.deepEqual(await erase('ann'), { rooms: 1, entries: 1, filesLeft: 1 });
  const left = await fetch(`${relay.url}/api/people/user:ann`, { headers });
  assert.doesNotMatch(await left.text(), /Ann|127\.0\.0\.1/);
  assert.deepEqual(await erase('bob'), { rooms: 0, entries: 0, filesLeft: 1 });
  await rm(blob, { recursive: true });
  assert.deepEqual(await erase('ann'), { rooms: 0, entries: 0 });
});

test('an erasure at a relay without files tells that bytes are left, which the next relay that has files removes', async (t) => {
  const { relay, data, ids } = await newRoom(t, [{}], { files: 'off' });
  const erased = await fetch(`${relay.url}/api/people/user:ann`, { method: 'DELETE', headers });
  assert.deepEqual(await erased.json(), { rooms: 0, entries: 0, filesLeft: 1 });
  await relay.close();
  assert.deepEqual(await leftFiles(t, data), { ids: [], blobs: 1 }, ids[0]);
  const next = await newRelay(t, { data });
  await untilTrue('the removal', async () => (await countBlobs(data)) === 0);
  await next.close();
});
