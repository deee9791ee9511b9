import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { newFolder } from '../support/folder.ts';
import { get } from '../support/http.ts';
import { newRelay } from '../support/relay.ts';
import {
  newRelayWithFiles,
  accessTo,
  askOffset,
  beginUpload,
  codeIn,
  endUpload,
  type Place,
  png,
  read,
  sendPart,
  stopInPart,
  upload,
} from '../support/uploads.ts';
import { newMember, refused } from '../support/wire-client.ts';

/* Files as an attacker sends them, and addresses as an attacker makes them up. */

/** All that the folder of files has: no refused file may leave anything. */
function contentOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name !== 'uploads');
}

test('a polyglot is served as a picture that no browser runs', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const script = Buffer.from('GIF89a/\0*\0*/=1;alert(1)//'.padEnd(500), 'latin1');
  const page = Buffer.concat([png(), Buffer.from('<html><script>alert(1)</script></html>')]);
  for (const [bytes, type] of [
    [script, 'image/gif'],
    [page, 'image/png'],
  ] as const) {
    const { id } = await upload(url, ann, bytes, { name: 'index.html', type: 'text/html' });
    const { headers } = await read(url, ann, id, { name: 'index.html' });
    assert.equal(headers['content-type'], type);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['content-security-policy'], "default-src 'none'; sandbox");
  }
});

test('a picture that would unpack to gigabytes is refused, and nothing of it stays', async (t) => {
  const { url, folder } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const bomb = png({ width: 30_000, height: 30_000 });
  assert.ok(bomb.length < 10_000);
  const place = await beginUpload(ann, bomb.length, { name: 'cat.png' });
  const reply = await sendPart(url, place, bomb);
  assert.deepEqual([reply.status, codeIn(reply)], [422, 'file_refused']);
  assert.match(reply.text, /30000 × 30000/);
  assert.equal((await askOffset(url, place)).status, 404);
  assert.deepEqual(contentOf(folder), []);
});

test('a type that lies changes nothing', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const lying = { name: 'cat.png', type: 'image/png' };
  const { id } = await upload(url, ann, Buffer.from('<script>alert(1)</script>'), lying);
  const { headers } = await read(url, ann, id);
  assert.equal(headers['content-type'], 'application/octet-stream');
  assert.match(headers['content-disposition'] ?? '', /^attachment;/);
});

test('a name is one line of its last part, at most 255 characters, without invisible ones', async (t) => {
  const { url, data, folder } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const filesBefore = readdirSync(data).toSorted();
  for (const [given, kept] of [
    [`${'a'.repeat(4000)}.tar.gz`, `${'a'.repeat(248)}.tar.gz`],
    ['../../../etc/passwd', 'passwd'],
    ['C:\\Windows\\system32\\cmd.exe', 'cmd.exe'],
    ['..', 'file'],
    ['', 'file'],
    ['/', 'file'],
    ['photo\u202egnp.exe', 'photognp.exe'],
    ['a\u2066b\u2069\u200f.txt', 'ab.txt'],
    ['a\0b\r\nSet-Cookie: x=1.txt', 'a b Set-Cookie: x=1.txt'],
    ['quote".txt', 'quote".txt'],
    ['e\u0301.txt', 'é.txt'],
    ['\ud800x.txt', 'x.txt'],
  ] as const) {
    const { id } = await upload(url, ann, randomBytes(10), { name: given });
    const { headers } = await read(url, ann, id);
    const [, shown = ''] =
      /^attachment; filename\*=UTF-8''(.*)$/.exec(headers['content-disposition'] ?? '') ?? [];
    assert.equal(decodeURIComponent(shown), kept, JSON.stringify(given.slice(0, 40)));
    assert.match(shown, /^[\w%.~-]+$/);
  }
  assert.deepEqual(readdirSync(data).toSorted(), filesBefore);
  for (const path of contentOf(folder)) assert.match(path, /^[\da-f]{2}(?:\/[\da-f]{62})?$/);
  assert.equal(
    refused(await ann.ask('upload', { room: 'lobby', name: 'a'.repeat(4097), size: 1 })).code,
    'invalid',
  );
});

test('an empty file, and a size that is none, are refused', async (t) => {
  const { url, folder } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  for (const size of [0, -1, 0.5, NaN, Infinity, '10', null, undefined, 2 ** 53]) {
    const { code } = refused(await ann.ask('upload', { room: 'lobby', name: 'a', size }));
    assert.equal(code, 'invalid', String(size));
  }
  assert.deepEqual(contentOf(folder), []);
});

test('one byte too many is refused, in one part and in the last of several', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const bytes = randomBytes(1001);
  const place = await beginUpload(ann, 1000);
  for (const headers of [{}, { 'Transfer-Encoding': 'chunked' }]) {
    const reply = await sendPart(url, place, bytes, { headers });
    assert.deepEqual([reply.status, codeIn(reply)], [413, 'too_large']);
    assert.equal((await askOffset(url, place)).headers['upload-offset'], '0');
  }
  assert.equal((await sendPart(url, place, bytes.subarray(0, 600))).status, 204);
  assert.equal((await sendPart(url, place, bytes.subarray(600), { offset: 600 })).status, 413);
  assert.equal((await sendPart(url, place, bytes.subarray(600, 1000), { offset: 600 })).status, 204);
  // Nothing is added to a file that is complete.
  assert.equal((await sendPart(url, place, bytes.subarray(1000), { offset: 1000 })).status, 404);
  assert.deepEqual((await read(url, ann, place.id)).body, bytes.subarray(0, 1000));
});

test('a part whose hash does not fit is not kept', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const bytes = randomBytes(1000);
  const place = await beginUpload(ann, bytes.length);
  const sum = (part: Uint8Array, algorithm = 'sha256') => ({
    headers: {
      'Upload-Checksum': `${algorithm} ${createHash(algorithm).update(part).digest('base64')}`,
    },
  });
  const wrong = await sendPart(url, place, bytes, sum(randomBytes(1000)));
  assert.deepEqual([wrong.status, codeIn(wrong)], [460, 'file_refused']);
  assert.equal((await askOffset(url, place)).headers['upload-offset'], '0');
  const unknown = await sendPart(url, place, bytes, { headers: { 'Upload-Checksum': 'crc32 AAAAAA==' } });
  assert.deepEqual([unknown.status, codeIn(unknown)], [400, 'invalid']);
  const half = bytes.subarray(0, 500);
  assert.equal((await sendPart(url, place, half, sum(half, 'sha1'))).status, 204);
  const rest = bytes.subarray(500);
  assert.equal((await sendPart(url, place, rest, { offset: 500, ...sum(rest) })).status, 204);
  assert.deepEqual((await read(url, ann, place.id)).body, bytes);
});

test('somebody else’s upload can be neither read, written nor ended', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const bob = await newMember(t, url, 'Bob');
  const anns = await beginUpload(ann, 1000);
  const bobs = await beginUpload(bob, 1000);
  const [, key = ''] = anns.path.split('?key=');
  const [, bobsKey] = bobs.path.split('?key=');
  const { key: roomKey } = await accessTo(bob);
  for (const wrong of [bobsKey, roomKey, '', key.slice(1), `${key}A`, key.toLowerCase()]) {
    const place: Place = { id: anns.id, path: `/files/uploads/${anns.id}?key=${wrong}` };
    assert.equal((await askOffset(url, place)).status, 404, wrong);
    assert.equal((await sendPart(url, place, Buffer.alloc(10))).status, 404, wrong);
    assert.equal((await endUpload(url, place)).status, 404, wrong);
  }
  // The answer is the same for an upload that does not exist.
  const none = { path: `/files/uploads/${'a'.repeat(22)}?key=${bobsKey}` };
  const foreign = { path: `/files/uploads/${anns.id}?key=${bobsKey}` };
  const [one, other] = await Promise.all(
    [none, foreign].map((place) => sendPart(url, place, Buffer.alloc(1))),
  );
  assert.deepEqual([one?.status, one?.text], [other?.status, other?.text]);
  // An upload that is not complete is no file.
  const { key: annsKey } = await accessTo(ann);
  await sendPart(url, anns, Buffer.alloc(999));
  assert.equal((await get(url, `/files/${anns.id}/file.bin?key=${annsKey}`)).status, 404);
  assert.equal((await askOffset(url, anns)).headers['upload-offset'], '999');
});

test('a person that may not write in a room cannot upload there', async (t) => {
  const data = await newFolder(t);
  const authorize = (_: object, room: string, action: string): boolean =>
    action !== 'send' || room !== 'news';
  const { url } = await newRelay(t, { data, authorize });
  const ann = await newMember(t, url, 'Ann');
  await ann.join({ room: 'news' });
  const answerIn = async (room: string) =>
    refused(await ann.ask('upload', { room, name: 'a', size: 1 })).code;
  assert.equal(await answerIn('news'), 'forbidden');
  assert.equal(await answerIn('attic'), 'not_joined');
});

test('paths that lead elsewhere find nothing', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const { id } = await upload(url, ann, png());
  const { key } = await accessTo(ann);
  for (const path of [
    `/files/../files-secret?key=${key}`,
    `/files/%2e%2e/secret?key=${key}`,
    `/files/${id}/../../secret?key=${key}`,
    `/files/${id}?key=${key}`,
    `/files/${id}/a/b?key=${key}`,
    `/files/uploads/${id}.part?key=${key}`,
    `/files/uploads/..%2f..%2fsecret?key=${key}`,
    `/files/${'%00'.repeat(22)}/x?key=${key}`,
    `/files/uploads/?key=${key}`,
  ])
    assert.equal((await get(url, path)).status, 404, path);
  // The name in the path is not looked at: no character of it can do harm.
  for (const name of ['x', '%00', '%ff', '..', '%2e%2e%2f', '"', 'x;y'])
    assert.equal((await get(url, `/files/${id}/${name}?key=${key}`)).status, 200, name);
});

test('clients that stop in the middle are cut off, and others go on', { timeout: 60_000 }, async (t) => {
  const relay = await newRelayWithFiles(t);
  const ann = await newMember(t, relay.url, 'Ann');
  const bytes = randomBytes(50_000);
  const stopped = [];
  for (let count = 0; count < 10; count++) {
    const place = await beginUpload(ann, bytes.length);
    const part = await stopInPart(relay, place, bytes, { arriving: 20_000 });
    stopped.push({ place, closed: new Promise((resolve) => part.once('close', resolve)) });
  }
  assert.equal((await upload(relay.url, ann, bytes)).status, 204);
  await Promise.all(stopped.map(({ closed }) => closed));
  for (const { place } of stopped) {
    assert.equal((await askOffset(relay.url, place)).headers['upload-offset'], '20000');
    const rest = bytes.subarray(20_000);
    assert.equal((await sendPart(relay.url, place, rest, { offset: 20_000 })).status, 204);
  }
});
