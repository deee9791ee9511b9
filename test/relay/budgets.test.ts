// What a message and a join may cost, in numbers that no slow machine changes: frames, bytes, writes and reads.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { MemoryLog } from '../../relay/lib/log/memory/memory-log.js';
import { Store } from '../../relay/lib/log/lmdb/writes/store.js';
import { entriesInterval } from '../../relay/lib/rooms/live-room.js';
import { newFolder } from '../support/folder.ts';
import { newRelay } from '../support/relay.ts';
import { newMember, newWireClient, said, type WireClient } from '../support/wire-client.ts';

/** As long as most messages of a chat. */
const text = 'A message of one hundred characters, as people write them. '.repeat(2).slice(0, 100);
/** Of an entry with that text, and of the frame around entries. */
const bytesOfEntry = 300;
const bytesOfFrame = 100;

interface Received {
  frames: number;
  bytes: number;
}

/** Counts what a client receives from now on. Each packet is one WebSocket frame. Pings are left out. */
function received({ socket }: WireClient): Received {
  const counted = { frames: 0, bytes: 0 };
  socket.io.engine.on('packet', ({ type, data }) => {
    if (type !== 'message') return;
    counted.frames += 1;
    counted.bytes += Buffer.byteLength(String(data)) + 1;
  });
  return counted;
}

/** A room of so many people, all of whom have the list of all. */
async function newRoom(t: TestContext, url: string, people: number): Promise<WireClient[]> {
  const clients: WireClient[] = [];
  for (let number = 1; number <= people; number += 1)
    clients.push(await newMember(t, url, `Person ${number}`));
  await Promise.all(
    clients.map(({ members }) => members.first('the list of all', ({ count }) => count === people)),
  );
  return clients;
}

/** Counts the calls of methods from now on, by name. */
function countCalls(t: TestContext, type: { prototype: object }, methods: readonly string[]) {
  const calls: Record<string, number> = {};
  for (const method of methods) {
    const original: unknown = Reflect.get(type.prototype, method);
    assert.ok(typeof original === 'function', `no method ${method}`);
    t.mock.method(
      type.prototype as Record<string, () => unknown>,
      method,
      function (this: object, ...words: unknown[]) {
        calls[method] = (calls[method] ?? 0) + 1;
        return Reflect.apply(original, this, words);
      },
    );
  }
  return {
    /** The calls since the last look. */
    take(): Record<string, number> {
      const taken = { ...calls };
      for (const method of Object.keys(calls)) delete calls[method];
      return taken;
    },
  };
}

const countReads = (t: TestContext): ReturnType<typeof countCalls> =>
  countCalls(t, MemoryLog, [
    'knows',
    'extent',
    'entriesAfter',
    'messagesBefore',
    'reactor',
    'getMeta',
    'metaAfter',
    'listMeta',
    'rooms',
    'summaries',
  ]);

for (const people of [3, 30])
  test(`a message is one small frame for each of ${people} people in its room, and nothing for others`, async (t) => {
    const { url } = await newRelay(t);
    const stranger = await newWireClient(t, url);
    await stranger.join({ room: 'attic', username: 'Stranger' });
    const clients = await newRoom(t, url, people);
    const [ann, ...others] = clients;
    assert.ok(ann);
    const toOthers = others.map(received);
    const toAnn = received(ann);
    const toStranger = received(stranger);
    for (const number of [1, 2, 3, 4, 5]) {
      await ann.say(text);
      await Promise.all(clients.map(({ entries }) => entries.many(number, 'frames')));
    }
    // The acknowledgement of what is asked last comes after all that was sent to the stranger.
    await stranger.join({ room: 'attic' });
    assert.deepEqual(new Set(toOthers.map(({ frames }) => frames)), new Set([5]));
    assert.equal(toAnn.frames, 10, 'an acknowledgement and an entry for each');
    assert.equal(toStranger.frames, 1, 'the answer to the join alone');
    for (const { bytes } of toOthers) assert.ok(bytes <= 5 * (bytesOfEntry + bytesOfFrame), `${bytes} bytes`);
  });

for (const people of [10, 125])
  test(`messages without a pause in a room of ${people} are one frame for each interval`, async (t) => {
    const { url } = await newRelay(t);
    const clients = await newRoom(t, url, people);
    const [ann, bob] = clients;
    assert.ok(ann && bob);
    const toBob = received(bob);
    const messages = 200;
    const began = performance.now();
    // One after the other, so that each is committed alone.
    for (let message = 0; message < messages; message += 1) await ann.say(text);
    await Promise.all(clients.map((client) => client.hearsEntry(messages)));
    // A timer may fire up to a millisecond early.
    const intervals = (performance.now() - began) / (entriesInterval(people) - 1);
    assert.ok(toBob.frames <= 2 + intervals, `${toBob.frames} frames in ${intervals} intervals`);
    const most = messages * bytesOfEntry + toBob.frames * bytesOfFrame;
    assert.ok(toBob.bytes <= most, `${toBob.bytes} bytes, ${toBob.bytes / messages} for each message`);
  });

test('when many join at once, those who are there get one list of members a second', async (t) => {
  const { url } = await newRelay(t);
  const [ann] = await newRoom(t, url, 1);
  assert.ok(ann);
  const newcomers = await Promise.all(Array.from({ length: 60 }, () => newWireClient(t, url)));
  const toAnn = received(ann);
  const began = performance.now();
  await Promise.all(newcomers.map((client, index) => client.join({ username: `Newcomer ${index}` })));
  const { members } = await ann.members.first('the list of all', ({ count }) => count === 61);
  const seconds = (performance.now() - began) / 1000;
  assert.ok(toAnn.frames <= 2 + seconds, `${toAnn.frames} frames in ${seconds} s`);
  assert.ok(toAnn.bytes <= toAnn.frames * (bytesOfFrame + members.length * 100), `${toAnn.bytes} bytes`);
});

test('a message is one write of the store, a burst is few, and people who come, type and read cause none', async (t) => {
  const { url } = await newRelay(t, { data: await newFolder(t) });
  const [ann, bob] = await newRoom(t, url, 2);
  assert.ok(ann && bob);
  // A guest's first message in a room also writes the number of rooms.
  await ann.say('first');
  const writes = countCalls(t, Store, ['write']);
  for (const message of ['one', 'two', 'three']) await ann.say(message);
  assert.deepEqual(writes.take(), { write: 3 });

  const messages = 320;
  await Promise.all(Array.from({ length: messages }, (_, index) => ann.say(String(index))));
  const { write = 0 } = writes.take();
  // Sixteen that wait are a full batch. A few writes may begin before the next packet has arrived.
  assert.ok(write <= messages / 16 + 10, `${write} writes for ${messages} messages`);

  const { epoch, head } = await bob.join();
  await bob.join({ since: { epoch, seq: head } });
  bob.socket.emit('typing', { room: 'lobby' });
  bob.socket.emit('seen', { room: 'lobby', seq: head });
  await ann.seen.first('what Bob has read');
  await bob.history(head, 10);
  await bob.ask('leave', { room: 'lobby' });
  assert.deepEqual(writes.take(), {});
});

test('messages of several people at a steady rate share their writes', async (t) => {
  const { url } = await newRelay(t, { data: await newFolder(t) });
  const people = await newRoom(t, url, 4);
  // A guest's first message in a room also writes the number of rooms.
  for (const person of people) await person.say('first');
  const writes = countCalls(t, Store, ['write']);
  const messages = 200;
  const answers: Promise<unknown>[] = [];
  const began = performance.now();
  for (let message = 0; message < messages; message += 1) {
    const person = people[message % people.length];
    assert.ok(person);
    answers.push(person.say(text));
    await setTimeout(2);
  }
  await Promise.all(answers);
  // A timer may fire up to a millisecond early.
  const intervals = (performance.now() - began) / 11;
  const { write = 0 } = writes.take();
  // Until the first message arrives during a write, each has a write of its own.
  assert.ok(write <= 20 + intervals, `${write} writes for ${messages} messages in ${intervals} intervals`);
});

test('a join and a message read the store as often in a large, long room as in a small one', async (t) => {
  const relay = await newRelay(t);
  const [ann] = await newRoom(t, relay.url, 1);
  assert.ok(ann);
  const bob = await newWireClient(t, relay.url);
  const reads = countReads(t);
  const cost = async (): Promise<Record<string, Record<string, number>>> => {
    const { seq } = await said(ann, text);
    const message = reads.take();
    const { epoch, head } = await bob.join({ username: 'Bob' });
    const snapshot = reads.take();
    await bob.join({ since: { epoch, seq: head } });
    const nothingMissed = reads.take();
    await bob.join({ since: { epoch, seq: seq - 5 } });
    const delta = reads.take();
    await bob.ask('leave', { room: 'lobby' });
    reads.take();
    return { message, snapshot, nothingMissed, delta };
  };
  for (let count = 0; count < 60; count += 1) await relay.publish('lobby', { message: text });
  assertWithin(await cost(), readsOf);
  await Promise.all(Array.from({ length: 400 }, () => relay.publish('lobby', { message: text })));
  for (let number = 2; number <= 30; number += 1) await newMember(t, relay.url, `Person ${number}`);
  reads.take();
  assertWithin(await cost(), readsOf);
});

const readsOf: Record<string, Record<string, number>> = {
  // Before and after what the site may take time for.
  message: { knows: 2 },
  // A page is read in parts of ten messages.
  snapshot: { extent: 2, messagesBefore: 5 },
  nothingMissed: { extent: 1, entriesAfter: 1 },
  delta: { extent: 1, entriesAfter: 1 },
};

function assertWithin(found: typeof readsOf, most: typeof readsOf): void {
  for (const [what, calls] of Object.entries(found))
    for (const [method, count] of Object.entries(calls))
      assert.ok(count <= (most[what]?.[method] ?? 0), `${what}: ${method} is called ${count} times`);
}
