import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import type { QueueItem } from '@realtime-chat/protocol';
import type { RelayOptions } from '@realtime-chat/relay';
import express from 'express';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { holds } from '../support/holds.ts';
import { routes } from '../../relay/src/http/api/room-routes.ts';
import { get } from '../support/http.ts';
import { Inbox } from '../support/inbox.ts';
import { newRelay, type RunningRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newId, newMember, newWireClient, refused, said } from '../support/wire-client.ts';

const apiKey = 'a key of thirty-two characters, or more'.replaceAll(' ', '-');
const bearer = { Authorization: `Bearer ${apiKey}` };
const json = { ...bearer, 'Content-Type': 'application/json' };
const lobby = '/api/rooms/lobby/messages';

async function newServed(t: TestContext, options: RelayOptions = {}) {
  const relay = await newRelay(t, { apiKey, ...options });
  const call = async (method: string, path: string, body?: unknown) => {
    const sent = body === undefined ? '' : JSON.stringify(body);
    const { status, headers, text } = await get(relay.url, path, { method, headers: json }, sent);
    return { status, headers, body: JSON.parse(text) as Answered };
  };
  return { relay, call };
}

interface Answered {
  epoch?: string;
  seq?: number;
  time?: number;
  id?: string;
  duplicate?: boolean;
  messages?: { seq: number; id: string; message: string }[];
  floor?: number;
  items?: QueueItem[];
  decrees?: object[];
  rooms?: {
    room: string;
    messages: number;
    head: number;
    floor: number;
    lastActivity: number;
    members: number;
  }[];
  more?: boolean;
  count?: number;
  error?: { code: string; message: string; retryAfter?: number };
}

/** What the relay says to a request that is wrong. */
async function refusal(url: string, path: string, options: RequestOptions, body = '') {
  const { status, headers, text } = await get(url, path, options, body);
  const { error } = JSON.parse(text) as Answered;
  return { status, headers, code: error?.code, message: error?.message };
}

test('without a key there is no API, and its paths go to the earlier listener', async (t) => {
  const app = express().use((_request, response) => void response.send('the shop'));
  const relay = await newRelay(t, {}, app);
  const below = await newRelay(t, { path: '/chat' }, app);
  for (const method of ['GET', 'POST', 'OPTIONS']) {
    assert.equal((await get(relay.url, lobby, { method, headers: json })).text, 'the shop', method);
    const { status, text } = await get(below.url, `/chat${lobby}`, { method, headers: json });
    assert.deepEqual([status, text], [404, ''], method);
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

test('a server sends a message to a room, stored once however often it retries, and all members get it', async (t) => {
  const { relay, call } = await newServed(t);
  const ann = await newMember(t, relay.url, 'Ann');
  const words = { message: 'Order 7 is ready', username: 'Shop', id: newId() };
  const first = await call('POST', lobby, words);
  assert.equal(first.status, 201);
  const { epoch, seq, time } = first.body;
  assert.deepEqual(first.body, { epoch, seq: 1, time, id: words.id });
  const again = await call('POST', lobby, { ...words, username: 'The shop' });
  assert.deepEqual([again.status, again.body], [201, { epoch, seq, time, id: words.id, duplicate: true }]);
  const other = await call('POST', lobby, { ...words, message: 'Order 8 is ready' });
  assert.deepEqual([other.status, other.body.error?.code], [409, 'conflict']);

  const second = await call('POST', lobby, { message: 'We close soon', room: 'elsewhere' });
  assert.match(second.body.id ?? '', /^[\w-]{16,64}$/);
  holds(await ann.hears('Order 7 is ready'), { seq: 1, username: 'Shop', sender: 'relay', id: words.id });
  const heard = await ann.hears('We close soon');
  assert.deepEqual([heard.seq, heard.sender, 'username' in heard], [2, 'relay', false]);
  assert.equal(heard.id, second.body.id);
});

test('messages are read page by page, the newest first, also of a room that is not open', async (t) => {
  const { relay, call } = await newServed(t);
  for (let count = 1; count <= 60; count++) await relay.publish('lobby', { message: String(count) });
  const seqs = async (query: string) =>
    (await call('GET', lobby + query)).body.messages?.map(({ seq }) => seq);
  const numbers = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index);
  assert.deepEqual(await seqs(''), numbers(11, 60));
  assert.deepEqual(await seqs('?before=11'), numbers(1, 10));
  assert.deepEqual(await seqs('?limit=2&before=31'), [29, 30]);
  assert.deepEqual(await seqs('?limit=100'), numbers(1, 60));
  const unknown = await call('GET', '/api/rooms/nobody-was-here/messages');
  assert.deepEqual([unknown.status, unknown.body], [200, { messages: [], floor: 1 }]);
  for (const query of [
    '?limit=0',
    '?limit=101',
    '?limit=x',
    '?before=-1',
    '?before=1.5',
    '?before=1e3',
    '?limit=',
  ]) {
    const { status, body } = await call('GET', lobby + query);
    assert.deepEqual([status, body.error?.code], [400, 'invalid'], query);
  }
  const head = await get(relay.url, lobby, { method: 'HEAD', headers: bearer });
  assert.deepEqual([head.status, head.text], [200, '']);
});

test('a server can delete any message, by its seq and its id together', async (t) => {
  const { relay, call } = await newServed(t);
  const ann = await newMember(t, relay.url, 'Ann');
  const { seq, id } = await said(ann, 'rude');
  for (const [path, status] of [
    [`${lobby}/${id}`, 400],
    [`${lobby}/${id}?seq=x`, 400],
    [`${lobby}/?seq=${seq}`, 400],
    [`${lobby}/${id}?seq=${seq + 1}`, 404],
    [`${lobby}/${newId()}?seq=${seq}`, 404],
    [`/api/rooms/attic/messages/${id}?seq=${seq}`, 404],
  ] as const) {
    assert.equal((await call('DELETE', path)).status, status, path);
  }
  const { status, body } = await call('DELETE', `${lobby}/${id}?seq=${seq}`);
  assert.deepEqual([status, body.seq], [200, 2]);
  holds(await ann.hearsEntry(2), { type: 'delete', target: seq, sender: 'relay' });
  assert.equal((await call('GET', lobby)).body.messages?.[0]?.message, '');
  assert.equal((await call('DELETE', `${lobby}/${id}?seq=${seq}`)).body.error?.code, 'not_found');
});

test('a server can moderate: a banned person is removed, and cannot come back', async (t) => {
  const { relay, call } = await newServed(t, { authSecret });
  const ann = await newMember(t, relay.url, 'Ann', bearing(await token({ name: 'Ann' })));
  const eve = await newMember(t, relay.url, 'Eve');
  const { me } = await eve.join();
  const moderate = '/api/rooms/lobby/moderate';
  const id = newId();
  const muted = await call('POST', moderate, { action: 'mute', person: me.id, seconds: 60, id });
  assert.deepEqual([muted.status, muted.body.id, muted.body.seq], [201, id, 1]);
  assert.equal(refused(await eve.ask('send', { room: 'lobby', id: newId(), message: 'x' })).code, 'muted');

  const out = new Inbox<object>();
  eve.socket.on('closed', (reason: object) => out.put(reason));
  const banned = await call('POST', moderate, { action: 'ban', person: me.id, room: 'attic' });
  holds(await out.first('reason'), { room: 'lobby', code: 'banned' });
  holds(await ann.hearsEntry(banned.body.seq ?? 0), { type: 'moderate', action: 'ban', sender: 'relay' });
  // She is a guest, so the next guest from there is taken for her.
  const again = await newWireClient(t, relay.url);
  assert.equal(refused(await again.ask('join', { room: 'lobby' })).code, 'banned');
  await again.join({ room: 'attic' });
  assert.equal((await call('POST', moderate, { action: 'unban', person: me.id })).status, 201);
  await again.join();

  await call('POST', moderate, { action: 'lock' });
  assert.equal(refused(await ann.ask('send', { room: 'lobby', id: newId(), message: 'x' })).code, 'locked');
  // The relay itself speaks on.
  assert.equal((await call('POST', lobby, { message: 'closed for today' })).status, 201);
  for (const words of [
    {},
    { action: 'dance' },
    { action: 'mute' },
    { action: 'lock', id: 'short' },
    [],
    'lock',
    null,
  ]) {
    const { status, body } = await call('POST', moderate, words);
    assert.deepEqual([status, body.error?.code], [400, 'invalid'], JSON.stringify(words));
  }
});

test('a server reads the review queue and the restrictions in pages, and resolves items', async (t) => {
  const { relay, call } = await newServed(t, { guestLinks: 'hold' });
  const [ann, bob] = [await newMember(t, relay.url, 'Ann'), await newMember(t, relay.url, 'Bob')];
  const [queue, moderate] = ['/api/rooms/lobby/queue', '/api/rooms/lobby/moderate'];
  const target = await said(ann, 'rude');
  await bob.ask('report', { room: 'lobby', target });
  const held = [newId(), newId()];
  for (const id of held) {
    assert.equal(refused(await ann.ask('send', { room: 'lobby', id, message: 'example.com' })).code, 'held');
  }
  const { status, body } = await call('GET', queue);
  const { items = [] } = body;
  assert.deepEqual([status, 'more' in body], [200, false]);
  assert.deepEqual(
    items.map(({ type, message }) => [type, message.id]),
    [
      ['report', target.id],
      ['held', held[0]],
      ['held', held[1]],
    ],
  );
  const after = await call('GET', `${queue}?after=${items[1]?.time}`);
  assert.deepEqual(after.body.items, [items[2]]);
  const said2 = await call('POST', `${queue}/${items[1]?.id}`, { approve: true });
  assert.deepEqual([said2.status, said2.body.seq], [200, 2]);
  holds(await bob.hearsEntry(2), { id: held[0], message: 'example.com', username: 'Ann' });
  for (const item of [items[0], items[2]]) {
    assert.deepEqual((await call('POST', `${queue}/${item?.id}`, {})).body, {});
  }
  assert.deepEqual((await call('GET', queue)).body, { items: [] });
  assert.deepEqual((await call('GET', '/api/rooms/attic/queue')).body, { items: [] });
  for (const [path, words, expected] of [
    [`${queue}/${items[0]?.id}`, {}, 404],
    [`${queue}/short`, {}, 400],
    [`${queue}/${newId()}`, { approve: 'yes' }, 400],
    [`${queue}/${newId()}`, [], 400],
  ] as const) {
    assert.equal((await call('POST', path, words)).status, expected, path);
  }
  for (const query of ['?after=x', '?after=-1']) assert.equal((await call('GET', queue + query)).status, 400);

  const { me } = await ann.join();
  await call('POST', moderate, { action: 'slow', seconds: 5 });
  await call('POST', moderate, { action: 'mute', person: me.id });
  assert.deepEqual((await call('GET', moderate)).body, {
    decrees: [{ action: 'mute', person: me.id, username: 'Ann', address: true }],
    count: 1,
    slow: 5,
  });
  assert.deepEqual((await call('GET', `${moderate}?skip=1`)).body.decrees, []);
  await call('POST', moderate, { action: 'unmute', person: me.id });
  assert.equal((await call('GET', moderate)).body.count, 0);
  await call('POST', moderate, { action: 'clear', person: me.id });
  assert.ok(
    (await bob.join()).messages?.every(({ deleted }) => deleted),
    'all of it is deleted',
  );
  assert.equal((await call('GET', `${moderate}?skip=x`)).status, 400);
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
  const just = { message: 'x', more: 'y'.repeat(64 * 1024 - 25) };
  assert.equal(JSON.stringify(just).length, 64 * 1024);
  assert.equal((await call('POST', lobby, just)).status, 201);
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

test('the id of a server’s message is known after a restart', async (t) => {
  const data = await newFolder(t);
  const words = { message: 'hello', id: newId() };
  const first = await newServed(t, { data });
  const { epoch, seq, time } = (await first.call('POST', lobby, words)).body;
  await first.relay.close();
  const second = await newServed(t, { data });
  const again = (await second.call('POST', lobby, words)).body;
  assert.deepEqual(again, { epoch, seq, time, id: words.id, duplicate: true });
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

/** A request to say something of which the relay has so far seen the head. */
async function begun(t: TestContext, { url, server }: RunningRelay, body: string, length = 100) {
  const socket = await raw(t, url);
  const seen = new Promise<IncomingMessage>((resolve) => server.once('request', resolve));
  socket.write(`${head('POST', { 'Content-Length': String(length) })}\r\n${body}`);
  return { socket, request: await seen };
}

/** A connection on which a request is written by hand. */
async function raw(t: TestContext, url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), 'localhost');
  afterwards(t, () => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

function head(method: string, headers: Record<string, string>): string {
  const lines = Object.entries({ Host: 'localhost', ...json, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${method} ${lobby} HTTP/1.1\r\n${lines.join('')}`;
}

test('rooms are listed in pages, each with the number of people in it now', async (t) => {
  const { relay, call } = await newServed(t);
  assert.deepEqual((await call('GET', '/api/rooms')).body, { rooms: [] });
  for (const room of ['news', 'a/b', 'Ünï', 'quiet']) {
    await call('POST', `/api/rooms/${encodeURIComponent(room)}/messages`, { message: 'hello' });
  }
  const before = Date.now();
  const ann = await newMember(t, relay.url, 'Ann');
  await ann.join({ room: 'news', username: 'Ann' });
  await ann.say('hello too', { room: 'news' });
  const ben = await newMember(t, relay.url, 'Ben');
  await ben.join({ room: 'news', username: 'Ben' });

  const { status, body } = await call('GET', '/api/rooms');
  assert.equal(status, 200);
  const listed = body.rooms ?? [];
  assert.deepEqual(
    listed.map(({ room, messages, head, floor, members }) => [room, messages, head, floor, members]),
    [
      ['a/b', 1, 1, 1, 0],
      ['news', 2, 2, 1, 2],
      ['quiet', 1, 1, 1, 0],
      ['Ünï', 1, 1, 1, 0],
    ],
  );
  assert.equal('more' in body, false);
  assert.ok((listed[1]?.lastActivity ?? 0) >= before);

  const page = (await call('GET', '/api/rooms?limit=2')).body;
  assert.deepEqual([page.rooms?.map(({ room }) => room), page.more], [['a/b', 'news'], true]);
  const rest = (await call('GET', '/api/rooms?limit=2&after=news')).body;
  assert.deepEqual([rest.rooms?.map(({ room }) => room), rest.more], [['quiet', 'Ünï'], undefined]);
  assert.deepEqual((await call('GET', `/api/rooms?after=${encodeURIComponent('Ünï')}`)).body, { rooms: [] });

  for (const query of ['limit=0', 'limit=101', 'limit=x']) {
    const { error } = (await call('GET', `/api/rooms?${query}`)).body;
    assert.equal(error?.code, 'invalid', query);
    assert.match(error?.message ?? '', /limit/);
  }
  const posted = await call('POST', '/api/rooms', {});
  assert.deepEqual([posted.status, posted.headers.allow], [405, 'GET, HEAD']);
  assert.equal((await get(relay.url, '/api/rooms')).status, 401);
  assert.equal((await get(relay.url, '/api/rooms/')).status, 404);
});
