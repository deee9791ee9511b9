import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Manager } from 'socket.io-client';
import { afterwards } from '../support/afterwards.ts';
import { newRelay } from '../support/relay.ts';
import {
  changing,
  newId,
  newMember,
  newWireClient,
  refused,
  refusalOfHandshake,
  said,
  speaksProtocol,
} from '../support/wire-client.ts';

const say = (room = 'lobby') => ({ room, id: newId(), message: 'hello' });

/** High enough that many people from one address are not refused. */
const fromAnywhere = { 'sends-address': '1000/1', connections: 1000 };

/** Stops the monotonic clock, and with it that of the relay's limits. @returns a function that moves it, in milliseconds */
function stopClock(t: TestContext): (milliseconds: number) => void {
  // A whole number: times are rounded up to milliseconds, and fractions would add one.
  let time = Math.ceil(performance.now());
  t.mock.method(performance, 'now', () => time);
  return (milliseconds) => (time += milliseconds);
}

test('a person can send five messages at once, and is told when the next one may follow', async (t) => {
  const pass = stopClock(t);
  const { url } = await newRelay(t, { limits: { sends: '5/500' } });
  const ann = await newWireClient(t, url);
  await ann.join({ username: 'Ann' });
  for (let count = 0; count < 5; count++) assert.ok((await ann.ask('send', say())).ok);
  const late = say();
  const { code, retryAfter = 0 } = refused(await ann.ask('send', late));
  assert.equal(code, 'rate_limited');
  assert.ok(retryAfter > 99 && retryAfter <= 100, `${retryAfter} s`);
  pass(retryAfter * 1000 - 1);
  assert.equal(refused(await ann.ask('send', late)).code, 'rate_limited');
  pass(1);
  assert.ok((await ann.ask('send', late)).ok);
});

test('all tabs of one person count together, and other people do not', async (t) => {
  const { url } = await newRelay(t, { limits: { sends: '2/60', ...fromAnywhere } });
  const ann = await newWireClient(t, url);
  const { me } = await ann.join({ username: 'Ann' });
  const tab = await newWireClient(t, url, { auth: { ...speaksProtocol, session: me.session } });
  await tab.join({ username: 'Ann' });
  const bob = await newMember(t, url, 'Bob');
  assert.ok((await ann.ask('send', say())).ok);
  assert.ok((await tab.ask('send', say())).ok);
  assert.equal(refused(await ann.ask('send', say())).code, 'rate_limited');
  assert.equal(refused(await tab.ask('send', say())).code, 'rate_limited');
  assert.ok((await bob.ask('send', say())).ok);
});

test('all clients with one address count together, and so do all in a room', async (t) => {
  const { url } = await newRelay(t, { limits: { 'sends-address': '3/60', 'sends-room': '2/60' } });
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  await bob.join({ room: 'attic', username: 'Bob' });
  assert.ok((await ann.ask('send', say())).ok);
  assert.ok((await bob.ask('send', say())).ok);
  assert.match(refused(await ann.ask('send', say())).message, /sends-room/);
  assert.match(refused(await bob.ask('send', say('attic'))).message, /sends-address/);
});

test('changes, pages of history, joins and reports have limits of their own', async (t) => {
  const one = '1/60';
  const { url } = await newRelay(t, { limits: { changes: one, history: one, reports: one, joins: '2/60' } });
  const ann = await newMember(t, url, 'Ann');
  const target = await said(ann, 'hello');
  const requests = [
    ['react', changing(target, { emoji: '👍', on: true })],
    ['history', { room: 'lobby', before: 2 }],
    ['report', { room: 'lobby', target }],
    ['join', { room: 'attic' }],
  ] as const;
  for (const [event, request] of requests) assert.ok((await ann.ask(event, request)).ok, event);
  for (const [event, request] of requests) {
    assert.equal(refused(await ann.ask(event, request)).code, 'rate_limited', event);
  }
  // All kinds of changes count together.
  for (const [event, words] of [
    ['edit', { message: 'hi' }],
    ['delete', {}],
  ] as const) {
    assert.equal(refused(await ann.ask(event, changing(target, words))).code, 'rate_limited', event);
  }
});

test('a client that leaves a room immediately after joining it is outside', async (t) => {
  const { url } = await newRelay(t, { limits: { joins: '2/60' } });
  const ann = await newWireClient(t, url);
  await ann.join({ room: 'attic' });
  // The second join counts against the burst, whose check takes longer.
  const [joined, left] = [ann.ask('join', { room: 'lobby' }), ann.ask('leave', { room: 'lobby' })];
  assert.deepEqual(await left, { ok: true });
  assert.ok((await joined).ok);
  assert.equal(refused(await ann.ask('send', say())).code, 'not_joined');
});

test('the connections of one address are bounded, and when one ends there is room for another', async (t) => {
  const { url } = await newRelay(t, { limits: { connections: 2 } });
  const first = await newMember(t, url, 'Ann');
  await newMember(t, url, 'Bob');
  const { data } = await refusalOfHandshake(t, url, { auth: speaksProtocol });
  assert.equal(data?.code, 'too_many_connections');
  assert.ok((data?.retryAfter ?? 0) > 0);
  first.socket.disconnect();
  await eventually(t, url);
});

test('all connections together are bounded', async (t) => {
  const { url } = await newRelay(t, { limits: { 'connections-total': 1 } });
  await newMember(t, url, 'Ann');
  const { data } = await refusalOfHandshake(t, url, { auth: speaksProtocol });
  assert.equal(data?.code, 'unavailable');
});

test('connections without a socket count too, and are closed', async (t) => {
  const { url } = await newRelay(t, { limits: { connections: 2 } });
  const idle = [1, 2, 3].map(() => newIdle(t, url));
  const ends = idle.map((manager) => new Promise((resolve) => manager.once('close', resolve)));
  await Promise.all(idle.map(opened));
  // The hard limit is three: two, and half as many again.
  await assert.rejects(opened(newIdle(t, url)));
  assert.equal((await refusalOfHandshake(t, url, { auth: speaksProtocol })).data, undefined);
  await Promise.all(ends);
  await newMember(t, url, 'Ann');
});

test('an address that tries to connect too often is refused for a while', async (t) => {
  const { url } = await newRelay(t, { limits: { 'handshakes-address': '2/60' } });
  await newWireClient(t, url);
  await newWireClient(t, url);
  const answer = await fetch(`${url}/socket.io/?EIO=4&transport=polling`);
  assert.deepEqual([answer.status, await answer.json()], [403, { code: 4, message: 'rate_limited' }]);
});

test('attempts to connect are counted by address, whatever the transport, and are allowed again with time', async (t) => {
  const pass = stopClock(t);
  const { url } = await newRelay(t, {
    limits: { 'handshakes-address': '3/3000' },
    trustProxy: ['127.0.0.0/8', '::1'],
  });
  const from = (address: string) => ({ extraHeaders: { 'x-forwarded-for': address } });
  const attempt = async (address: string): Promise<number> => {
    const headers = { 'x-forwarded-for': address };
    return (await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers })).status;
  };
  const ann = await newMember(t, url, 'Ann', from('192.0.2.1'));
  await newWireClient(t, url, { ...from('192.0.2.1'), transports: ['polling'] });
  assert.equal(await attempt('192.0.2.1'), 200);
  assert.equal(await attempt('192.0.2.1'), 403);
  await refusalOfHandshake(t, url, { auth: speaksProtocol, ...from('192.0.2.1') });
  // Other addresses may connect, and traffic on open connections does not count.
  assert.equal(await attempt('192.0.2.2'), 200);
  for (let count = 0; count < 10; count++) await ann.join();
  // One every thousand seconds is allowed again.
  pass(999_999);
  assert.equal(await attempt('192.0.2.1'), 403);
  pass(1);
  assert.equal(await attempt('192.0.2.1'), 200);
  assert.equal(await attempt('192.0.2.1'), 403);
  pass(1_000_000);
  await newWireClient(t, url, from('192.0.2.1'));
});

test('a forwarded header gives the client address only if its proxy is trusted', async (t) => {
  const limits = { 'sends-address': '1/60' };
  const from = (address: string) => ({ extraHeaders: { 'x-forwarded-for': address } });
  const bare = await newRelay(t, { limits });
  const [ann, bob] = [
    await newMember(t, bare.url, 'Ann', from('192.0.2.1')),
    await newMember(t, bare.url, 'Bob', from('192.0.2.2')),
  ];
  assert.ok((await ann.ask('send', say())).ok);
  assert.equal(refused(await bob.ask('send', say())).code, 'rate_limited');

  const behind = await newRelay(t, { limits, trustProxy: ['127.0.0.0/8', '::1'] });
  const enters = (address: string) => newMember(t, behind.url, address, from(address));
  const one = await enters('192.0.2.1');
  assert.ok((await one.ask('send', say())).ok);
  assert.ok((await (await enters('192.0.2.2')).ask('send', say())).ok);
  // What the client sent stands before what the proxy added.
  assert.equal(refused(await (await enters('192.0.2.3, 192.0.2.1')).ask('send', say())).code, 'rate_limited');
});

test('all addresses of one IPv6 /64 count as one', async (t) => {
  const { url } = await newRelay(t, {
    limits: { 'sends-address': '1/60' },
    trustProxy: ['127.0.0.0/8', '::1'],
  });
  const from = (address: string) =>
    newMember(t, url, `from ${address}`, { extraHeaders: { 'x-forwarded-for': address } });
  assert.ok((await (await from('2001:db8:1:2::1')).ask('send', say())).ok);
  assert.equal(refused(await (await from('2001:db8:1:2:ffff::9')).ask('send', say())).code, 'rate_limited');
  assert.ok((await (await from('2001:db8:1:3::1')).ask('send', say())).ok);
  assert.ok((await (await from('::ffff:192.0.2.7')).ask('send', say())).ok);
  assert.equal(refused(await (await from('192.0.2.7')).ask('send', say())).code, 'rate_limited');
});

test('the addresses of one IPv6 /48 share eight times the limit of one address', async (t) => {
  const { url } = await newRelay(t, {
    limits: { connections: 1 },
    trustProxy: ['127.0.0.0/8', '::1'],
  });
  const from = (address: string) => ({ extraHeaders: { 'x-forwarded-for': address } });
  for (let network = 1; network <= 8; network++) {
    await newWireClient(t, url, from(`2001:db8:1:${network}::1`));
  }
  const ninth = await refusalOfHandshake(t, url, {
    auth: speaksProtocol,
    transports: ['websocket'],
    ...from('2001:db8:1:9::1'),
  });
  assert.equal(ninth.data?.code, 'too_many_connections');
  await newWireClient(t, url, from('2001:db8:2:1::1'));
});

/** A connection that never sends a CONNECT packet. */
function newIdle(t: TestContext, url: string): Manager {
  const manager = new Manager(url, { autoConnect: false, reconnection: false, transports: ['websocket'] });
  afterwards(t, () => manager.engine?.close());
  return manager;
}

function opened(manager: Manager): Promise<void> {
  return new Promise((resolve, reject) => {
    manager.open((error) => (error ? reject(error) : resolve()));
  });
}

/** The relay notices the end of a connection a moment later. */
async function eventually(t: TestContext, url: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const client = await newWireClient(t, url).catch((error: unknown) => {
      if (attempt === 1000) throw error;
    });
    if (client) return;
  }
}
