import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { limits, type Message } from '@realtime-chat/protocol';
import type { RelayOptions } from '@realtime-chat/relay';
import * as v from 'valibot';
import { FairQueue } from '../../relay/lib/limits/fair-queue.js';
import { MemoryLog } from '../../relay/lib/log/memory/memory-log.js';
import { catchUp } from '../../relay/lib/rooms/catch-up.js';
import { NewestPages } from '../../relay/lib/rooms/newest-pages.js';
import { RoomReader } from '../../relay/lib/rooms/room-reader.js';
import { newRelay, type RunningRelay } from '../support/relay.ts';
import { newMember } from '../support/wire-client.ts';

const apiKey = 'a key of at least thirty-two characters'.replaceAll(' ', '-');
const pageSchema = v.object({ messages: v.array(v.object({ seq: v.number() })) });

/** A relay whose lobby holds 200 of the longest messages: 24 kB each, 21 of them in 512 KiB. */
async function heavyRelay(t: TestContext, options?: RelayOptions): Promise<RunningRelay> {
  const relay = await newRelay(t, options);
  const message = 'あ'.repeat(limits.text);
  for (let count = 0; count < 200; count++) await relay.publish('lobby', { message });
  return relay;
}

/** Counts the entries that are read from the log from now on: in all, and at once. */
function countReads(t: TestContext): { all: number; most: number } {
  const read = { all: 0, most: 0 };
  for (const method of ['messagesBefore', 'entriesAfter'] as const) {
    const original: Read = Reflect.get(MemoryLog.prototype, method);
    const counted = new Proxy(original, {
      async apply(target, log: MemoryLog, words: Parameters<Read>) {
        const found = await Reflect.apply(target, log, words);
        read.all += found.length;
        read.most = Math.max(read.most, found.length);
        return found;
      },
    });
    t.mock.method(MemoryLog.prototype, method, counted);
  }
  return read;
}

type Read = (room: string, seq: number, limit: number) => Promise<object[]>;

test('with large messages, a join and a history page read little more than they send', async (t) => {
  const { url } = await heavyRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const { epoch } = await ann.join();
  const read = countReads(t);
  const joined = await ann.join({ since: { epoch, seq: 0 } });
  assert.deepEqual([joined.mode, joined.messages?.length], ['snapshot', 21]);
  assert.ok(read.all <= 60 && read.most <= 10, JSON.stringify(read));
  read.all = 0;
  const { messages } = await ann.history(151, limits.history);
  assert.deepEqual([messages.length, messages.at(-1)?.seq], [21, 150]);
  assert.ok(read.all <= 30 && read.most <= 10, JSON.stringify(read));
});

test('a page of the API has the same bound', async (t) => {
  const relay = await heavyRelay(t, { apiKey });
  const read = countReads(t);
  const response = await fetch(`${relay.url}/api/rooms/lobby/messages?before=151&limit=100`, {
    headers: { Authorization: `Bearer ${apiKey}` },
  });
  const { messages } = v.parse(pageSchema, await response.json());
  assert.deepEqual([messages.length, messages.at(-1)?.seq], [21, 150]);
  assert.ok(read.all <= 30 && read.most <= 10, JSON.stringify(read));
});

test('a client is answered while another connection asks for many pages at once', async (t) => {
  const { url } = await heavyRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const ben = await newMember(t, url, 'Ben');
  const done: string[] = [];
  const asked = Array.from({ length: 50 }, () =>
    ann.history(151, limits.history).then(() => done.push('Ann')),
  );
  await asked[0];
  await ben.history(151, 1);
  assert.ok(done.length < 50, `${done.length} pages came first`);
  await Promise.all(asked);
});

test('waiting reads are taken round-robin by connection, and the event loop runs in between', async () => {
  const queue = new FairQueue(2);
  const order: string[] = [];
  let atOnce = 0;
  const task = (key: string): Promise<void> =>
    queue.run(key, async () => {
      atOnce += 1;
      assert.ok(atOnce <= 2);
      order.push(key);
      await setImmediate();
      atOnce -= 1;
    });
  await Promise.all(['a', 'a', 'a', 'b', 'c', 'b'].map(task));
  assert.deepEqual(order, ['a', 'b', 'a', 'c', 'b', 'a']);
  const loop = { turns: 0 };
  let isOver = false;
  const count = async (): Promise<void> => {
    for (; !isOver; loop.turns += 1) await setImmediate();
  };
  const counting = count();
  await Promise.all(Array.from({ length: 10 }, () => queue.run('a', async () => {})));
  isOver = true;
  await counting;
  assert.ok(loop.turns >= 9, `${loop.turns} turns of the event loop`);
});

test('more is read at once from a store that is reached by a network', async () => {
  let reads = 0;
  const never = new (class extends MemoryLog {
    override async messagesBefore(): Promise<Message[]> {
      reads += 1;
      return new Promise(() => {});
    }
  })();
  for (const [isRemote, most] of [
    [false, 2],
    [true, 16],
  ] as const) {
    reads = 0;
    const reader = new RoomReader(never, isRemote);
    for (let person = 0; person < 20; person += 1) {
      void reader.history({ key: String(person), personId: 'ann' }, 'lobby', 100, 10);
    }
    await setImmediate();
    assert.equal(reads, most);
  }
});

test('a task that fails frees its slot', async () => {
  const queue = new FairQueue(1);
  const failing = queue.run('a', () => Promise.reject(new Error('no disk')));
  const next = queue.run('a', async () => 'read');
  await assert.rejects(failing, /no disk/);
  assert.equal(await next, 'read');
});

test('a client that comes back while retention removes messages never gets entries with a gap', async () => {
  class Forgetting extends MemoryLog {
    override async entriesAfter(room: string, after: number, limit: number) {
      const found = await super.entriesAfter(room, after, limit);
      await this.forget(room, 40);
      return found;
    }
  }
  const log = new Forgetting();
  for (let count = 1; count <= 60; count++) {
    await log.append('lobby', { type: 'message', id: `id-${count}`, sender: 'ann', message: 'hello' });
  }
  const { epoch } = await log.extent('lobby');
  const missed = await catchUp({ log, room: 'lobby', reader: 'ann' }, new NewestPages(), { epoch, seq: 0 });
  assert.ok(missed.mode === 'snapshot');
  assert.deepEqual([missed.floor, missed.head, missed.messages[0]?.seq], [40, 60, 40]);
});
