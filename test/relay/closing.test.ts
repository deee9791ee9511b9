import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Socket as Tcp } from 'node:net';
import { test } from 'node:test';
import { createRelay } from '@realtime-chat/relay';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { hanging, newReceiver } from '../support/receiver.ts';
import { listen } from '../support/relay.ts';
import { holdStore } from '../support/held-store.ts';
import { newMember, type WireClient } from '../support/wire-client.ts';

/** The TCP socket of a WebSocket client in Node, so that a test can stop reading it. */
function tcpOf({ socket }: WireClient): Tcp {
  const { transport } = socket.io.engine as unknown as { transport: { ws: { _socket: Tcp } } };
  return transport.ws._socket;
}

test('close ends in four seconds, although the store, a hook, the webhook and a client hang at once', async (t) => {
  const data = await newFolder(t);
  const receiver = await newReceiver(t);
  let isAsked: () => void = () => {};
  const asked = new Promise<void>((resolve) => (isAsked = resolve));
  const server = createServer();
  afterwards(t, () => {
    server.close();
    server.closeAllConnections();
  });
  const relay = await createRelay(server, {
    data,
    limits: 'off',
    keepMessages: 100,
    webhook: { url: receiver.url },
    filter: (message) => {
      if (message !== 'hang') return message;
      isAsked();
      return new Promise(() => {});
    },
  });
  const url = await listen(server);
  const slow = await newMember(t, url, 'Slow');
  const ben = await newMember(t, url, 'Ben');
  tcpOf(slow).pause();
  receiver.answer = hanging;
  const texts = Array.from({ length: 200 }, (_, index) => `${index} ${'x'.repeat(7900)}`);
  await Promise.all(texts.map((message) => relay.publish('lobby', { message })));
  const ask = (message: string): void => {
    void ben.ask('send', { room: 'lobby', id: `${message}-1234567890abcdef`, message }).catch(() => {});
  };
  ask('hang');
  await asked;
  const release = await holdStore(t, data);
  const hung = relay.publish('lobby', { message: 'hangs' }).catch(() => {});
  const begun = performance.now();
  await assert.rejects(relay.close(), /does not end/);
  const time = performance.now() - begun;
  assert.ok(time < 4000, `it took ${time} ms`);
  release();
  await hung;
});
