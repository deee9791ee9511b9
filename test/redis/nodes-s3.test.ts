import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, beforeEach, test, type TestContext } from 'node:test';
import { newFolder } from '../support/folder.ts';
import { newRedis } from '../support/redis.ts';
import { newRelay, type RunningRelay } from '../support/relay.ts';
import { newS3 } from '../support/s3.ts';
import { askOffset, beginUpload, codeIn, read, sendPart } from '../support/uploads.ts';
import { newMember } from '../support/wire-client.ts';

const redis = await newRedis({ after });
let before: NodeJS.ProcessEnv;
beforeEach(() => {
  before = { ...process.env };
});
afterEach(() => {
  process.env = before;
});

/** Relays on one Redis and one bucket, with a data folder each. `near` has its folder of files in common with the first one. */
async function newRelays(t: TestContext): Promise<Record<'one' | 'near' | 'other', RunningRelay>> {
  const { environment } = await newS3(t);
  Object.assign(process.env, environment);
  const start = (data: string): Promise<RunningRelay> =>
    newRelay(t, { redis: redis.url, data, files: 's3://chat/files' });
  const [first, second] = [await newFolder(t), await newFolder(t)];
  const one = await start(first);
  await symlink(join(first, 'files'), join(second, 'files'));
  return { one, near: await start(second), other: await start(await newFolder(t)) };
}

test('an upload goes on at a relay with the same folder; another one refuses it by name, and takes it anew', async (t) => {
  const { one, near, other } = await newRelays(t);
  const ann = await newMember(t, one.url, 'Ann');
  const bob = await newMember(t, other.url, 'Bob');
  const bytes = randomBytes(10_000);
  const rest = bytes.subarray(4000);
  const place = await beginUpload(ann, bytes.length);
  assert.equal((await sendPart(one.url, place, bytes.subarray(0, 4000))).status, 204);
  assert.equal((await askOffset(near.url, place)).headers['upload-offset'], '4000');
  // Without a body, as every answer to HEAD.
  assert.equal((await askOffset(other.url, place)).status, 404);
  const moved = await sendPart(other.url, place, rest, { offset: 4000 });
  assert.deepEqual([moved.status, codeIn(moved)], [404, 'not_found']);
  const again = await beginUpload(bob, bytes.length);
  assert.equal((await sendPart(other.url, again, bytes)).status, 204);
  // The first one still goes on where it was begun.
  assert.equal((await sendPart(one.url, place, rest, { offset: 4000 })).status, 204);
  for (const { url } of [one, near, other])
    for (const { id } of [place, again]) assert.deepEqual((await read(url, ann, id)).body, bytes);
  // Everywhere, the client learns that all has arrived.
  assert.equal((await askOffset(other.url, place)).headers['upload-offset'], '10000');
});
