import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { newRelay, type RunningRelay } from '../support/relay.ts';

const tries = 200;

test('a client that asks for an upgrade and resets the connection does not end the process', async (t) => {
  await assertSurvivesResets(await newRelay(t, { demo: true }), '/');
});

test('nor does it end a server in which the relay is embedded', async (t) => {
  const relay = await newRelay(t, { path: '/chat' }, (_request, response) => response.end('the shop'));
  await assertSurvivesResets(relay, '/own');
});

/** An `error` event without a listener is uncaught, and fails the test by itself. */
async function assertSurvivesResets(relay: RunningRelay, path: string): Promise<void> {
  const ended: Promise<unknown>[] = [];
  relay.server.on('connection', (socket) =>
    ended.push(new Promise<void>((end) => socket.once('close', () => end()))),
  );
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n`;
  for (let count = 0; count < tries; count += 1) {
    const socket = await opened(relay);
    socket.write(request, () => socket.resetAndDestroy());
    await once(socket, 'close');
  }
  assert.equal((await fetch(relay.url + path)).status, 200);
  await Promise.all(ended.slice(0, tries));
}

async function opened({ url }: RunningRelay): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  await once(socket, 'connect');
  return socket;
}
