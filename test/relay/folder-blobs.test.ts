import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { FolderBlobs } from '../../relay/src/files/blobs/folder-blobs.ts';
import { newFolder } from '../support/folder.ts';
import { blobsIn } from '../support/uploads.ts';

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

test('a blob is in a folder by its hash, whole or in part, until it is removed', async (t) => {
  const folder = await newFolder(t);
  const blobs = new FolderBlobs(folder);
  const bytes = randomBytes(1000);
  const hash = hashOf(bytes);
  const path = join(folder, 'part');
  await writeFile(path, bytes, { mode: 0o600 });
  assert.equal(await blobs.has(hash), false);
  await blobs.put(hash, path);
  assert.ok(existsSync(path));
  assert.deepEqual(readdirSync(join(folder, hash.slice(0, 2))), [hash.slice(2)]);
  assert.equal(await blobs.has(hash), true);
  assert.deepEqual(await buffer(await blobs.read(hash)), bytes);
  assert.deepEqual(await buffer(await blobs.read(hash, { start: 10, end: 19 })), bytes.subarray(10, 20));
  // Nobody else on the machine can read it.
  if (process.platform !== 'win32') assert.equal(statSync(join(folder, hash.slice(0, 2))).mode & 0o077, 0);
  await blobs.remove(hash);
  assert.equal(await blobs.has(hash), false);
  await assert.rejects(blobs.read(hash), { code: 'ENOENT' });
  await blobs.remove(hash);
});

test('the same bytes are kept once', async (t) => {
  const folder = await newFolder(t);
  const blobs = new FolderBlobs(folder);
  const bytes = randomBytes(10);
  for (const name of ['one', 'two']) {
    await writeFile(join(folder, name), bytes);
    await blobs.put(hashOf(bytes), join(folder, name));
  }
  assert.deepEqual(await blobsIn(folder), [hashOf(bytes)]);
});

test('only a hash names a blob', async (t) => {
  const blobs = new FolderBlobs(await newFolder(t));
  for (const name of [
    '',
    '../../etc/passwd',
    `../${'a'.repeat(61)}`,
    'A'.repeat(64),
    `${'a'.repeat(64)}\n`,
  ]) {
    await assert.rejects(blobs.read(name), /not the hash/);
    await assert.rejects(blobs.remove(name), /not the hash/);
  }
});

test('what another relay still writes to an upload does not reach its blob', async (t) => {
  const folder = await newFolder(t);
  const blobs = new FolderBlobs(folder, true);
  const bytes = randomBytes(1000);
  const hash = hashOf(bytes);
  const path = join(folder, 'part');
  await writeFile(path, bytes);
  await blobs.put(hash, path);
  await writeFile(path, 'something else');
  assert.deepEqual(await buffer(await blobs.read(hash)), bytes);
  // It was written between the look at the bytes and their copy.
  const other = hashOf(Buffer.from('another'));
  await assert.rejects(blobs.put(other, path), /changed while they were stored/);
  assert.equal(await blobs.has(other), false);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.length !== 2),
    ['part'],
  );
});
