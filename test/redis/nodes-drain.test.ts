import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect, type Socket as Tcp } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, describe, test, type TestContext } from 'node:test';
import type { RelayOptions } from '@realtime-chat/relay';
import { newRelayProcess } from '../support/cli.ts';
import { get } from '../support/http.ts';
import { newRedis } from '../support/redis.ts';
import { newRelay, type RunningRelay } from '../support/relay.ts';
import { newMember, refusalOfHandshake, type WireClient } from '../support/wire-client.ts';
import { apiKey, json, lobby } from '../relay/api-client.ts';

const redis = await newRedis({ after });
let prefixes = 0;

function newUrl(): string {
  prefixes += 1;
  return `${redis.url}/0?prefix=drain-${prefixes}`;
}

/** Two relays on one Redis. The first one is to be drained. */
async function twoRelays(
  t: TestContext,
  options: RelayOptions = {},
): Promise<{ relay: RunningRelay; other: RunningRelay }> {
  const shared = { redis: newUrl(), drainSeconds: 2, ...options };
  const relay = await newRelay(t, shared);
  return { relay, other: await newRelay(t, shared) };
}

/** Resolves when the relay has ended the connection, with the time of that. */
function moved({ socket }: WireClient): Promise<number> {
  return new Promise((resolve) => socket.once('disconnect', () => resolve(performance.now())));
}

const polling = '/socket.io/?EIO=4&transport=polling';

/** A drain that goes on for an hour would make a test wait for it. */
const inTime = { timeout: 60_000 };

void describe('a relay that ends beside another one', { concurrency: true, ...inTime }, () => {
  test('takes nobody any more, says so at once, and serves its clients until they are moved', async (t) => {
    const { relay } = await twoRelays(t, { drainSeconds: 3600 });
    const ann = await newMember(t, relay.url, 'Ann');
    const closed = relay.close();
    const [ready, live, handshake] = await Promise.all(
      ['/readyz', '/healthz', polling].map((path) => get(relay.url, path)),
    );
    assert.deepEqual([ready?.status, ready?.text], [503, 'draining\n']);
    assert.deepEqual([live?.status, handshake?.status], [200, 503]);
    assert.match((await refusalOfHandshake(t, relay.url, {})).message, /websocket error/);
    await ann.say('still here');
    await relay.close('test', 0);
    await closed;
  });

  test('moves them one by one, and ends when the last one has gone', async (t) => {
    const { relay } = await twoRelays(t, { drainSeconds: 3 });
    const clients = await Promise.all(
      Array.from({ length: 12 }, (_, index) => newMember(t, relay.url, `Ann ${index}`)),
    );
    const all = clients.map(moved);
    const begun = performance.now();
    await relay.close();
    const end = performance.now() - begun;
    const times = (await Promise.all(all)).map((time) => time - begun).sort((one, other) => one - other);
    const [first = 0, last = 0] = [times[0], times.at(-1)];
    // A third of the time is for the proxy to notice.
    assert.ok(first >= 1000, `the first one was moved after ${first} ms`);
    assert.ok(last - first > 500, `all were moved within ${last - first} ms`);
    assert.ok(end - last < 1000, `it ended ${end - last} ms after the last one`);
  });

  test('answers an HTTP request that has begun, and ends its connection', async (t) => {
    const { relay } = await twoRelays(t, { apiKey });
    const body = JSON.stringify({ message: 'from a server' });
    const headers = { ...json, 'Content-Length': body.length };
    const begun = request(`${relay.url}${lobby}`, { method: 'POST', headers });
    begun.write(body.slice(0, 10));
    // The relay has the request.
    await once(relay.server, 'request');
    let isClosed = false;
    const closed = relay.close().then(() => (isClosed = true));
    assert.equal((await get(relay.url, '/readyz')).status, 503);
    assert.equal(isClosed, false);
    const response = await finish(begun, body.slice(10));
    assert.deepEqual([response.statusCode, response.headers.connection], [201, 'close']);
    await closed;
  });

  test('ends in time although a client does not read', async (t) => {
    const { relay, other } = await twoRelays(t, { maxBuffered: 64 * 1024 * 1024 });
    const slow = await newMember(t, relay.url, 'Slow');
    const tcp = tcpOf(slow).pause();
    t.after(() => tcp.destroy());
    const ben = await newMember(t, other.url, 'Ben');
    // More than the buffers of the system take.
    for (let count = 0; count < 1000; count += 100) {
      const texts = Array.from({ length: 100 }, () => 'x'.repeat(7900));
      await Promise.all(texts.map((message) => ben.say(message)));
    }
    await relay.close();
  });

  test('cuts its clients off at once if no other relay is there', async (t) => {
    const relay = await newRelay(t, { redis: newUrl(), drainSeconds: 3600 });
    const isMoved = moved(await newMember(t, relay.url, 'Ann'));
    await relay.close();
    await isMoved;
  });

  test('cuts its clients off soon if all relays end at once', async (t) => {
    const { relay, other } = await twoRelays(t, { drainSeconds: 3600 });
    const members = await Promise.all([newMember(t, relay.url, 'Ben'), newMember(t, other.url, 'Bea')]);
    await Promise.all([...members.map(moved), relay.close(), other.close()]);
  });

  test('ends a drain at once when it is told so', async (t) => {
    const { relay } = await twoRelays(t, { drainSeconds: 3600 });
    const isMoved = moved(await newMember(t, relay.url, 'Ann'));
    const closed = relay.close();
    assert.equal((await get(relay.url, '/readyz')).text, 'draining\n');
    await relay.close('test', 0);
    await Promise.all([closed, isMoved]);
  });

  test('ends idle HTTP connections by SIGTERM, and the drain by a second signal', async (t) => {
    const args = ['--redis', newUrl(), '--drain-seconds', '3600'];
    const relay = await newRelayProcess(t, { args });
    await newRelayProcess(t, { args });
    await newMember(t, relay.url, 'Ann');
    const idle = connect(relay.port, 'localhost');
    idle.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(idle, 'data');
    const ended = once(idle.resume(), 'end');
    const begun = performance.now();
    process.kill(relay.pid, 'SIGTERM');
    await ended;
    // Node itself ends an idle connection after 5 s.
    assert.ok(performance.now() - begun < 4000);
    while (!relay.output.includes('"relay_draining"')) await new Promise((done) => setTimeout(done, 20));
    process.kill(relay.pid, 'SIGINT');
    assert.deepEqual(await relay.exited, { code: 0, signal: null });
    assert.match(relay.output, /"relay_stopped"/);
  });
});

test('a relay that ends answers a request before it closes the connection', async (t) => {
  let ask: () => void = () => {};
  const asked = new Promise<void>((resolve) => (ask = resolve));
  let answer: () => void = () => {};
  const { relay, other } = await twoRelays(t, {
    filter: (message) => {
      if (message !== 'slow') return message;
      ask();
      return new Promise((resolve) => (answer = () => resolve(message)));
    },
  });
  const ann = await newMember(t, relay.url, 'Ann');
  const ben = await newMember(t, relay.url, 'Ben');
  const annIsMoved = moved(ann);
  const benIsMoved = moved(ben);
  const sent = ann.say('slow');
  await asked;
  // Both are moved at the first opportunity.
  t.mock.method(Math, 'random', () => 0);
  const closed = relay.close();
  await benIsMoved;
  await ann.say('in between');
  answer();
  await sent;
  await annIsMoved;
  await closed;
  const { messages } = await (await newMember(t, other.url, 'Cem')).history(Number.MAX_SAFE_INTEGER, 10);
  assert.deepEqual(
    messages.map(({ message }) => message),
    ['in between', 'slow'],
  );
});

async function finish(begun: ClientRequest, rest: string): Promise<IncomingMessage> {
  const answered = once(begun, 'response') as Promise<[IncomingMessage]>;
  begun.end(rest);
  const [response] = await answered;
  await text(response);
  return response;
}

/** The TCP socket of a WebSocket client in Node, so that a test can stop reading it. */
function tcpOf({ socket }: WireClient): Tcp {
  const { transport } = socket.io.engine as unknown as { transport: { ws: { _socket: Tcp } } };
  return transport.ws._socket;
}
