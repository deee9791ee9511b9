import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import express from 'express';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { routes } from '../../relay/src/http/api/api.ts';
import { get } from '../support/http.ts';
import { newRelay } from '../support/relay.ts';
import { newWireClient } from '../support/wire-client.ts';
import {
  type Answered,
  apiKey,
  bearer,
  begun,
  head,
  json,
  lobby,
  newServed,
  raw,
  refusal,
} from './api-client.ts';

test('without a key there is no API, and its paths go to the earlier listener', async (t) => {
  const app = express().use((_request, response) => void response.send('the shop'));
  const relay = await newRelay(t, {}, app);
  const below = await newRelay(t, { path: '/chat' }, app);
  for (const method of ['GET', 'POST', 'OPTIONS']) {
    assert.equal((await get(relay.url, lobby, { method, headers: json })).text, 'the shop', method);
    const { status, text } = await get(below.url, `/chat${lobby}`, { method, headers: json });
    const { error } = JSON.parse(text) as Answered;
    assert.deepEqual([status, error?.code], [404, 'not_found'], method);
    assert.match(error?.message ?? '', /there is no API: .*RELAY_API_KEY/);
  }
});

test('without the right key, the answer says only that a key is needed', async (t) => {
  const { relay, call } = await newServed(t);
  const wrong: [Record<string, string>, string][] = [
    [{}, 'Bearer'],
    [{ Authorization: '' }, 'Bearer'],
    [{ Authorization: `Basic ${apiKey}` }, 'Bearer'],
    [{ Authorization: 'Bearer' }, 'Bearer'],
    [{ Authorization: `Bearer ${apiKey}x` }, 'Bearer error="invalid_token"'],
    [{ Authorization: `Bearer ${apiKey.slice(0, -1)}` }, 'Bearer error="invalid_token"'],
    [{ Authorization: `Bearer ${'é'.repeat(32)}` }, 'Bearer error="invalid_token"'],
  ];
  for (const [headers, challenge] of wrong) {
    for (const [method, path] of [
      ['GET', lobby],
      ['PATCH', lobby],
      ['POST', '/api/rooms/%ff/moderate'],
    ] as const) {
      const answer = await refusal(relay.url, path, {
        method,
        headers: { Origin: 'https://x.example', ...headers },
      });
      assert.deepEqual([answer.status, answer.code], [401, 'unauthorized'], JSON.stringify(headers));
      assert.equal(answer.headers['www-authenticate'], challenge);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
  }
  assert.equal((await call('GET', lobby)).status, 200);
  const other = await get(relay.url, lobby, { headers: { Authorization: `bearer  ${apiKey}` } });
  assert.equal(other.status, 200);
});

test('a short key, or one that no header can hold, is refused at the start', async (t) => {
  for (const wrong of ['short', 'x'.repeat(31), `${'x'.repeat(32)} y`, 'ü'.repeat(32)]) {
    await assert.rejects(newRelay(t, { apiKey: wrong }), (error: unknown) => {
      assert.ok(error instanceof TypeError && error.message.startsWith('option apiKey: must '));
      assert.ok(!error.message.includes(wrong));
      return true;
    });
  }
});

test('a room’s name is decoded once, and may hold any character', async (t) => {
  const { relay, call } = await newServed(t);
  const names = [
    'a b',
    'a/b',
    '../../etc/passwd',
    '..',
    '%2e%2e',
    'a%2Fb',
    '日本語',
    'x?y#z',
    '__proto__',
    '+',
  ];
  for (const room of names) {
    const path = `/api/rooms/${encodeURIComponent(room)}/messages`;
    assert.equal((await call('POST', path, { message: room })).status, 201, room);
    const { messages } = await (await newWireClient(t, relay.url)).join({ room });
    assert.deepEqual(
      messages?.map(({ message }) => message),
      [room],
    );
    assert.equal((await call('GET', path)).body.messages?.length, 1);
  }
  const wrong = ['', '%', '%zz', '%ff', '%ed%a0%80', '%00', 'a%0Ab', 'x'.repeat(129)];
  for (const segment of wrong) {
    const { status, body } = await call('GET', `/api/rooms/${segment}/messages`);
    assert.deepEqual([status, body.error?.code], [400, 'invalid'], segment);
  }
});

test('paths that resemble the API’s are not part of it', async (t) => {
  const app = express().use((request, response) => void response.send(`the shop at ${request.url}`));
  const relay = await newRelay(t, { apiKey }, app);
  const paths = [
    '/api',
    '/api/rooms/',
    '/api/rooms/lobby',
    '/api/rooms/a/b/messages',
    '/api/rooms/lobby/messages/1/2',
  ];
  paths.push('/api/rooms/lobby/moderate/x', '/api/rooms/lobby/message', '/x/../api/rooms/lobby/messages');
  for (const path of paths)
    assert.equal((await get(relay.url, path, { headers: json })).text, `the shop at ${path}`);
});

test('below a path beside an Express application, the API is only there', async (t) => {
  const app = express().use(express.json());
  app.post(lobby, (request, response) => void response.json({ shop: request.body as unknown }));
  const relay = await newRelay(t, { apiKey, path: '/chat' }, app);
  const options = { method: 'POST', headers: json };
  const words = JSON.stringify({ message: 'hello' });
  const own = await get(relay.url, `/chat${lobby}`, options, words);
  assert.deepEqual([own.status, (JSON.parse(own.text) as Answered).seq], [201, 1]);
  const shops = await get(relay.url, lobby, options, words);
  assert.deepEqual(JSON.parse(shops.text), { shop: { message: 'hello' } });
  await relay.close();
  assert.equal((await get(relay.url, `/chat${lobby}`, options, words)).status, 404);
});

test('an unknown method is refused, and the answer lists the allowed ones', async (t) => {
  const { relay } = await newServed(t);
  for (const [method, path, allow] of [
    ['PUT', lobby, 'GET, HEAD, POST'],
    ['OPTIONS', lobby, 'GET, HEAD, POST'],
    ['GET', `${lobby}/x`, 'DELETE'],
    ['HEAD', `${lobby}/x`, 'DELETE'],
    ['PUT', '/api/rooms/lobby/moderate', 'GET, HEAD, POST'],
    ['POST', '/api/rooms/lobby/queue', 'GET, HEAD'],
    ['GET', '/api/rooms/lobby/queue/x', 'POST'],
  ] as const) {
    const { status, headers } = await get(relay.url, path, { method, headers: bearer });
    assert.deepEqual([status, headers.allow], [405, allow], `${method} ${path}`);
  }
});

test('every path of the list of routes names its methods, and other paths are not found', async (t) => {
  const { relay } = await newServed(t);
  const ask = (path: string, method: string) => get(relay.url, path, { method, headers: bearer });
  for (const { path: pattern } of routes) {
    const path = pattern.replaceAll(/:\w+/g, 'x');
    const methods = routes.filter((route) => route.path === pattern).map(({ method }) => method);
    const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
    const { status, headers } = await ask(path, 'PATCH');
    assert.deepEqual([status, headers.allow], [405, allow], pattern);
    assert.equal((await ask(`${path}/x/y/z`, 'GET')).status, 404, pattern);
  }
  for (const path of ['/api', '/api/', '/api/room', '/api/rooms/', '/api/rooms/lobby']) {
    assert.equal((await ask(path, 'POST')).status, 404, path);
  }
});

test('an invalid body is refused, and changes nothing', async (t) => {
  const { relay, call } = await newServed(t);
  const post = (body: string, headers: Record<string, string> = json) =>
    refusal(relay.url, lobby, { method: 'POST', headers }, body);
  const words = JSON.stringify({ message: 'hello' });
  for (const headers of [
    bearer,
    { ...bearer, 'Content-Type': 'text/plain' },
    { ...bearer, 'Content-Type': 'application/jsonp' },
    { ...json, 'Content-Encoding': 'gzip' },
  ]) {
    const { status, code } = await post(words, headers);
    assert.deepEqual([status, code], [415, 'unsupported_media_type'], JSON.stringify(headers));
  }
  const malformed = [
    '',
    '{',
    '7',
    'null',
    '"x"',
    '[]',
    '{}',
    '{"message":7}',
    '{"message":" "}',
    '\ufeff{}x',
  ];
  malformed.push(
    JSON.stringify({ message: 'x'.repeat(8001) }),
    JSON.stringify({ message: 'x', id: 'short' }),
  );
  for (const body of malformed) {
    const { status, code } = await post(body);
    assert.deepEqual([status, code], [400, 'invalid'], body.slice(0, 40));
  }
  const latin = Buffer.concat([Buffer.from('{"message":"'), Buffer.from([0xe9]), Buffer.from('"}')]);
  const socket = await raw(t, relay.url);
  socket.write(`${head('POST', { 'Content-Length': String(latin.length), Connection: 'close' })}\r\n`);
  socket.write(latin);
  assert.match(await text(socket), /^HTTP\/1\.1 400 /);
  assert.deepEqual((await call('GET', lobby)).body.messages, []);
  const charset = { ...bearer, 'Content-Type': 'Application/JSON; charset=utf-8' };
  assert.equal((await get(relay.url, lobby, { method: 'POST', headers: charset }, words)).status, 201);
});

test('a body above 64 KiB is refused, announced or not, and the next request is served', async (t) => {
  const { relay, call } = await newServed(t);
  const large = JSON.stringify({ message: 'x', more: 'y'.repeat(64 * 1024 - 24) });
  assert.equal(large.length, 64 * 1024 + 1);
  for (const headers of [json, { ...json, 'Transfer-Encoding': 'chunked' }]) {
    const { status, code } = await refusal(relay.url, lobby, { method: 'POST', headers }, large);
    assert.deepEqual([status, code], [413, 'too_large']);
  }
  const just = JSON.stringify({ message: 'x' }).padEnd(64 * 1024);
  const { status } = await get(relay.url, lobby, { method: 'POST', headers: json }, just);
  assert.equal(status, 201);
  assert.equal((await call('GET', lobby)).body.messages?.length, 1);
});

test(
  'a body that stalls or has no end is cut off, also of somebody without the key',
  { timeout: 30_000 },
  async (t) => {
    const { relay } = await newServed(t);
    const stalled = await raw(t, relay.url);
    stalled.write(`${head('POST', { 'Content-Length': '100' })}\r\n{"message":`);
    const stranger = await raw(t, relay.url);
    stranger.write(
      `${head('POST', { 'Content-Length': '10000', Authorization: 'Bearer x' })}\r\n{"message":`,
    );
    const drops = setInterval(() => stranger.write(' '), 100);
    afterwards(t, () => clearInterval(drops));
    // It is cut off while it writes.
    stranger.on('error', () => clearInterval(drops)).on('close', () => clearInterval(drops));
    const closed = new Promise((resolve) => stranger.once('close', resolve));
    const heard: string[] = [];
    stranger.setEncoding('utf8').on('data', (piece: string) => heard.push(piece));
    const timedOut = await text(stalled);
    assert.match(timedOut, /^HTTP\/1\.1 408 [^]*"code":"timeout"/);
    await closed;
    assert.match(heard.join(''), /^HTTP\/1\.1 401 /);
  },
);

test('an aborted body is not logged as an error of the relay', async (t) => {
  const errors: string[] = [];
  const logger = { error: (_: object, message: string) => errors.push(message), warn() {}, info() {} };
  const { relay, call } = await newServed(t, { logger });
  const { socket, request } = await begun(t, relay, '{"message":');
  const over = new Promise((resolve) => request.once('close', resolve));
  socket.destroy();
  await over;
  assert.equal((await call('POST', lobby, { message: 'hello' })).body.seq, 1);
  assert.deepEqual(errors, []);
});

test('a relay that closes while a body arrives says so, with Retry-After', async (t) => {
  const data = await newFolder(t);
  const { relay } = await newServed(t, { data });
  const words = JSON.stringify({ message: 'hello' });
  const { socket } = await begun(t, relay, words.slice(0, -1), words.length);
  await relay.close();
  socket.end(words.slice(-1));
  assert.match(
    await text(socket),
    /^HTTP\/1\.1 503 [^]*Retry-After: 5\r\n[^]*"message":"the relay is closing"/,
  );
  const again = await newServed(t, { data });
  assert.deepEqual((await again.call('GET', lobby)).body.messages, []);
});
