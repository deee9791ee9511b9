import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { createRelay } from '@realtime-chat/relay';
import express from 'express';
import { newFolder } from '../support/folder.ts';
import { get } from '../support/http.ts';
import { listen, newRelay, type RunningRelay } from '../support/relay.ts';
import { newMember, newWireClient, refusalOfHandshake } from '../support/wire-client.ts';
import { until } from '../support/until.ts';
import { afterwards } from '../support/afterwards.ts';

/** An application with routes that the relay must not handle. */
function newApp() {
  const app = express();
  app.use(express.json());
  app.get('/', (_request, response) => void response.send('the shop'));
  app.get('/chat-rooms', (_request, response) => void response.send('about our rooms'));
  app.get('/chatter', (_request, response) => void response.send('chatter'));
  app.post('/orders', (request, response) => void response.json({ url: request.url, ordered: request.body }));
  app.use((_request, response) => void response.status(404).send('the shop has no such page'));
  return app;
}

async function assertShopIsOpen({ url }: { url: string }): Promise<void> {
  assert.equal((await get(url, '/')).text, 'the shop');
  assert.equal((await get(url, '/chat-rooms')).text, 'about our rooms');
  assert.equal((await get(url, '/chatter?a=1')).text, 'chatter');
  const headers = { 'Content-Type': 'application/json' };
  const order = await get(url, '/orders?now', { method: 'POST', headers }, '{"item":"tea"}');
  assert.deepEqual(JSON.parse(order.text), { url: '/orders?now', ordered: { item: 'tea' } });
  const missing = await get(url, '/no-such-page');
  assert.deepEqual([missing.status, missing.text], [404, 'the shop has no such page']);
}

for (const { path, below } of [
  { path: '/', below: '' },
  { path: '/chat', below: '/chat' },
  { path: '/deep/chat/', below: '/deep/chat' },
]) {
  test(`beside an Express application, a relay at ${path} handles only its own requests`, async (t) => {
    const relay = await newRelay(t, { path }, newApp());
    await assertShopIsOpen(relay);

    for (const transports of [['websocket'], ['polling']]) {
      const client = await newMember(t, relay.url, `by ${transports[0]}`, {
        path: `${below}/socket.io/`,
        transports,
      });
      await client.say(`by ${transports[0]}`);
      await client.hears(`by ${transports[0]}`);
    }
    assert.equal((await get(relay.url, `${below}/realtime-chat.js`)).status, 200);
    assert.equal((await get(relay.url, `${below}/healthz`)).text, 'ok\n');
    if (below) {
      assert.equal((await get(relay.url, '/realtime-chat.js')).text, 'the shop has no such page');
      assert.equal((await get(relay.url, '/socket.io/?EIO=4&transport=polling')).status, 404);
      await refusalOfHandshake(t, relay.url, {});
      assert.equal((await get(relay.url, `${below}/no-such-page`)).text, '');
    } else {
      assert.equal((await get(relay.url, '/socket.iox')).text, 'the shop has no such page');
    }
  });
}

test('the demo page is at the relay’s path, also without the trailing slash', async (t) => {
  const relay = await newRelay(t, { path: '/chat', demo: true }, newApp());
  for (const path of ['/chat/', '/chat/?from=mail']) {
    const { status, text } = await get(relay.url, path);
    assert.equal(status, 200, path);
    assert.match(text, /<realtime-chat/, path);
  }
  for (const query of ['', '?from=mail']) {
    const { status, headers } = await get(relay.url, `/chat${query}`);
    assert.equal(status, 308);
    assert.equal(headers.location, `/chat/${query}`);
  }
});

for (const path of ['/', '/chat']) {
  test(`a closed relay at ${path} leaves the server to the application`, async (t) => {
    const relay = await newRelay(t, { path }, newApp());
    const options = { path: path === '/' ? '/socket.io/' : '/chat/socket.io/' };
    const ann = await newMember(t, relay.url, 'Ann', options);
    const lost = new Promise((resolve) => ann.socket.once('disconnect', resolve));
    await relay.close();
    await lost;

    await assertShopIsOpen(relay);
    assert.equal((await get(relay.url, '/realtime-chat.js')).text, 'the shop has no such page');
    await refusalOfHandshake(t, relay.url, options);
  });
}

test('a relay can be closed twice, even at the same time', async (t) => {
  const relay = await newRelay(t, { data: await newFolder(t) });
  await relay.publish('lobby', { message: 'hello' });
  await Promise.all([relay.close(), relay.close()]);
  await relay.close();
});

test('a relay that is closed during joins and sends loses nothing that it acknowledged', async (t) => {
  const data = await newFolder(t);
  const relay = await newRelay(t, { data });
  const ann = await newMember(t, relay.url, 'Ann');
  const rooms = Array.from({ length: 20 }, (_, index) => `room ${index}`);
  const acknowledged: string[] = [];
  const talks = rooms.map(async (room) => {
    await ann.join({ room, username: 'Ann' });
    for (;;) {
      await ann.say('hello', { room });
      acknowledged.push(room);
      if (acknowledged.length === 200) void relay.close();
    }
  });
  await Promise.allSettled(talks);
  await relay.close();

  const again = await newRelay(t, { data });
  const bob = await newWireClient(t, again.url);
  for (const room of rooms) {
    const { head } = await bob.join({ room });
    assert.ok(head >= acknowledged.filter((name) => name === room).length);
  }
});

test('a closed relay refuses to publish', async (t) => {
  for (const data of [':memory:', await newFolder(t)]) {
    const relay = await newRelay(t, { data });
    await relay.close();
    await assert.rejects(relay.publish('lobby', { message: 'too late' }), { code: 'unavailable' }, data);
  }
});

test('a relay can follow another on the same server and the same data', async (t) => {
  const data = await newFolder(t);
  const relay = await newRelay(t, { data }, newApp());
  await relay.publish('lobby', { message: 'hello' });
  await relay.close();

  const next = await createRelay(relay.server, { data });
  afterwards(t, () => next.close());
  assert.equal((await (await newWireClient(t, relay.url)).join()).head, 1);
  await assertShopIsOpen(relay);
});

test('two relays can live on one server', async (t) => {
  const red = await newRelay(t, { path: '/red' }, newApp());
  const blue = await createRelay(red.server, { path: '/blue', data: ':memory:' });
  afterwards(t, () => blue.close());
  const [ann, bob] = [
    await newMember(t, red.url, 'Ann', { path: '/red/socket.io/' }),
    await newMember(t, red.url, 'Bob', { path: '/blue/socket.io/' }),
  ];
  await ann.say('in red');
  await bob.say('in blue');
  await Promise.all([ann.hears('in red'), bob.hears('in blue')]);
  assert.equal(ann.heard().length, 1);
  await assertShopIsOpen(red);
});

for (const first of ['red', 'blue'] as const) {
  test(`of two relays on one server, ${first} can be closed first`, async (t) => {
    const red = await newRelay(t, { path: '/red' }, newApp());
    const blue = await createRelay(red.server, { path: '/blue', data: ':memory:' });
    const [early, late] = first === 'red' ? [red, blue] : [blue, red];
    const other = first === 'red' ? '/blue' : '/red';

    await early.close();
    await assertShopIsOpen(red);
    assert.equal((await get(red.url, `/${first}/healthz`)).status, 404);
    assert.equal((await get(red.url, `${other}/healthz`)).status, 200);
    await late.close();
    await assertShopIsOpen(red);
    assert.equal((await get(red.url, `${other}/healthz`)).status, 404);
  });
}

test('an upgrade that nobody handles is closed', async (t) => {
  for (const path of ['/', '/chat']) await assertUpgradeIsClosed(t, await newRelay(t, { path }, newApp()));
});

test('an upgrade of the application is left to it', async (t) => {
  const relay = await newRelay(t, { path: '/chat' }, newApp());
  relay.server.on('upgrade', (request, socket) => {
    if (request.url === '/own') socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\nthe shop');
  });
  assert.match(await upgrade(t, relay, '/own'), /the shop$/);
  await (await newMember(t, relay.url, 'Ann', { path: '/chat/socket.io/' })).say('hello');
});

async function assertUpgradeIsClosed(t: TestContext, relay: RunningRelay): Promise<void> {
  assert.equal(await upgrade(t, relay, '/elsewhere'), '');
}

/** Asks for a WebSocket. @returns all that the server sent until it closed */
async function upgrade(t: TestContext, { url }: RunningRelay, path: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), 'localhost');
  afterwards(t, () => socket.destroy());
  const received: string[] = [];
  socket.setEncoding('utf8').on('data', (text: string) => received.push(text));
  const head = [`GET ${path} HTTP/1.1`, 'Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket'];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  let isClosed = false;
  socket.on('close', () => (isClosed = true));
  await until(
    'the end of the connection',
    (check) => {
      socket.on('close', check);
      return () => void socket.off('close', check);
    },
    () => isClosed,
  );
  return received.join('');
}

test('an invalid option is named in the error, and the server is left unchanged', async (t) => {
  const server = createServer(newApp());
  afterwards(t, () => server.close());
  const url = await listen(server);
  const wrong: [object, RegExp][] = [
    [{ data: '' }, /option data: must not be empty/],
    [{ data: 7 }, /option data/],
    [{ origins: ['example.org'] }, /option origins\.0: must be like https:\/\/example\.org/],
    [{ origins: 'https://example.org' }, /option origins/],
    [{ path: 'chat' }, /option path: must begin with \//],
    [{ path: '/chat?' }, /option path: must not hold \? or #/],
    [{ greeting: 7 }, /option greeting/],
    [{ demo: 'yes' }, /option demo/],
    [{ logger: 'console' }, /option logger/],
    [{ dta: ':memory:' }, /option dta/],
  ];
  for (const [options, sentence] of wrong) {
    await assert.rejects(createRelay(server, options), (error: unknown) => {
      assert.ok(error instanceof TypeError);
      assert.match(error.message, sentence);
      return true;
    });
  }
  await assertShopIsOpen({ url });
});

test('an unknown upgrade below the relay’s path is refused, also if the host listens for upgrades', async (t) => {
  const relay = await newRelay(t, { path: '/chat' }, newApp());
  const { port } = new URL(relay.url);
  // A listener of the host, which answers upgrades on its own path only.
  relay.server.on('upgrade', ({ url }, socket) => {
    if (url === '/own') socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: close\r\n\r\n');
  });
  const answerOf = async (path: string, protocol: string): Promise<string> => {
    const socket = connect(Number(port), 'localhost');
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`,
    );
    return (await text(socket)).slice(0, 12);
  };
  for (const path of ['/chat', '/chat/', '/chat?a', '/chat/nowhere']) {
    assert.equal(await answerOf(path, 'h2c'), 'HTTP/1.1 501', path);
    assert.equal(await answerOf(path, 'websocket'), '', path);
  }
  assert.equal(await answerOf('/own', 'h2c'), 'HTTP/1.1 101');
});
