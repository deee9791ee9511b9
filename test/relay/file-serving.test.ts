import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { FileKeys } from '../../relay/src/files/file-keys.ts';
import { newFolder } from '../support/folder.ts';
import { get } from '../support/http.ts';
import { newRelay } from '../support/relay.ts';
import {
  newRelayWithFiles,
  accessTo,
  beginUpload,
  codeIn,
  png,
  read,
  sendPart,
  upload,
} from '../support/uploads.ts';
import { newMember, type WireClient } from '../support/wire-client.ts';

const minute = 60_000;

/** A file that is larger than the buffers of a connection, and the path at which it is read. */
async function newLargeFile(url: string, owner: WireClient): Promise<{ bytes: Buffer; path: string }> {
  const bytes = randomBytes(20_000_000);
  const place = await beginUpload(owner, bytes.length);
  assert.equal((await sendPart(url, place, bytes)).status, 204);
  const { key } = await accessTo(owner);
  return { bytes, path: `/files/${place.id}/file.bin?key=${key}` };
}

test('a picture is shown in the page, and no browser would run anything of it', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const { id } = await upload(url, ann, png(), { name: 'cat.png' });
  const { status, headers, body } = await read(url, ann, id, { name: 'cat.png' });
  assert.equal(status, 200);
  assert.deepEqual(body, png());
  const hash = createHash('sha256').update(png()).digest('hex');
  for (const [name, value] of Object.entries({
    'content-type': 'image/png',
    'content-disposition': "inline; filename*=UTF-8''cat.png",
    'content-length': String(png().length),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
    'cache-control': 'private, max-age=31536000, immutable',
    'accept-ranges': 'bytes',
    'access-control-allow-origin': '*',
    etag: `"${hash}"`,
  }))
    assert.equal(headers[name], value, name);
});

test('a file of any other type is a download, whatever its name says', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const files = {
    'page.html': '<!doctype html><script>alert(1)</script>',
    'drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    'page.xhtml':
      '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    'paper.pdf': '%PDF-1.7\n%âãÏÓ\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj',
    'script.js': 'alert(1)',
    'notes.txt': 'hello',
    'cat.png': '<script>alert(1)</script>',
  };
  for (const [name, content] of Object.entries(files)) {
    const { id } = await upload(url, ann, Buffer.from(content), { name, type: 'image/png' });
    const { headers } = await read(url, ann, id, { name });
    assert.equal(headers['content-type'], 'application/octet-stream', name);
    assert.match(headers['content-disposition'] ?? '', /^attachment; /, name);
    assert.equal(headers['content-security-policy'], "default-src 'none'; sandbox", name);
  }
});

test('a picture can be asked for as a download', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const { id } = await upload(url, ann, png(), { name: 'a cat’s (1).png' });
  const { headers } = await read(url, ann, id, { more: '&download' });
  assert.equal(
    headers['content-disposition'],
    "attachment; filename*=UTF-8''a%20cat%E2%80%99s%20%281%29.png",
  );
  assert.equal(headers['content-type'], 'application/octet-stream');
});

test('a file is read in parts, and not again if the reader has it', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const bytes = randomBytes(1000);
  const { id } = await upload(url, ann, bytes);
  const whole = await read(url, ann, id);
  const etag = whole.headers.etag ?? '';
  const part = await read(url, ann, id, { headers: { Range: 'bytes=100-199' } });
  assert.deepEqual([part.status, part.headers['content-range']], [206, 'bytes 100-199/1000']);
  assert.deepEqual(part.body, bytes.subarray(100, 200));
  const rest = await read(url, ann, id, { headers: { Range: 'bytes=-10', 'If-Range': etag } });
  assert.deepEqual([rest.status, rest.body], [206, bytes.subarray(990)]);
  const other = await read(url, ann, id, { headers: { Range: 'bytes=0-9', 'If-Range': '"another"' } });
  assert.deepEqual([other.status, other.body], [200, bytes]);
  const beyond = await read(url, ann, id, { headers: { Range: 'bytes=1000-' } });
  assert.deepEqual([beyond.status, beyond.headers['content-range']], [416, 'bytes */1000']);
  // Many small parts would cost much for little.
  for (const range of ['bytes=0-1,3-4', 'bytes=9-0', 'lines=0-9', 'nonsense']) {
    const { status, body } = await read(url, ann, id, { headers: { Range: range } });
    assert.ok(status === 200 ? body.equals(bytes) : status === 416, range);
  }
  for (const tags of [etag, `"other", W/${etag}`, '*']) {
    const known = await read(url, ann, id, { headers: { 'If-None-Match': tags } });
    assert.deepEqual([known.status, known.text, known.headers.etag], [304, '', etag], tags);
  }
});

test('a file of a room that one may not read does not seem to exist', async (t) => {
  const { url } = await newRelayWithFiles(t, { rooms: ['lobby', 'garden'] });
  const ann = await newMember(t, url, 'Ann');
  await ann.join({ room: 'garden' });
  const { id } = await upload(url, ann, png(), { room: 'garden' });
  const bob = await newMember(t, url, 'Bob');
  const path = (key: string): string => `/files/${id}/file.png?key=${key}`;
  const { key } = await accessTo(bob);
  const foreign = await get(url, path(key));
  assert.deepEqual([foreign.status, codeIn(foreign)], [404, 'not_found']);
  const unknown = await get(url, `/files/${'a'.repeat(22)}/file.png?key=${key}`);
  assert.deepEqual([unknown.status, unknown.text], [404, foreign.text]);
  assert.equal(unknown.headers['access-control-allow-origin'], '*');
  const [end] = key.split('.');
  for (const wrong of ['', 'x', key.slice(0, -1), `${key}A`, `${end}.`, `.${key}`, 'zzzzzzzzzzzzzzzz.AAAA'])
    assert.equal((await get(url, path(wrong))).status, 404, wrong);
  assert.equal((await get(url, `/files/${id}/file.png`)).status, 404);
  // The key of one room is not given to people who are not in it.
  assert.equal((await bob.ask('files', { room: 'garden' })).ok, false);
  assert.equal((await get(url, path((await accessTo(ann, 'garden')).key))).status, 200);
});

test('a key holds for 30 to 60 minutes, and is the same for all readers of half an hour', () => {
  const keys = new FileKeys(randomBytes(32));
  const start = 1000 * 30 * minute;
  const first = keys.roomKey('lobby', start);
  assert.equal(first.for, 60 * minute);
  assert.deepEqual(keys.roomKey('lobby', start + 30 * minute - 1), { key: first.key, for: 30 * minute + 1 });
  assert.notEqual(keys.roomKey('lobby', start + 30 * minute).key, first.key);
  assert.equal(keys.judge('lobby', first.key, start + 60 * minute - 1), 'valid');
  assert.equal(keys.judge('lobby', first.key, start + 60 * minute), 'ended');
  assert.equal(keys.judge('garden', first.key, start), 'wrong');
  assert.equal(new FileKeys(randomBytes(32)).judge('lobby', first.key, start), 'wrong');
});

test('a key has one form', () => {
  const keys = new FileKeys(randomBytes(32));
  const { key } = keys.roomKey('lobby');
  const [end = '', signature = ''] = key.split('.');
  for (const other of [
    `${key}. See page 3`,
    `${key}.`,
    `0${key}`,
    ` ${key}`,
    `${end}!.${signature}`,
    `${end.toUpperCase()}.${signature}`,
  ])
    assert.equal(keys.judge('lobby', other), 'wrong', other);
  assert.equal(keys.judge('lobby', key), 'valid');
});

test('an address is refused by name after its end', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const { id } = await upload(url, ann, png());
  const access = await accessTo(ann);
  const path = `/files/${id}/file.png?key=${access.key}`;
  assert.equal((await get(url, path)).status, 200);
  const end = Date.now() + access.for;
  t.mock.method(Date, 'now', () => end);
  const ended = await get(url, path);
  assert.deepEqual([ended.status, codeIn(ended)], [410, 'expired']);
  assert.equal(ended.headers['access-control-allow-origin'], '*');
});

test('an address holds after a restart, and at another path', async (t) => {
  const data = await newFolder(t);
  const first = await newRelay(t, { data });
  const ann = await newMember(t, first.url, 'Ann');
  const { id } = await upload(first.url, ann, png());
  const { key } = await accessTo(ann);
  await first.close();
  const { url } = await newRelay(t, { data, path: '/chat' });
  assert.equal((await get(url, `/chat/files/${id}/file.png?key=${key}`)).status, 200);
});

test('a host keeps its own pages below /files', async (t) => {
  const { url } = await newRelay(t, { data: await newFolder(t) }, (request, response) => {
    response.end(`the host’s ${request.url}`);
  });
  for (const path of ['/files/', '/files/report.pdf', `/files/${'a'.repeat(22)}/report.pdf`])
    assert.equal((await get(url, path)).text, `the host’s ${path}`);
});

test('a client can ask about a file without reading it', async (t) => {
  const { url } = await newRelayWithFiles(t);
  const ann = await newMember(t, url, 'Ann');
  const { id } = await upload(url, ann, randomBytes(100));
  const { key } = await accessTo(ann);
  const head = await get(url, `/files/${id}/file.bin?key=${key}`, { method: 'HEAD' });
  assert.deepEqual([head.status, head.text, head.headers['content-length']], [200, '', '100']);
});

test('an address may read so many files at a time, and a reader that stops gives its place back', async (t) => {
  const { url } = await newRelayWithFiles(t, { limits: { downloads: 2, 'downloads-total': 3 } });
  const ann = await newMember(t, url, 'Ann');
  const { bytes, path } = await newLargeFile(url, ann);
  const { hostname, port } = new URL(url);
  const readers: IncomingMessage[] = [];
  for (let count = 0; count < 2; count++) {
    const asked = request({ hostname, port, path, agent: false }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.on('error', () => {});
    readers.push(response);
  }
  const refused = await get(url, path);
  assert.deepEqual(
    [refused.status, codeIn(refused), refused.headers['retry-after']],
    [429, 'rate_limited', '10'],
  );
  // To ask about the file costs nothing.
  assert.equal((await get(url, path, { method: 'HEAD' })).status, 200);
  readers[0]?.destroy();
  // Until the relay has noticed it.
  for (;;) {
    const { status, body } = await get(url, path);
    if (status === 429) continue;
    assert.deepEqual([status, body.equals(bytes)], [200, true]);
    break;
  }
});

test('files that are asked for before an earlier answer was read take no places', async (t) => {
  const { url } = await newRelayWithFiles(t, { limits: { downloads: 2 } });
  const ann = await newMember(t, url, 'Ann');
  const { path } = await newLargeFile(url, ann);
  const { hostname, port } = new URL(url);
  const hasty = connect({ host: hostname, port: Number(port) });
  hasty.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(10));
  await once(hasty, 'readable');
  // One place is left for others.
  assert.equal((await get(url, path)).status, 200);
  hasty.destroy();
  await once(hasty, 'close');
  const reader = async (): Promise<IncomingMessage> => {
    for (;;) {
      const [response] = (await once(request(url + path, { agent: false }).end(), 'response')) as [
        IncomingMessage,
      ];
      if (response.statusCode === 200) return response.on('error', () => {});
      response.resume();
    }
  };
  // And all of them when the client has left.
  const readers = [await reader(), await reader()];
  for (const each of readers) each.destroy();
});
