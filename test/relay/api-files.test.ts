import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { ChatFile } from '@realtime-chat/protocol';
import type { RelayOptions } from '@realtime-chat/relay';
import { newFolder } from '../support/folder.ts';
import { get } from '../support/http.ts';
import { untilTrue } from '../support/until.ts';
import { askOffset, png, sendPart } from '../support/uploads.ts';
import { newMember } from '../support/wire-client.ts';
import { bearer, newServed, refusal } from './api-client.ts';
import { leftFiles } from './file-store.ts';

const files = '/api/rooms/lobby/files';

async function newFiles(t: TestContext, options: RelayOptions = {}) {
  const data = await newFolder(t);
  const { relay, call } = await newServed(t, { data, ...options });
  const upload = async (bytes: string | Uint8Array, query = '?name=a.txt'): Promise<ChatFile> => {
    const headers = { ...bearer, 'Content-Length': bytes.length };
    const { status, text } = await get(relay.url, files + query, { method: 'POST', headers }, bytes);
    assert.equal(status, 201, text);
    return JSON.parse(text) as ChatFile;
  };
  return { data, relay, call, upload };
}

test('a server uploads a file, sends it in a message, and reads it', async (t) => {
  const { relay, call, upload } = await newFiles(t);
  const reader = await newMember(t, relay.url, 'Ann', { auth: { protocol: 1, files: true } });
  const file = await upload('a map', '?name=dir%2Fthe%20map.txt');
  assert.deepEqual({ ...file, id: '' }, { id: '', name: 'the map.txt', type: file.type, size: 5 });
  const message = { message: '', files: [{ id: file.id, alt: 'A map' }] };
  assert.equal((await call('POST', '/api/rooms/lobby/messages', message)).status, 201);
  const [sent] = (await reader.join()).messages ?? [];
  assert.deepEqual(sent?.files, [{ ...file, alt: 'A map' }]);

  const read = await get(relay.url, `${files}/${file.id}`, { headers: bearer });
  assert.deepEqual([read.status, read.text], [200, 'a map']);
  assert.equal(read.headers['content-disposition'], `attachment; filename*=UTF-8''the%20map.txt`);
  assert.equal(read.headers['x-content-type-options'], 'nosniff');
  const head = await get(relay.url, `${files}/${file.id}`, { method: 'HEAD', headers: bearer });
  assert.deepEqual([head.status, head.headers['content-length'], head.text], [200, '5', '']);
});

test('a server uploads a file in parts, and goes on where it was cut', async (t) => {
  const { relay, call } = await newFiles(t);
  const { status, body } = await call('POST', '/api/rooms/lobby/uploads', { name: 'map.txt', size: 5 });
  const { id = '', url = '' } = body;
  assert.equal(status, 201);
  const place = { path: `/${url}` };
  assert.equal((await sendPart(relay.url, place, Buffer.from('a m'))).status, 204);
  assert.equal((await askOffset(relay.url, place)).headers['upload-offset'], '3');
  assert.equal((await sendPart(relay.url, place, Buffer.from('ap'), { offset: 3 })).status, 204);
  const message = { message: '', files: [{ id }] };
  assert.equal((await call('POST', '/api/rooms/lobby/messages', message)).status, 201);
  assert.equal((await get(relay.url, `${files}/${id}`, { headers: bearer })).text, 'a map');
  const unknown = await call('POST', '/api/rooms/lobby/uploads', { name: 'map.txt', size: 5, length: 5 });
  assert.deepEqual([unknown.status, unknown.body.error?.code], [400, 'invalid']);
});

test('the limits of uploads for a person do not hold for a server', async (t) => {
  const { call } = await newFiles(t, { limits: { 'open-uploads': 1, 'open-uploads-address': 1 } });
  for (let count = 0; count < 3; count += 1) {
    const { status } = await call('POST', '/api/rooms/lobby/uploads', { name: 'map.txt', size: 5 });
    assert.equal(status, 201, `upload ${count + 1}`);
  }
});

test('a picture of a server has the type and the size that its bytes have', async (t) => {
  const { upload } = await newFiles(t);
  const { type, width, height } = await upload(png({ width: 4, height: 3 }), '?name=map.html');
  assert.deepEqual([type, width, height], ['image/png', 4, 3]);
});

test('a file is read by its own room alone, and by the key alone', async (t) => {
  const { relay, upload } = await newFiles(t);
  const { id } = await upload('a map');
  for (const path of [`/api/rooms/den/files/${id}`, `${files}/abcdefghijklmnopqrstuv`])
    assert.equal((await refusal(relay.url, path, { headers: bearer })).status, 404, path);
  assert.equal((await refusal(relay.url, `${files}/${id}`, {})).status, 401);
  assert.equal((await refusal(relay.url, `${files}?name=a`, { method: 'POST' }, 'a')).status, 401);
});

test('a file that is empty, too large or of unknown length is refused', async (t) => {
  const { data, relay } = await newFiles(t, { fileLimits: { file: 0.001 } });
  const post = (body: string, headers: Record<string, string | number> = {}) =>
    refusal(relay.url, `${files}?name=a`, { method: 'POST', headers: { ...bearer, ...headers } }, body);
  const outcomes = [
    await post('', { 'Content-Length': 0 }),
    await post('a'.repeat(1001), { 'Content-Length': 1001 }),
    await post('a', { 'Transfer-Encoding': 'chunked' }),
  ].map(({ status, code }) => [status, code]);
  assert.deepEqual(outcomes, [
    [400, 'invalid'],
    [413, 'too_large'],
    [411, 'invalid'],
  ]);
  await relay.close();
  assert.deepEqual(await leftFiles(t, data), { ids: [], blobs: 0 });
});

test('an upload of a server that is cut off leaves nothing', async (t) => {
  const { data, relay } = await newFiles(t);
  const { hostname, port } = new URL(relay.url);
  const headers = { ...bearer, 'Content-Length': 1000 };
  const sent = request({ hostname, port, path: `${files}?name=a`, method: 'POST', headers });
  sent.on('error', () => {});
  const [received] = (await Promise.all([
    once(relay.server, 'request'),
    new Promise<void>((resolve) => sent.write('a part', () => resolve())),
  ])) as [[IncomingMessage], void];
  const uploads = join(data, 'files', 'uploads');
  await untilTrue('the upload', async () => (await readdir(uploads)).length > 0);
  const closed = new Promise<void>((resolve) => received[0].once('close', () => resolve()));
  sent.destroy();
  await closed;
  await untilTrue('the end of the upload', async () => (await readdir(uploads)).length === 0);
  await relay.close();
  assert.deepEqual(await leftFiles(t, data), { ids: [], blobs: 0 });
});

test('a relay without files says so', async (t) => {
  const { relay } = await newFiles(t, { files: 'off' });
  const options = { method: 'POST', headers: { ...bearer, 'Content-Length': 1 } };
  assert.equal((await refusal(relay.url, `${files}?name=a`, options, 'a')).code, 'files_off');
});

test('what a server uploads does not count for the limits of a person', async (t) => {
  const { upload } = await newFiles(t, { fileLimits: { 'person-day': 0.001, 'address-day': 0.001 } });
  for (let count = 0; count < 3; count += 1) await upload('a'.repeat(900));
});
