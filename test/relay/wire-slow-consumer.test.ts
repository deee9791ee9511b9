import assert from 'node:assert/strict';
import type { Socket as Tcp } from 'node:net';
import { test } from 'node:test';
import type { Logger } from '@realtime-chat/relay';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import { newMember, newWireClient, type WireClient } from '../support/wire-client.ts';

/** Far more than the socket buffers on both sides hold. */
const count = 2000;
const batch = 50;
const text = 'x'.repeat(8000);

/** The TCP socket of a WebSocket client in Node, so that a test can stop reading it. */
function tcpOf({ socket }: WireClient): Tcp {
  const { transport } = socket.io.engine as unknown as { transport: { ws: { _socket: Tcp } } };
  return transport.ws._socket;
}

test('a client that reads too slowly is disconnected before the memory fills, and others read on', async (t) => {
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
    // No more than the others can read in the same time.
    await ben.hears(words.at(-1) ?? '');
  }
  const { code } = (await told.first('the end of the slow one', (details) => 'code' in details)) as {
    code: string;
  };
  assert.equal(code, 'slow_consumer');
  assert.equal(told.all.length, 1, 'nobody else is cut off');
  await ben.members.until('the slow one gone', (all) => all.at(-1)?.count === 1);
  t.diagnostic(`${Math.round((process.memoryUsage().rss - before) / 2 ** 20)} MiB more`);

  // It comes back as the same person, and catches up.
  const again = await newWireClient(t, relay.url, { auth: { protocol: 1, session: me.session } });
  const joined = await again.join({ since: { epoch, seq: head } });
  assert.equal(joined.head, count);
});

/** The largest texts: in characters and as JSON, and in bytes. */
const heaviest = ['"'.repeat(8000), '漢'.repeat(8000)];
const heavyWords = Array.from({ length: 120 }, (_, index) => heaviest[index % heaviest.length] ?? '');
/** One chunk, and its envelope. */
const mostInOne = 550_000;

/** A logger, and the connections that the relay ended. */
function newEnds(): { ends: Inbox<object>; logger: Logger } {
  const ends = new Inbox<object>();
  return { ends, logger: { error: () => {}, info: () => {}, warn: (details) => ends.put(details) } };
}

test('a client that joins and reads history is not disconnected, however large the messages are', async (t) => {
  const { ends, logger } = newEnds();
  const relay = await newRelay(t, { logger, greeting: '' });
  for (const message of heavyWords) await relay.publish('lobby', { message });
  const late = await newWireClient(t, relay.url);
  const packets = new Inbox<number>();
  late.socket.io.engine.on('packet', ({ data = '' }: { data?: string }) =>
    packets.put(Buffer.byteLength(data)),
  );
  const { messages = [], floor, epoch } = await late.join();
  assert.equal(
    (await late.join({ since: { epoch, seq: 0 } })).mode,
    'snapshot',
    'all of it would be too much',
  );
  const read = [...messages];
  while ((read[0]?.seq ?? floor) > floor) {
    read.unshift(...(await late.history(read[0]?.seq ?? 0, 100)).messages);
  }
  assert.deepEqual(
    read.map(({ message }) => message),
    heavyWords,
  );
  assert.ok(Math.max(...packets.all) < mostInOne, `${Math.max(...packets.all)} bytes in one packet`);
  assert.deepEqual(ends.all, []);
});

test('a burst of large messages arrives in several frames, each entry once, and nobody is disconnected', async (t) => {
  const { ends, logger } = newEnds();
  const relay = await newRelay(t, { logger, greeting: '' });
  const ann = await newMember(t, relay.url, 'Ann');
  await Promise.all(heavyWords.map((message) => relay.publish('lobby', { message })));
  await ann.hearsEntry(heavyWords.length);
  assert.deepEqual(
    ann.heard().map(({ seq }) => seq),
    heavyWords.map((_, index) => index + 1),
  );
  for (const frame of ann.entries.all) assert.ok(Buffer.byteLength(JSON.stringify(frame)) < mostInOne);
  assert.deepEqual(ends.all, []);
});

test('one packet, however large, is no sign of a client that does not read', async (t) => {
  const { ends, logger } = newEnds();
  const greeting = 'x'.repeat(2 ** 21);
  const { url } = await newRelay(t, { logger, greeting });
  const ann = await newWireClient(t, url);
  await ann.join({ since: { epoch: '', seq: 0 } });
  // Nothing is sent before the answer to the next request.
  await ann.members.first('who is here');
  assert.equal((await ann.join()).greeting, greeting);
  assert.deepEqual(ends.all, []);
});

test('a client that gets more than the bound in sum, but reads it all, is not disconnected', async (t) => {
  const { ends, logger } = newEnds();
  const relay = await newRelay(t, { logger, greeting: '' });
  const page = 50;
  for (let count = 0; count < page; count++) await relay.publish('lobby', { message: text });
  const ann = await newMember(t, relay.url, 'Ann');
  // Of the two answers at once, one waits for the other. The sum exceeds the bound again and again.
  for (let round = 0; round < 20; round++) {
    const pages = await Promise.all([1, 2].map(() => ann.history(page + 1, page)));
    for (const { messages } of pages) assert.equal(messages.length, page);
  }
  assert.deepEqual(ends.all, []);
});
