import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { afterwards } from '../support/afterwards.ts';
import { get } from '../support/http.ts';
import { newRelay } from '../support/relay.ts';

const path = '/socket.io/?EIO=4&transport=';

/** A WebSocket on which frames are written by hand. It never answers a close. */
async function newWebSocket(t: TestContext, url: string, query: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) }).on('error', () => {});
  afterwards(t, () => socket.destroy());
  const head = [
    `GET ${path}websocket${query} HTTP/1.1`,
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  assert.match(answer.toString('latin1'), /^HTTP\/1\.1 101/);
  return socket;
}

async function newPollingSession(url: string): Promise<string> {
  return (JSON.parse((await get(url, `${path}polling`)).text.slice(1)) as { sid: string }).sid;
}

/** Masked by zeros. */
function frame(opcode: number, text = ''): Buffer {
  const { length } = text;
  const lengths = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([0x80 | opcode, ...lengths, 0, 0, 0, 0]), Buffer.from(text)]);
}

const textFrame = (text: string): Buffer => frame(1, text);
const pingFrame = frame(9);

const times = (count: number, buffer: Buffer): Buffer => Buffer.concat(Array<Buffer>(count).fill(buffer));

for (const [what, flood] of [
  ['probes', times(200, textFrame('2probe'))],
  ['pings', Buffer.concat([textFrame('2probe'), times(200, pingFrame)])],
] as const) {
  test(`an upgrade that goes on with ${what} is ended by the packet budget`, { timeout: 8000 }, async (t) => {
    const { url } = await newRelay(t, { limits: { packets: '50/10' } });
    const socket = await newWebSocket(t, url, `&sid=${await newPollingSession(url)}`);
    const received: Buffer[] = [];
    socket.on('data', (data: Buffer) => received.push(data));
    socket.write(flood);
    await once(socket, 'close');
    const answers = Buffer.concat(received).length / textFrame('3probe').length;
    assert.ok(answers <= 50, `${answers} answers`);
  });
}

test('an upgrade is bounded in bytes, even before its first packet', { timeout: 8000 }, async (t) => {
  const { url } = await newRelay(t);
  const socket = await newWebSocket(t, url, `&sid=${await newPollingSession(url)}`);
  socket.resume().write(times(5000, pingFrame));
  await once(socket, 'close');
});

test('a client may send a large packet in one chunk with its upgrade', { timeout: 8000 }, async (t) => {
  const { url } = await newRelay(t);
  const socket = await newWebSocket(t, url, `&sid=${await newPollingSession(url)}`);
  socket.write(textFrame('2probe'));
  const [probed] = (await once(socket, 'data')) as [Buffer];
  assert.match(probed.toString(), /3probe$/);
  const large = textFrame(`40{"protocol":1,"padding":"${'x'.repeat(50_000)}"}`);
  const ended = once(socket, 'close').then(() => 'closed');
  const answered = once(socket, 'data').then(([data]) => String(data));
  socket.write(Buffer.concat([textFrame('5'), large]));
  assert.match(await Promise.race([answered, ended]), /40\{"sid"/);
});

test(
  'a WebSocket that the relay closes is gone after a second, whatever the client does',
  { timeout: 8000 },
  async (t) => {
    const { url } = await newRelay(t);
    const socket = await newWebSocket(t, url, '');
    // No packet of Socket.IO.
    socket.resume().write(textFrame('4x'));
    await once(socket, 'close');
  },
);
