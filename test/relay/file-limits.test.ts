import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import * as v from 'valibot';
import { fileLimitsSchema } from '../../relay/src/files/file-limits.ts';
import { FileUsage } from '../../relay/src/files/file-usage.ts';
import { parseOptions } from '../../relay/src/options/parse-options.ts';
import { newFolder } from '../support/folder.ts';
import { newRelay } from '../support/relay.ts';
import {
  newRelayWithFiles,
  askOffset,
  beginUpload,
  codeIn,
  endUpload,
  sendPart,
  upload,
} from '../support/uploads.ts';
import {
  newMember,
  newWireClient,
  refused,
  speaksProtocol,
  type WireClient,
} from '../support/wire-client.ts';

const silent = { warn: (): void => {} };

/** So that the rates do not get in the way. */
const often = { uploads: '10000/1', 'uploads-address': '10000/1', connections: 1000 };

async function refusalOf(client: WireClient, size: number, room = 'lobby') {
  return refused(await client.ask('upload', { room, name: 'file', size }));
}

/** In kilobytes: 0.001 MB are a thousand bytes. */
const kilobytes = (number: number): number => number / 1000;

test('a file may have as many bytes as the limit, and not one more', async (t) => {
  const { url } = await newRelayWithFiles(t, { fileLimits: { file: kilobytes(1) } });
  const ann = await newMember(t, url, 'Ann');
  assert.equal((await upload(url, ann, randomBytes(1000))).status, 204);
  assert.equal((await refusalOf(ann, 1001)).code, 'too_large');
});

test('a person, in all tabs, may upload so much in a day, and other people may go on', async (t) => {
  const { url } = await newRelayWithFiles(t, { fileLimits: { 'person-day': kilobytes(2) } });
  const ann = await newWireClient(t, url);
  const { me } = await ann.join({ username: 'Ann' });
  assert.equal((await upload(url, ann, randomBytes(1500))).status, 204);
  const tab = await newWireClient(t, url, { auth: { ...speaksProtocol, session: me.session } });
  await tab.join({ username: 'Ann' });
  const { code, retryAfter } = await refusalOf(tab, 501);
  assert.deepEqual([code, retryAfter], ['rate_limited', 3600]);
  assert.equal((await upload(url, tab, randomBytes(500))).status, 204);
  const bob = await newMember(t, url, 'Bob');
  assert.equal((await upload(url, bob, randomBytes(2000))).status, 204);
});

test('an upload that is ended does not count, and one that is under way does', async (t) => {
  const { url } = await newRelayWithFiles(t, { fileLimits: { room: kilobytes(2) } });
  const ann = await newMember(t, url, 'Ann');
  const place = await beginUpload(ann, 2000);
  assert.equal((await refusalOf(ann, 1)).code, 'storage_full');
  await endUpload(url, place);
  assert.equal((await upload(url, ann, randomBytes(2000))).status, 204);
});

test('a room keeps so many bytes, and other rooms have their own', async (t) => {
  const { url } = await newRelayWithFiles(t, { fileLimits: { room: kilobytes(2) } });
  const ann = await newMember(t, url, 'Ann');
  await ann.join({ room: 'garden' });
  const place = await beginUpload(ann, 2000);
  await sendPart(url, place, randomBytes(2000));
  assert.equal((await refusalOf(ann, 1)).code, 'storage_full');
  assert.equal((await upload(url, ann, randomBytes(2000), { room: 'garden' })).status, 204);
  // A file that is gone makes room.
  await endUpload(url, place);
  assert.equal((await upload(url, ann, randomBytes(2000))).status, 204);
});

test('all limits count what is there since before the start', async (t) => {
  const data = await newFolder(t);
  const fileLimits = { total: kilobytes(3) };
  const first = await newRelay(t, { data, fileLimits });
  const ann = await newMember(t, first.url, 'Ann');
  await upload(first.url, ann, randomBytes(1000));
  await beginUpload(ann, 1000);
  await first.close();
  const { url } = await newRelay(t, { data, fileLimits });
  const bob = await newMember(t, url, 'Bob');
  assert.equal((await refusalOf(bob, 1001)).code, 'storage_full');
  assert.equal((await upload(url, bob, randomBytes(1000))).status, 204);
});

test('people from one address may upload so much in a day, however many they are', () => {
  const usage = new FileUsage(v.parse(fileLimitsSchema, { 'address-day': kilobytes(2) }), silent);
  const file = (owner: string, size: number) => ({ room: 'lobby', owner, address: '192.0.2.1', size });
  usage.add(file('ann', 1000));
  usage.add(file('bob', 1000));
  assert.throws(() => usage.assertRoomFor(file('zoe', 1)), { code: 'rate_limited' });
  assert.doesNotThrow(() => usage.assertRoomFor({ ...file('zoe', 1), address: '192.0.2.2' }));
  const tomorrow = Date.now() + 24 * 60 * 60 * 1000;
  assert.doesNotThrow(() => usage.assertRoomFor(file('zoe', 2000), tomorrow));
});

test('the day of a person begins with the first file, in whatever order files are counted after a restart', () => {
  const usage = new FileUsage(v.parse(fileLimitsSchema, { 'person-day': kilobytes(2) }), silent);
  const file = { room: 'lobby', owner: 'ann', size: 1000 };
  const hour = 60 * 60 * 1000;
  const now = Date.now();
  usage.add(file, now - hour);
  usage.add(file, now - 23 * hour);
  assert.throws(() => usage.assertRoomFor(file, now), { code: 'rate_limited', retryAfter: 3600 });
  assert.doesNotThrow(() => usage.assertRoomFor(file, now + hour));
});

test('files that other relays add and remove count once all are counted anew', async () => {
  const usage = new FileUsage(v.parse(fileLimitsSchema, { room: kilobytes(3) }), silent);
  const file = (size: number) => ({ room: 'lobby', owner: 'ann', size });
  usage.add(file(2000));
  async function* stored() {
    yield file(500);
    // What changes meanwhile counts too.
    usage.add(file(200));
    yield file(500);
  }
  await usage.recount(stored(), [file(100)]);
  assert.doesNotThrow(() => usage.assertRoomFor(file(1700)));
  assert.throws(() => usage.assertRoomFor(file(1701)), { code: 'storage_full' });
});

test('a person, an address and all have so many uploads under way', async (t) => {
  const limits = { ...often, 'open-uploads': 2, 'open-uploads-address': 3, 'open-uploads-total': 4 };
  const { url } = await newRelayWithFiles(t, { limits, trustProxy: ['127.0.0.1', '::1'] });
  const from = async (address: string): Promise<WireClient> => {
    const client = await newWireClient(t, url, { extraHeaders: { 'X-Forwarded-For': address } });
    await client.join();
    return client;
  };
  const ann = await from('192.0.2.1');
  const place = await beginUpload(ann, 10);
  await beginUpload(ann, 10);
  const mine = await refusalOf(ann, 10);
  assert.deepEqual([mine.code, mine.retryAfter], ['rate_limited', 10]);
  const bob = await from('192.0.2.1');
  await beginUpload(bob, 10);
  assert.match((await refusalOf(bob, 10)).message, /open-uploads-address/);
  const zoe = await from('192.0.2.2');
  await beginUpload(zoe, 10);
  assert.deepEqual((await refusalOf(await from('192.0.2.3'), 10)).code, 'unavailable');
  // A place is free again as soon as an upload is complete.
  assert.equal((await sendPart(url, place, Buffer.alloc(10))).status, 204);
  await beginUpload(ann, 10);
});

test('ten thousand uploads begun leave as many on the disk as may be open', async (t) => {
  const limits = { ...often, 'open-uploads': 50, packets: '1000000/1' };
  const { url, folder } = await newRelayWithFiles(t, { limits });
  const ann = await newMember(t, url, 'Ann');
  let begun = 0;
  // In batches: client and relay are one process here, and would not answer pings else.
  for (let batch = 0; batch < 20; batch++) {
    const wanted = { room: 'lobby', name: 'file', size: 10 };
    const answers = await Promise.all(Array.from({ length: 500 }, () => ann.ask('upload', wanted)));
    assert.ok(answers.every((answer) => answer.ok || refused(answer).code === 'rate_limited'));
    begun += answers.filter(({ ok }) => ok).length;
  }
  assert.equal(begun, 50);
  assert.equal(readdirSync(join(folder, 'uploads')).length, 100);
});

test('uploads that their client has abandoned give their places to others', async (t) => {
  const data = await newFolder(t);
  const limits = { ...often, 'open-uploads': 2 };
  const first = await newRelay(t, { data, limits });
  const ann = await newMember(t, first.url, 'Ann');
  const { session } = (await ann.join()).me;
  const abandoned = await beginUpload(ann, 10);
  const other = await beginUpload(ann, 10);
  assert.equal((await refusalOf(ann, 10)).code, 'rate_limited');
  await first.close();
  const before = Date.now() / 1000 - 10 * 60 - 1;
  await utimes(join(data, 'files', 'uploads', `${abandoned.id}.part`), before, before);
  const { url } = await newRelay(t, { data, limits });
  const again = await newMember(t, url, 'Ann', { auth: { ...speaksProtocol, session } });
  const next = await beginUpload(again, 10);
  assert.equal((await askOffset(url, abandoned)).status, 404);
  assert.equal((await askOffset(url, other)).status, 200);
  assert.equal((await askOffset(url, next)).status, 200);
  assert.equal((await refusalOf(again, 10)).code, 'rate_limited');
});

test('a room that is full of abandoned uploads takes others in their place', async (t) => {
  const data = await newFolder(t);
  const fileLimits = { room: kilobytes(3) };
  const first = await newRelay(t, { data, fileLimits });
  const ann = await newMember(t, first.url, 'Ann');
  const abandoned = await beginUpload(ann, 1500);
  const other = await beginUpload(ann, 1500);
  assert.equal((await refusalOf(ann, 1)).code, 'storage_full');
  await first.close();
  const before = Date.now() / 1000 - 10 * 60 - 1;
  await utimes(join(data, 'files', 'uploads', `${abandoned.id}.part`), before, before);
  const { url } = await newRelay(t, { data, fileLimits });
  const bob = await newMember(t, url, 'Bob');
  // It would not be enough.
  assert.equal((await refusalOf(bob, 1501)).code, 'storage_full');
  assert.equal((await askOffset(url, abandoned)).status, 200);
  assert.equal((await upload(url, bob, randomBytes(1500))).status, 204);
  assert.equal((await askOffset(url, abandoned)).status, 404);
  assert.equal((await askOffset(url, other)).status, 200);
  assert.equal((await refusalOf(bob, 1)).code, 'storage_full');
});

test('an upload that takes more than six hours ends, however it goes on, and its place is free', async (t) => {
  const data = await newFolder(t);
  const fileLimits = { room: kilobytes(3) };
  const first = await newRelay(t, { data, fileLimits });
  const ann = await newMember(t, first.url, 'Ann');
  const [swept, slow] = [await beginUpload(ann, 1000), await beginUpload(ann, 1000)];
  const recent = await beginUpload(ann, 1000);
  const uploads = join(data, 'files', 'uploads');
  const makeOld = async ({ id }: { id: string }): Promise<void> => {
    const begun = Date.now() / 1000 - 6 * 60 * 60 - 1;
    await utimes(join(uploads, `${id}.json`), begun, begun);
  };
  await first.close();
  // Bytes of it arrive to the end.
  await makeOld(swept);
  const { url } = await newRelay(t, { data, fileLimits });
  const bob = await newMember(t, url, 'Bob');
  assert.equal((await upload(url, bob, randomBytes(1000))).status, 204);
  assert.equal((await askOffset(url, swept)).status, 404);
  assert.equal((await askOffset(url, recent)).status, 200);
  assert.equal((await refusalOf(bob, 1)).code, 'storage_full');
  // The same while the relay runs.
  assert.equal((await sendPart(url, slow, Buffer.alloc(1))).status, 204);
  await makeOld(slow);
  assert.equal((await sendPart(url, slow, Buffer.alloc(1), { offset: 1 })).status, 404);
  assert.deepEqual(readdirSync(uploads).toSorted(), [`${recent.id}.json`, `${recent.id}.part`]);
  assert.equal((await upload(url, bob, randomBytes(1000))).status, 204);
});

test('a person may begin so many uploads at a time', async (t) => {
  const { url } = await newRelayWithFiles(t, { limits: { uploads: '2/60' } });
  const ann = await newMember(t, url, 'Ann');
  await beginUpload(ann, 10);
  await beginUpload(ann, 10);
  assert.match((await refusalOf(ann, 10)).message, /\(uploads\)/);
});

test('the limits are in megabytes, and a wrong one is named', () => {
  const { fileLimits } = parseOptions({ fileLimits: { file: '0.5', total: 20 } });
  assert.deepEqual(fileLimits, {
    file: 500_000,
    'person-day': 200_000_000,
    'address-day': 1_000_000_000,
    room: 2_000_000_000,
    total: 20_000_000,
  });
  for (const file of ['x', 0, -1, Infinity, ''])
    assert.throws(() => parseOptions({ fileLimits: { file } }), {
      message: /^option fileLimits\.file: must/,
    });
  assert.throws(() => parseOptions({ fileLimits: { files: 1 } }), {
    message: 'option fileLimits.files: is not known; did you mean file?',
  });
});

test('a part that is longer than the upload is refused before it is written', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const place = await beginUpload(ann, 10);
  const announced = await sendPart(url, place, Buffer.alloc(11));
  assert.deepEqual([announced.status, codeIn(announced)], [413, 'too_large']);
  const chunked = await sendPart(url, place, Buffer.alloc(11), {
    headers: { 'Transfer-Encoding': 'chunked' },
  });
  assert.deepEqual([chunked.status, codeIn(chunked)], [413, 'too_large']);
  assert.equal((await askOffset(url, place)).headers['upload-offset'], '0');
});

test('an address may send so many requests for files and parts at a time', async (t) => {
  const { url } = await newRelayWithFiles(t, { limits: { 'file-requests-address': '3/60' } });
  const ann = await newMember(t, url, 'Ann');
  const place = await beginUpload(ann, 10);
  for (let offset = 0; offset < 3; offset++)
    assert.equal((await sendPart(url, place, Buffer.alloc(1), { offset })).status, 204);
  const refused = await sendPart(url, place, Buffer.alloc(1), { offset: 3 });
  assert.deepEqual(
    [refused.status, codeIn(refused), refused.headers['retry-after']],
    [429, 'rate_limited', '20'],
  );
});
