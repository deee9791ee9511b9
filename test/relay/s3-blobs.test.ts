import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { bucketFrom, bucketProblem } from '../../relay/src/files/blobs/s3-bucket.ts';
import { S3Blobs } from '../../relay/src/files/blobs/s3-blobs.ts';
import { newFolder } from '../support/folder.ts';
import { newS3 } from '../support/s3.ts';

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

for (const prefix of ['', 'files', 'chat/files']) {
  test(`a blob is in the bucket below "${prefix}", whole or in part, until it is removed`, async (t) => {
    const { bucket } = await newS3(t, prefix);
    const blobs = new S3Blobs(bucket);
    await blobs.probe();
    const bytes = randomBytes(200_000);
    const hash = hashOf(bytes);
    const path = join(await newFolder(t), 'part');
    await writeFile(path, bytes);
    assert.equal(await blobs.has(hash), false);
    await assert.rejects(blobs.read(hash), { code: 'ENOENT' });
    await blobs.put(hash, path);
    // If its record cannot be stored now, the upload goes on later.
    assert.equal(existsSync(path), true);
    assert.equal(await blobs.has(hash), true);
    assert.deepEqual(await buffer(await blobs.read(hash)), bytes);
    assert.deepEqual(await buffer(await blobs.read(hash, { start: 10, end: 19 })), bytes.subarray(10, 20));
    assert.equal(await new S3Blobs({ ...bucket, prefix: 'other' }).has(hash), false);
    await blobs.remove(hash);
    assert.equal(await blobs.has(hash), false);
    await blobs.remove(hash);
  });
}

test('a bucket that is absent or unreachable is an error, and the file stays', async (t) => {
  const { bucket, stop } = await newS3(t);
  const path = join(await newFolder(t), 'part');
  await writeFile(path, 'hello');
  const hash = hashOf(Buffer.from('hello'));
  const absent = new S3Blobs({ ...bucket, bucket: 'none' });
  await assert.rejects(absent.probe());
  await assert.rejects(absent.put(hash, path));
  await stop();
  const blobs = new S3Blobs(bucket);
  await assert.rejects(blobs.probe());
  await assert.rejects(blobs.put(hash, path));
  await assert.rejects(blobs.read(hash), (error: Error & { code?: string }) => error.code !== 'ENOENT');
  assert.equal(existsSync(path), true);
});

test('only a hash names an object', async (t) => {
  const { bucket } = await newS3(t);
  const blobs = new S3Blobs(bucket);
  for (const name of ['', '../x', 'A'.repeat(64), `${'a'.repeat(64)}\n`]) {
    await assert.rejects(blobs.read(name), /not the hash/);
    await assert.rejects(blobs.remove(name), /not the hash/);
  }
});

test('the bucket comes from the option, and its keys from the environment', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
  assert.deepEqual(bucketFrom('s3://chat/some/files/', { ...keys, AWS_REGION: 'eu-central-1' }), {
    endpoint: 'https://s3.eu-central-1.amazonaws.com',
    bucket: 'chat',
    prefix: 'some/files',
    region: 'eu-central-1',
    accessKeyId: 'key',
    secretAccessKey: 'secret',
  });
  assert.equal(
    bucketFrom('s3://chat', { ...keys, AWS_ENDPOINT_URL: 'http://127.0.0.1:9000/' }).endpoint,
    'http://127.0.0.1:9000',
  );
  assert.throws(() => bucketFrom('s3://chat', {}), /AWS_ACCESS_KEY_ID/);
  assert.throws(() => bucketFrom('s3://chat', { ...keys, AWS_ENDPOINT_URL: 'here' }), /must be a URL/);
  assert.equal(bucketProblem('s3://chat/files'), undefined);
  for (const wrong of ['s3://', 's3://Chat', 's3://chat//files', 's3://chat/a b'])
    assert.match(bucketProblem(wrong) ?? '', /must/);
});
