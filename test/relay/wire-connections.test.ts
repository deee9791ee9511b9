import assert from 'node:assert/strict';
import { createConnection } from 'node:net';
import { test, type TestContext } from 'node:test';
import type { Logger } from '@realtime-chat/relay';
import { Manager } from 'socket.io-client';
import { afterwards } from '../support/afterwards.ts';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newMember } from '../support/wire-client.ts';

/** Socket.IO's CONNECT packet. */
const connect = '0{"protocol":1}';
/** Separates the packets of a polling batch. */
const between = '\u001e';

/** A connection on which the test sends packets that no client would send. */
async function newRaw(
  t: TestContext,
  url: string,
): Promise<{ engine: Manager['engine']; heard: Inbox<string> }> {
  const manager = new Manager(url, { autoConnect: false, reconnection: false, transports: ['websocket'] });
  afterwards(t, () => manager.engine?.close());
  await new Promise<void>((resolve, reject) => {
    manager.open((error) => (error ? reject(error) : resolve()));
  });
  const heard = new Inbox<string>();
  manager.engine.on('message', (text) => heard.put(String(text)));
  manager.engine.on('close', () => heard.put('closed'));
  return { engine: manager.engine, heard };
}

function newWarnings(): { warnings: Inbox<{ code?: string }>; logger: Logger } {
  const warnings = new Inbox<{ code?: string }>();
  return { warnings, logger: { error: () => {}, info: () => {}, warn: (details) => warnings.put(details) } };
}

for (const count of [2, 3000]) {
  test(`a client that sends ${count} CONNECT packets at once is disconnected, and gets no socket`, async (t) => {
    const { warnings, logger } = newWarnings();
    const { url } = await newRelay(t, { logger, greeting: '' });
    const ann = await newMember(t, url, 'Ann');
    const { engine, heard } = await newRaw(t, url);
    for (let sent = 0; sent < count; sent++) engine.write(connect);
    await heard.first('the end', (text) => text === 'closed');
    assert.deepEqual(
      warnings.all.map(({ code }) => code),
      ['crowded'],
    );
    assert.equal((await ann.join()).count, 1);
  });
}

test('the same holds if both arrive in one polling batch', async (t) => {
  const { warnings, logger } = newWarnings();
  const { url } = await newRelay(t, { logger, greeting: '' });
  const at = `${url}/socket.io/?EIO=4&transport=polling`;
  const opened = await (await fetch(at)).text();
  const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
  const body = [connect, connect].map((packet) => `4${packet}`).join(between);
  await fetch(`${at}&sid=${sid}`, { method: 'POST', body });
  assert.equal((await fetch(`${at}&sid=${sid}`)).status, 400, 'the connection is not known any more');
  assert.deepEqual(
    warnings.all.map(({ code }) => code),
    ['crowded'],
  );
});

test('after a refusal or a disconnect, a client can connect again on the same connection', async (t) => {
  const { url } = await newRelay(t, { authSecret, guests: 'deny' });
  const { engine, heard } = await newRaw(t, url);
  const enter = `0${JSON.stringify({ protocol: 1, token: await token() })}`;
  engine.write(connect);
  await heard.first('the refusal', (text) => text.startsWith('4') && text.includes('unauthorized'));
  engine.write(enter);
  await heard.first('the way in', (text) => text.startsWith('0'));
  const mona = await newMember(t, url, 'Mona', bearing(await token({ sub: '8' })));
  engine.write(`2${JSON.stringify(['join', { room: 'lobby' }])}`);
  await mona.members.first('both', ({ count }) => count === 2);
  // The client disconnects by this packet.
  engine.write('1');
  await mona.members.until('one gone', (all) => all.at(-1)?.count === 1);
  engine.write(enter);
  await heard.until('the way in again', (all) => all.filter((text) => text.startsWith('0')).length === 2);
  assert.ok(!heard.all.includes('closed'));
});

test('each CONNECT but the first counts as another handshake', async (t) => {
  const { url } = await newRelay(t, { authSecret, guests: 'deny', limits: { 'handshakes-address': '2/60' } });
  const { engine, heard } = await newRaw(t, url);
  const answers: unknown[] = [];
  for (let sent = 1; sent <= 3; sent++) {
    engine.write(connect);
    const answer = (await heard.many(sent, 'answers'))[sent - 1] ?? '';
    answers.push((JSON.parse(answer.slice(1)) as { data: { code: string } }).data.code);
  }
  assert.deepEqual(answers, ['unauthorized', 'unauthorized', 'rate_limited']);
});

test(
  'handshakes of one TCP packet are counted before they are connections',
  { timeout: 30_000 },
  async (t) => {
    const { url } = await newRelay(t, { limits: { connections: 4 } });
    const { hostname, port } = new URL(url);
    const socket = createConnection({ host: hostname, port: Number(port) });
    afterwards(t, () => socket.destroy());
    const statuses = new Inbox<string>();
    socket.setEncoding('latin1').on('data', (data) => {
      for (const [, status = ''] of String(data).matchAll(/HTTP\/1\.1 (\d+)/g)) statuses.put(status);
    });
    const handshakes = async (query: string, count: number): Promise<string[]> => {
      const before = statuses.all.length;
      socket.write(`GET /socket.io/?${query} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(count));
      await statuses.first('the last answer', () => statuses.all.length === before + count);
      return statuses.all.slice(before);
    };
    // Engine.IO refuses this version after the check. Such handshakes give their places back.
    assert.deepEqual(
      await handshakes('EIO=3&transport=polling', 6),
      Array.from({ length: 6 }, () => '400'),
    );
    const answers = await handshakes('EIO=4&transport=polling', 40);
    // The hard limit is one and a half times the limit.
    assert.deepEqual([answers.filter((status) => status === '200').length, answers.length], [6, 40]);
  },
);
