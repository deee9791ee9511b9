import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { Staging } from '../../relay/src/files/uploads/staging.ts';
import { newFolder } from '../support/folder.ts';
import { get } from '../support/http.ts';
import { newRelay } from '../support/relay.ts';
import {
  newRelayWithFiles,
  askOffset,
  beginUpload,
  blobIn,
  codeIn,
  endUpload,
  hashOf,
  png,
  read,
  sendPart,
  stopInPart,
  upload,
} from '../support/uploads.ts';
import { newId, newMember, refused, speaksProtocol } from '../support/wire-client.ts';

test('a file goes to the relay in parts, and is kept and read as it was', async (t) => {
  const { url, folder } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const bytes = randomBytes(100_000);
  const place = await beginUpload(ann, bytes.length, { name: 'notes.bin' });
  const first = await sendPart(url, place, bytes.subarray(0, 60_000));
  assert.equal(first.status, 204);
  assert.equal(first.headers['upload-offset'], '60000');
  const { status, headers } = await askOffset(url, place);
  assert.deepEqual(
    [status, headers['upload-offset'], headers['upload-length'], headers['cache-control']],
    [200, '60000', '100000', 'no-store'],
  );
  assert.equal((await sendPart(url, place, bytes.subarray(60_000), { offset: 60_000 })).status, 204);
  assert.deepEqual(await blobIn(folder, hashOf(bytes)), bytes);
  assert.deepEqual(readdirSync(join(folder, 'uploads')), []);
  assert.deepEqual((await read(url, ann, place.id)).body, bytes);
  // A client whose last answer was lost learns that all is there.
  assert.equal((await askOffset(url, place)).headers['upload-offset'], '100000');
});

test('a file that was uploaded goes with a message to the others in the room', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const showing = { auth: { ...speaksProtocol, files: true } };
  const ann = await newMember(t, url, 'Ann', showing);
  const bob = await newMember(t, url, 'Bob', showing);
  const { id } = await upload(url, ann, png(), { name: '../my cat.png', type: 'text/html' });
  const sent = { room: 'lobby', id: newId(), message: '', files: [{ id, alt: 'a cat' }] };
  assert.ok((await ann.ask('send', sent)).ok);
  const { files } = await bob.hears('');
  const file = { id, name: 'my cat.png', type: 'image/png', size: png().length, width: 3, height: 2 };
  assert.deepEqual(files, [{ ...file, alt: 'a cat' }]);
  assert.deepEqual((await read(url, bob, id, { name: 'my cat.png' })).body, png());
  // A file that a message has cannot be taken back by its upload.
  const again = await upload(url, ann, png());
  assert.notEqual(again.id, id);
  await endUpload(url, again);
  assert.deepEqual((await read(url, bob, id)).body, png());
});

test('a message whose file the relay has no more is refused by name, and is sent with the file uploaded again', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const [kept, lost] = [await upload(url, ann, png()), await upload(url, ann, randomBytes(100))];
  await endUpload(url, lost);
  const message = { room: 'lobby', id: newId(), message: '' };
  const files = [{ id: kept.id }, { id: lost.id }];
  assert.equal(refused(await ann.ask('send', { ...message, files })).code, 'file_not_found');
  // So the client learns which of the files to upload again.
  assert.equal((await askOffset(url, kept)).headers['upload-offset'], String(png().length));
  assert.equal((await askOffset(url, lost)).status, 404);
  const again = await upload(url, ann, randomBytes(100));
  assert.ok((await ann.ask('send', { ...message, files: [{ id: kept.id }, { id: again.id }] })).ok);
});

test('what has arrived of a part that was cut off stays, and the upload goes on from there', async (t) => {
  const relay = await newRelayWithFiles(t);
  const { url } = relay;
  const ann = await newMember(t, url, 'Ann');
  const bytes = randomBytes(50_000);
  const place = await beginUpload(ann, bytes.length);
  (await stopInPart(relay, place, bytes, { arriving: 20_000 })).destroy();
  assert.equal((await askOffset(url, place)).headers['upload-offset'], '20000');
  assert.equal((await sendPart(url, place, bytes.subarray(20_000), { offset: 20_000 })).status, 204);
  assert.deepEqual((await read(url, ann, place.id)).body, bytes);
});

test('an upload that another process removes during a part is not told to be there', async (t) => {
  const relay = await newRelayWithFiles(t);
  const { url, folder } = relay;
  const ann = await newMember(t, url, 'Ann');
  const bytes = randomBytes(50_000);
  const place = await beginUpload(ann, bytes.length);
  const part = await stopInPart(relay, place, bytes, { arriving: 20_000 });
  const answer = once(part, 'response') as Promise<[IncomingMessage]>;
  await new Staging(folder).remove(place.id);
  part.end(bytes.subarray(20_000));
  const [{ statusCode }] = await answer;
  assert.equal(statusCode, 404);
  assert.equal((await askOffset(url, place)).status, 404);
});

test('a client that asks for the offset ends its own request that hangs', async (t) => {
  const relay = await newRelayWithFiles(t);
  const { url } = relay;
  const ann = await newMember(t, url, 'Ann');
  const bytes = randomBytes(50_000);
  const place = await beginUpload(ann, bytes.length);
  const began = performance.now();
  const hanging = await stopInPart(relay, place, bytes, { arriving: 20_000 });
  const ended = new Promise((resolve) => hanging.once('close', resolve));
  assert.equal((await askOffset(url, place)).headers['upload-offset'], '20000');
  await ended;
  // The relay ends it by itself only after ten seconds.
  assert.ok(performance.now() - began < 9000);
  assert.equal((await sendPart(url, place, bytes.subarray(20_000), { offset: 20_000 })).status, 204);
});

test('an upload goes on after the relay was started again', async (t) => {
  const data = await newFolder(t);
  const first = await newRelay(t, { data });
  const ann = await newMember(t, first.url, 'Ann');
  const { session } = (await ann.join()).me;
  const bytes = randomBytes(10_000);
  const place = await beginUpload(ann, bytes.length);
  await sendPart(first.url, place, bytes.subarray(0, 4000));
  await first.close();
  const { url } = await newRelay(t, { data });
  assert.equal((await askOffset(url, place)).headers['upload-offset'], '4000');
  assert.equal((await sendPart(url, place, bytes.subarray(4000), { offset: 4000 })).status, 204);
  const again = await newMember(t, url, 'Ann', { auth: { ...speaksProtocol, session } });
  assert.deepEqual((await read(url, again, place.id)).body, bytes);
});

test('the last part is checked even if the process was killed before it answered', async (t) => {
  const data = await newFolder(t);
  const first = await newRelay(t, { data });
  const ann = await newMember(t, first.url, 'Ann');
  const bytes = randomBytes(10_000);
  const place = await beginUpload(ann, bytes.length);
  await first.close();
  // As after a kill between the last byte and the record.
  await writeFile(join(data, 'files', 'uploads', `${place.id}.part`), bytes);
  const { url } = await newRelay(t, { data });
  assert.equal((await askOffset(url, place)).headers['upload-offset'], '10000');
  assert.deepEqual(await blobIn(join(data, 'files'), hashOf(bytes)), bytes);
  const bob = await newMember(t, url, 'Bob');
  assert.deepEqual((await read(url, bob, place.id)).body, bytes);
});

test('a part that does not continue the upload is refused', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const place = await beginUpload(ann, 100);
  for (const offset of [1, 100, 101]) {
    const reply = await sendPart(url, place, Buffer.alloc(1), { offset });
    assert.deepEqual([reply.status, codeIn(reply)], [409, 'conflict'], String(offset));
  }
  for (const offset of ['-1', 'x', '', '1e3', '9'.repeat(20)]) {
    const reply = await sendPart(url, place, Buffer.alloc(1), { headers: { 'Upload-Offset': offset } });
    assert.deepEqual([reply.status, codeIn(reply)], [400, 'invalid'], offset);
  }
  assert.equal((await askOffset(url, place)).headers['upload-offset'], '0');
});

test('an upload that its client ends is gone, and so is a file that no message has', async (t) => {
  const { url, folder } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const begun = await beginUpload(ann, 100);
  await sendPart(url, begun, Buffer.alloc(10));
  assert.equal((await endUpload(url, begun)).status, 204);
  assert.deepEqual(readdirSync(join(folder, 'uploads')), []);
  assert.equal((await askOffset(url, begun)).status, 404);
  const bytes = randomBytes(100);
  const done = await beginUpload(ann, bytes.length);
  await sendPart(url, done, bytes);
  assert.equal((await endUpload(url, done)).status, 204);
  await assert.rejects(blobIn(folder, hashOf(bytes)), { code: 'ENOENT' });
  assert.equal((await endUpload(url, done)).status, 404);
});

test('a page of another origin may send parts, and read the answers', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const place = await beginUpload(ann, 10);
  const asked = await get(url, place.path, { method: 'OPTIONS', headers: { Origin: 'https://a.example' } });
  assert.equal(asked.status, 204);
  assert.equal(asked.headers['access-control-allow-origin'], '*');
  assert.match(asked.headers['access-control-allow-methods'] ?? '', /PATCH/);
  for (const name of ['Tus-Resumable', 'Upload-Offset', 'Content-Type'])
    assert.ok(asked.headers['access-control-allow-headers']?.includes(name), name);
  assert.deepEqual(
    [asked.headers['tus-version'], asked.headers['tus-extension']],
    ['1.0.0', 'checksum,termination'],
  );
  const sent = await sendPart(url, place, Buffer.alloc(10), { headers: { Origin: 'https://a.example' } });
  assert.equal(sent.headers['access-control-allow-origin'], '*');
  for (const name of ['Upload-Offset', 'Upload-Length'])
    assert.ok(sent.headers['access-control-expose-headers']?.includes(name), name);
});

test('a page that may not connect may not send parts either', async (t) => {
  const { url } = await newRelayWithFiles(t, { origins: ['https://a.example'] });
  const ann = await newMember(t, url, 'Ann');
  const place = await beginUpload(ann, 10);
  const asked = await get(url, place.path, { method: 'OPTIONS', headers: { Origin: 'https://b.example' } });
  assert.equal(asked.headers['access-control-allow-origin'], undefined);
});

test('what is not of the protocol is refused by name', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const place = await beginUpload(ann, 10);
  const unversioned = await get(url, place.path, { method: 'HEAD' });
  assert.deepEqual([unversioned.status, unversioned.headers['tus-version']], [412, '1.0.0']);
  const post = await get(url, place.path, { method: 'POST' });
  assert.deepEqual([post.status, post.headers.allow], [405, 'HEAD, PATCH, DELETE, OPTIONS']);
  const headers = { 'Content-Type': 'application/octet-stream' };
  assert.equal((await sendPart(url, place, Buffer.alloc(10), { headers })).status, 415);
});

test('an erased person has no uploads any more, and others keep theirs', async (t) => {
  const apiKey = 'a-key-of-at-least-thirty-two-letters';
  const { url, data, folder } = await newRelayWithFiles(t, { apiKey });
  const ann = await newMember(t, url, 'Ann');
  const bob = await newMember(t, url, 'Bob');
  const { id } = (await ann.join()).me;
  const begun = await beginUpload(ann, 10);
  const done = await upload(url, ann, randomBytes(10));
  const bobs = await beginUpload(bob, 10);
  const headers = { Authorization: `Bearer ${apiKey}` };
  const erased = await get(url, `/api/people/${id}`, { method: 'DELETE', headers });
  assert.equal(erased.status, 200);
  assert.equal((await askOffset(url, begun)).status, 404);
  assert.equal((await askOffset(url, done)).status, 404);
  assert.equal((await askOffset(url, bobs)).status, 200);
  assert.deepEqual(readdirSync(join(folder, 'uploads')).toSorted(), [`${bobs.id}.json`, `${bobs.id}.part`]);
  // The command does the same.
  const staging = new Staging(folder);
  await staging.erase((await bob.join()).me.id);
  assert.deepEqual(readdirSync(join(folder, 'uploads')), []);
  await new Staging(data).erase('nobody');
});

test('a relay that closes ends the requests that bring bytes, and keeps the bytes', async (t) => {
  const relay = await newRelayWithFiles(t);
  const { url, data } = relay;
  const ann = await newMember(t, url, 'Ann');
  const bytes = randomBytes(50_000);
  const place = await beginUpload(ann, bytes.length);
  const began = performance.now();
  const part = await stopInPart(relay, place, bytes, { arriving: 20_000 });
  const ended = new Promise((resolve) => part.once('close', resolve));
  await relay.close();
  await ended;
  // Bodies that never end are cut off only after ten seconds.
  assert.ok(performance.now() - began < 9000);
  const again = await newRelay(t, { data });
  assert.equal((await askOffset(again.url, place)).headers['upload-offset'], '20000');
});

test('a client that leaves at the end of a part is no failure of the relay', async (t) => {
  const failures: object[] = [];
  const logger = { error: (line: object) => void failures.push(line), warn: () => {}, info: () => {} };
  const { url } = await newRelayWithFiles(t, { logger });
  const ann = await newMember(t, url, 'Ann');
  const { hostname, port } = new URL(url);
  for (let count = 0; count < 5; count++) {
    const { path } = await beginUpload(ann, 10);
    const leaving = connect({ host: hostname, port: Number(port) });
    const head = `PATCH ${path} HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n`;
    leaving.end(`${head}Content-Type: application/offset+octet-stream\r\nContent-Length: 3\r\n\r\nabc`);
    leaving.resume();
    await once(leaving, 'close');
  }
  // The log gets lines in the order of the requests.
  await beginUpload(ann, 10);
  assert.deepEqual(failures, []);
});
