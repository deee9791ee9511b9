import assert from 'node:assert/strict';
import type { Socket as Tcp } from 'node:net';
import { test } from 'node:test';
import type { Logger } from '@realtime-chat/relay';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import { newMember, newWireClient, type WireClient } from '../support/wire-client.ts';

/** Far more than the systems on both sides keep for a connection. */
const count = 2000;
const batch = 50;
const text = 'x'.repeat(8000);

/** The connection of a WebSocket client in Node, so that it can be left unread. */
function tcpOf({ socket }: WireClient): Tcp {
  const { transport } = socket.io.engine as unknown as { transport: { ws: { _socket: Tcp } } };
  return transport.ws._socket;
}

test('who reads too slowly is cut off before the memory fills, and others read on', async (t) => {
  const told = new Inbox<object>();
  const logger: Logger = { error: () => {}, info: () => {}, warn: (details) => told.put(details) };
  const relay = await newRelay(t, { logger, greeting: '' });
  const slow = await newMember(t, relay.url, 'Slow');
  const ben = await newMember(t, relay.url, 'Ben');
  const { me, epoch, head } = await slow.join({ username: 'Slow' });

  tcpOf(slow).pause();
  const before = process.memoryUsage().rss;
  for (let sent = 0; sent < count; sent += batch) {
    const words = Array.from({ length: batch }, (_, index) =>
      `${sent + index} ${text}`.slice(0, text.length),
    );
    await Promise.all(words.map((message) => relay.publish('lobby', { message })));
    // No more than others can read in the same time.
    await ben.hears(words.at(-1) ?? '');
  }
  const { code } = (await told.first('the end of the slow one', (details) => 'code' in details)) as {
    code: string;
  };
  assert.equal(code, 'slow_consumer');
  assert.equal(told.all.length, 1, 'nobody else is cut off');
  await ben.members.until('the slow one gone', (all) => all.at(-1)?.count === 1);
  t.diagnostic(`${Math.round((process.memoryUsage().rss - before) / 2 ** 20)} MiB more`);

  // It comes back as the same person, and asks for what it has missed.
  const again = await newWireClient(t, relay.url, { auth: { protocol: 1, session: me.session } });
  const joined = await again.join({ since: { epoch, seq: head } });
  assert.equal(joined.head, count);
});
