import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { afterwards } from '../support/afterwards.ts';
import { get } from '../support/http.ts';
import { newRelay } from '../support/relay.ts';
import { newMember } from '../support/wire-client.ts';

/** A peer that asks for an upgrade, and never closes a connection itself. */
function upgrading(t: TestContext, url: string, path: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true }).on('error', () => {});
  afterwards(t, () => socket.destroy());
  const head = [
    `GET ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  return socket;
}

async function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket
      .once('data', (data) => resolve(data.toString('latin1').slice(0, 12)))
      .once('end', () => resolve(''));
  });
}

test('one upgrade per session is open at a time', { timeout: 30_000 }, async (t) => {
  const { url } = await newRelay(t, { path: '/chat' }, (_request, response) => response.end('the shop'));
  const at = '/chat/socket.io/?EIO=4&transport=';
  const { sid } = JSON.parse((await get(url, `${at}polling`)).text.slice(1)) as { sid: string };
  const first = upgrading(t, url, `${at}websocket&sid=${sid}`);
  assert.equal(await answerOf(first), 'HTTP/1.1 101');
  const spellings = [`%73id=${sid}`, `sid=another&sid=${sid}`, `sid=${sid}#&sid=another`];
  const others = Array.from({ length: 20 }, (_, index) =>
    // The session counts however it is encoded. If there are two, the last one counts, and none behind a `#`.
    upgrading(t, url, `${at}websocket&${spellings[index % spellings.length]}`),
  );
  assert.deepEqual(
    await Promise.all(others.map(answerOf)),
    others.map(() => ''),
  );
  assert.equal(first.readableEnded, false);
  first.resetAndDestroy();
  await once(first, 'close');
  let again = '';
  while (again === '') again = await answerOf(upgrading(t, url, `${at}websocket&sid=${sid}`));
  assert.equal(again, 'HTTP/1.1 101');
});

test(
  'a request without an upgrade for a WebSocket session is answered, even with a `#`',
  { timeout: 30_000 },
  async (t) => {
    const { url } = await newRelay(t);
    const ann = await newMember(t, url, 'Ann');
    const session = `/socket.io/?EIO=4&transport=websocket&sid=${ann.socket.io.engine.id}`;
    for (const path of [session, `${session}#&transport=polling`])
      assert.equal((await get(url, path)).status, 426);
  },
);

test('a client that begins with polling upgrades to a WebSocket', { timeout: 30_000 }, async (t) => {
  const { url } = await newRelay(t, { greeting: '' });
  const ann = await newMember(t, url, 'Ann', { transports: ['polling', 'websocket'] });
  const { engine } = ann.socket.io;
  if (engine.transport.name !== 'websocket') {
    await new Promise<void>((resolve) => engine.once('upgrade', () => resolve()));
  }
  await ann.say('hello');
  await ann.hears('hello');
});
