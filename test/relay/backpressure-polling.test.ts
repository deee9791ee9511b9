import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { Server } from 'socket.io';
import { Backpressure } from '../../relay/src/connection/backpressure.ts';
import { silent } from '../../relay/src/logger.ts';
import type { Connection } from '../../relay/src/rooms/sockets.ts';
import { afterwards } from '../support/afterwards.ts';
import { get } from '../support/http.ts';
import { listen } from '../support/relay.ts';

/** A client of a real Engine.IO that polls, and the server's side of its connection. */
async function newPolling(t: TestContext, most: number, mostInAll: number) {
  const server = createServer();
  const io = new Server(server);
  afterwards(t, () => {
    server.closeAllConnections();
    return io.close();
  });
  const backpressure = new Backpressure(most, silent, mostInAll);
  const connected = new Promise<Connection>((resolve) => io.engine.once('connection', resolve));
  const url = await listen(server);
  const path = '/socket.io/?EIO=4&transport=polling';
  const { sid } = JSON.parse((await get(url, path)).text.slice(1)) as { sid: string };
  const connection = await connected;
  backpressure.watch(connection);
  return { url, path: `${path}&sid=${sid}`, connection, ended: once(connection, 'close') };
}

/** Asks for an answer on a TCP connection of its own, and does not read it. */
function pollWithoutReading(t: TestContext, url: string, path: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  afterwards(t, () => socket.destroy());
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  return socket;
}

/** More than the buffers of the kernel take. */
const large = 'x'.repeat(8_000_000);

test('ending a polling connection because of the data that it is just given does not throw', async (t) => {
  const { url, path, connection, ended } = await newPolling(t, 1_000_000, 1000);
  const ready = once(connection.transport, 'ready');
  const answer = get(url, path);
  await ready;
  connection.send('x'.repeat(2000));
  assert.equal((await answer).text.length, 2001);
  await ended;
});

test(
  'a polling client that reads none of its answers is ended, and their data is freed',
  { timeout: 30_000 },
  async (t) => {
    const { url, path, connection, ended } = await newPolling(t, 1_000_000, 1_000_000_000);
    const sockets: Socket[] = [];
    for (let count = 0; count < 2; count += 1) {
      assert.equal(connection.readyState, 'open', 'one answer, however large, is no sign of it');
      const ready = once(connection.transport, 'ready');
      sockets.push(pollWithoutReading(t, url, path));
      await ready;
      connection.send(large);
    }
    await ended;
    for (const socket of sockets) {
      if (!socket.destroyed) await once(socket.resume(), 'close');
      assert.ok(socket.bytesRead < large.length, 'the rest of the answer was dropped');
    }
  },
);

test('answers count until they are read, even when the session has ended', { timeout: 30_000 }, async (t) => {
  const { url, path, connection, ended } = await newPolling(t, 1_000_000, 1_000_000_000);
  const ready = once(connection.transport, 'ready');
  const socket = pollWithoutReading(t, url, path);
  await ready;
  connection.send(large);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  connection.close(true);
  await ended;
  t.mock.timers.tick(10_000);
  t.mock.timers.reset();
  await once(socket.resume(), 'close');
  assert.ok(socket.bytesRead < large.length, 'the rest of the answer was dropped');
});

test(
  'a polling client that reads its answers is not ended, however much it gets in sum',
  { timeout: 30_000 },
  async (t) => {
    const { url, path, connection } = await newPolling(t, 1_000_000, 10_000_000);
    for (let count = 0; count < 5; count += 1) {
      const ready = once(connection.transport, 'ready');
      const answer = get(url, path);
      await ready;
      connection.send(large);
      assert.equal((await answer).text.length, large.length + 1);
    }
    assert.equal(connection.readyState, 'open');
  },
);
