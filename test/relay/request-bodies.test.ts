import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { afterwards } from '../support/afterwards.ts';
import { newRelayProcess } from '../support/cli.ts';
import { get } from '../support/http.ts';
import { newRelay } from '../support/relay.ts';
import { newMember } from '../support/wire-client.ts';

const apiKey = 'a-key-of-at-least-thirty-two-letters';
/** Paths below the relay's mount path on which it might wait for a body. */
const paths = [
  '',
  'api/rooms/lobby/messages',
  'socket.io/?EIO=4&transport=polling',
  'realtime-chat.js',
  'nowhere',
];

/** A connection that has sent this text and sends no more. */
async function stalled(
  t: TestContext,
  url: string,
  written: string,
): Promise<{ socket: Socket; heard: () => string }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  afterwards(t, () => socket.destroy());
  const heard: string[] = [];
  socket.setEncoding('latin1').on('data', (text: string) => heard.push(text));
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  if (written) await new Promise<void>((resolve) => socket.write(written, () => resolve()));
  return { socket, heard: () => heard.join('') };
}

function unfinished(path: string, method = 'POST'): string {
  return `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf`;
}

async function closed({ socket }: { socket: Socket }): Promise<void> {
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

test(
  'beside an application, bodies that never end are bounded in time below the path of the relay',
  { timeout: 60_000 },
  async (t) => {
    const relay = await newRelay(t, { path: '/chat', apiKey, demo: true }, (request, response) => {
      request.resume().once('end', () => response.end('the shop'));
    });
    // The application's own server may wait as long as it likes.
    relay.server.requestTimeout = 0;
    const own = await stalled(t, relay.url, unfinished('/orders'));
    const ends = paths.flatMap((path) =>
      ['POST', 'GET'].map(async (method) =>
        closed(await stalled(t, relay.url, unfinished(`/chat/${path}`, method))),
      ),
    );
    const bare = await stalled(t, relay.url, unfinished('/chat'));
    await Promise.all([...ends, closed(bare)]);
    assert.equal(own.socket.closed, false, 'what is the application’s is left to it');
  },
);

test(
  'so is the body of a polling request, while long polling itself has no such bound',
  { timeout: 60_000 },
  async (t) => {
    const relay = await newRelay(t, { greeting: '' });
    const ann = await newMember(t, relay.url, 'Ann', { transports: ['polling'], upgrade: false });
    const ben = await newMember(t, relay.url, 'Ben');
    const at = '/socket.io/?EIO=4&transport=polling';
    const { sid } = JSON.parse((await get(relay.url, at)).text.slice(1)) as { sid: string };
    await closed(await stalled(t, relay.url, unfinished(`${at}&sid=${sid}`)));
    await ben.say('after a while');
    await ann.hears('after a while');
  },
);

test('the number of pending bodies is bounded, for one address and in all', async (t) => {
  for (const limits of [{ bodies: 5 }, { 'bodies-total': 5 }]) {
    const relay = await newRelay(t, { limits, apiKey, greeting: '' });
    const polling = await newMember(t, relay.url, 'Ann', { transports: ['polling'] });
    const open = await Promise.all(
      Array.from({ length: 5 }, () => stalled(t, relay.url, unfinished('/api/rooms/lobby/messages'))),
    );
    const sixth = await stalled(t, relay.url, unfinished('/nowhere'));
    await closed(sixth);
    assert.match(sixth.heard(), /^HTTP\/1\.1 429 [^]*Retry-After: 10/);
    assert.equal((await get(relay.url, '/healthz')).status, 200);
    // When one of them is gone, there is room for another.
    for (const { socket } of open) socket.destroy();
    const again = { method: 'POST', headers: { 'Content-Length': 1 } };
    while ((await get(relay.url, '/nowhere', again, 'x')).status === 429);
    await polling.say('hello');
  }
});

test('a plain request with the transport of upgrades is answered', async (t) => {
  const relay = await newRelay(t);
  const ann = await newMember(t, relay.url, 'Ann');
  const sid = String(ann.socket.io.engine.id);
  assert.equal((await get(relay.url, `/socket.io/?EIO=4&transport=websocket&sid=${sid}`)).status, 426);
});

test('a client that keeps its connection open after a refused upgrade is disconnected', async (t) => {
  const relay = await newRelay(t);
  const { hostname, port } = new URL(relay.url);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true }).on('error', () => {});
  afterwards(t, () => socket.destroy());
  const [accepted] = (await Promise.all([
    once(relay.server, 'connection'),
    new Promise<void>((resolve) =>
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n', () =>
        resolve(),
      ),
    ),
  ]).then(([sockets]) => sockets)) as [Socket];
  socket.resume();
  if (!accepted.closed) await once(accepted, 'close');
});

test(
  'a standalone relay drops connections that send nothing or half a request, and bounds their number',
  { timeout: 60_000 },
  async (t) => {
    const relay = await newRelayProcess(t, { limits: 'connections=5', args: ['--greeting', ''] });
    const ann = await newMember(t, relay.url, 'Ann');
    const ben = await newMember(t, relay.url, 'Ben');
    const polling = await newMember(t, relay.url, 'Pol', { transports: ['polling'], upgrade: false });
    const stall = (count: number) =>
      Promise.all(
        Array.from({ length: count }, (_, index) =>
          stalled(t, relay.url, ['', 'GET / HTTP/1.1\r\nHo', unfinished('/'), 'PRI'][index % 4] ?? ''),
        ),
      );
    const some = await stall(30);
    await ann.say('others are not kept from talking');
    await polling.hears('others are not kept from talking');
    await Promise.all(some.map(closed));
    await ann.say('after them');
    await polling.hears('after them');

    // A polling client opens a new connection again and again, and may be refused now.
    polling.socket.disconnect();
    const tooMany = await stall(60);
    // Connections beyond fifty, including those of Ann and Ben, are closed at once.
    await Promise.race(tooMany.map(closed));
    await ann.say('still not kept from talking');
    await ben.hears('still not kept from talking');
    await Promise.all(tooMany.map(closed));
    await ann.say('after all of them');
    await ben.hears('after all of them');
    assert.match(relay.output, /"code":"too_many_sockets"/);
  },
);
