import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { bucketFrom } from '../../relay/src/files/blobs/s3-bucket.ts';
import { S3Blobs } from '../../relay/src/files/blobs/s3-blobs.ts';
import { newFolder } from '../support/folder.ts';
import { newRelay } from '../support/relay.ts';
import { newS3 } from '../support/s3.ts';
import { askOffset, beginUpload, endUpload, hashOf, read, sendPart, upload } from '../support/uploads.ts';
import { newMember } from '../support/wire-client.ts';

const address = 's3://chat/files';
let before: NodeJS.ProcessEnv;
beforeEach(() => {
  before = { ...process.env };
});
afterEach(() => {
  process.env = before;
});

test('a relay keeps files in a bucket, and serves them from there, also in part', async (t) => {
  const { environment } = await newS3(t);
  Object.assign(process.env, environment);
  const data = await newFolder(t);
  const { url } = await newRelay(t, { data, files: address });
  const ann = await newMember(t, url, 'Ann');
  const bytes = randomBytes(300_000);
  const { status, id } = await upload(url, ann, bytes);
  assert.equal(status, 204);
  assert.deepEqual((await read(url, ann, id)).body, bytes);
  const part = await read(url, ann, id, { headers: { Range: 'bytes=1000-1999' } });
  assert.equal(part.status, 206);
  assert.deepEqual(part.body, bytes.subarray(1000, 2000));
  assert.deepEqual(readdirSync(join(data, 'files')), ['uploads'], 'the folder has none of the files');
  assert.deepEqual(readdirSync(join(data, 'files', 'uploads')), []);
});

test('while the bucket cannot be reached, an upload waits at its end, and completes when it is back', async (t) => {
  const s3 = await newS3(t);
  Object.assign(process.env, s3.environment);
  const { url } = await newRelay(t, { data: await newFolder(t), files: address });
  const ann = await newMember(t, url, 'Ann');
  const bytes = randomBytes(1000);
  const place = await beginUpload(ann, bytes.length);
  await s3.stop();
  const refused = await sendPart(url, place, bytes);
  assert.equal(refused.status, 503);
  await s3.start();
  const now = await askOffset(url, place);
  assert.equal(now.status, 200);
  assert.equal(now.headers['upload-offset'], String(bytes.length));
  assert.deepEqual((await read(url, ann, place.id)).body, bytes);
});

test('two files with the same content are one object, which goes with the last of them', async (t) => {
  const { environment, bucket } = await newS3(t);
  Object.assign(process.env, environment);
  const { url } = await newRelay(t, { data: await newFolder(t), files: address });
  const ann = await newMember(t, url, 'Ann');
  const bytes = randomBytes(1000);
  const places = [];
  for (let count = 0; count < 2; count++) {
    const place = await beginUpload(ann, bytes.length);
    await sendPart(url, place, bytes);
    places.push(place);
  }
  const blobs = new S3Blobs(bucket);
  for (const [index, place] of places.entries()) {
    assert.equal(await blobs.has(hashOf(bytes)), true, `before the end of upload ${index + 1}`);
    assert.equal((await endUpload(url, place)).status, 204);
  }
  assert.equal(await blobs.has(hashOf(bytes)), false);
});

test('a bucket that cannot be used ends the start with a sentence', async (t) => {
  const { environment } = await newS3(t);
  const data = await newFolder(t);
  await assert.rejects(
    newRelay(t, { data, files: address }),
    /^Error: Cannot use the bucket of files s3:\/\/chat\/files: the variables AWS_ACCESS_KEY_ID/,
  );
  Object.assign(process.env, environment);
  await assert.rejects(
    newRelay(t, { data, files: 's3://none/files' }),
    /Cannot use the bucket of files s3:\/\/none/,
  );
  await assert.rejects(newRelay(t, { files: address }), /uploads wait in the data folder/);
  await assert.rejects(
    newRelay(t, { data, files: 's3://No' }),
    /option files: must be like s3:\/\/bucket\/prefix, with a bucket of 3 to 63 lower-case letters/,
  );
  assert.equal(bucketFrom(address, environment).bucket, 'chat');
});
