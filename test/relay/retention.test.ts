import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import type { RoomLog } from '../../relay/src/log/log.ts';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { silent } from '../../relay/src/logger.ts';
import { retain } from '../../relay/src/log/retention/retention.ts';
import { afterwards } from '../support/afterwards.ts';
import { newRelayProcess } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { importRoom } from '../support/import-room.mjs';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import { newWireClient, said, type WireClient } from '../support/wire-client.ts';
import { appendAll, draft, entriesOf } from './log-entries.ts';

const numbers = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
const seqs = (list: readonly { seq: number }[] | undefined): number[] | undefined =>
  list?.map(({ seq }) => seq);

const day = 24 * 60 * 60 * 1000;

/** Joins until the relay tells this floor: nobody is told when it forgets. */
async function floorIs(client: WireClient, floor: number, room = 'lobby'): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const joined = await client.join({ room, username: 'Ann' });
    if (joined.floor === floor) return;
    assert.ok(Date.now() < deadline, `the floor is ${joined.floor} in vain, not ${floor}`);
    await pause(50);
  }
}

test('messages are acknowledged while 20,000 others are being forgotten', async (t) => {
  const log = await LmdbLog.open(await newFolder(t));
  afterwards(t, () => log.close());
  await log.restore('lobby', entriesOf(1, 20_000));

  const order: string[] = [];
  const forgotten = log.forget('lobby', 20_000).then(() => order.push('forgotten'));
  for (const text of ['one', 'two', 'three']) {
    await log.append('lobby', draft(text));
    order.push(text);
  }
  await forgotten;
  assert.deepEqual(order, ['one', 'two', 'three', 'forgotten']);
  assert.deepEqual(seqs(await log.entriesAfter('lobby', 0, 10)), numbers(20_000, 20_003));
});

void describe('a relay that keeps so much', { concurrency: true }, () => {
  test('forgets all but its newest messages at the start and while it runs', async (t) => {
    const data = await newFolder(t);
    await importRoom({ data, room: 'lobby', entries: entriesOf(1, 100) });
    const relay = await newRelayProcess(t, { data, args: ['--keep-messages', '20'] });
    const ann = await newWireClient(t, relay.url);
    const { epoch } = await ann.join({ username: 'Ann' });
    await floorIs(ann, 81);

    const joined = await ann.join();
    assert.deepEqual([joined.head, joined.floor], [100, 81]);
    assert.deepEqual(seqs(joined.messages), numbers(81, 100));
    const page = await ann.history(95, 100);
    assert.deepEqual([seqs(page.messages), page.floor], [numbers(81, 94), 81]);
    assert.deepEqual(await ann.history(81, 100), { messages: [], floor: 81 });

    const tooFarBack = await ann.join({ since: { epoch, seq: 79 } });
    assert.equal(tooFarBack.mode, 'snapshot');
    assert.equal(tooFarBack.floor, 81);
    assert.deepEqual(seqs(tooFarBack.messages), numbers(81, 100));
    const justWithin = await ann.join({ username: 'Ann', since: { epoch, seq: 80 } });
    assert.equal(justWithin.mode, 'delta');
    assert.deepEqual(seqs(justWithin.entries), numbers(81, 100));

    for (const seq of numbers(101, 105)) assert.equal((await ann.say(`live ${seq}`)).seq, seq);
    await floorIs(ann, 86);
    assert.deepEqual(seqs((await ann.join()).messages), numbers(86, 105));
  });

  test('counts messages, whatever was said of them', async (t) => {
    const data = await newFolder(t);
    await importRoom({ data, room: 'lobby', entries: entriesOf(1, 10) });
    const { url } = await newRelayProcess(t, { data, args: ['--keep-messages', '5'] });
    const ann = await newWireClient(t, url);
    await ann.join({ username: 'Ann' });
    await floorIs(ann, 6);
    const target = await said(ann, 'much liked');
    for (let time = 0; time < 20; time++) await ann.react(target, '👍', time % 2 === 0);
    await ann.say('one more');
    await floorIs(ann, 8);
    assert.deepEqual(seqs((await ann.join()).messages), [8, 9, 10, 11, 32]);
  });

  test('forgets what is older than so many days, and the newest of each room never', async (t) => {
    const data = await newFolder(t);
    const ago = (days: number): number => Date.now() - days * day;
    const mixed = [
      ...entriesOf(1, 700, { time: ago(3) }),
      ...entriesOf(701, 705, { time: ago(1.1) }),
      ...entriesOf(706, 709, { time: ago(0.9) }),
    ];
    await importRoom({ data, room: 'lobby', entries: mixed });
    await importRoom({ data, room: 'quiet', entries: entriesOf(1, 600, { time: ago(30) }) });
    const relay = await newRelayProcess(t, { data, env: { RELAY_KEEP_DAYS: '1' } });
    const ann = await newWireClient(t, relay.url);
    await floorIs(ann, 706);
    assert.deepEqual(seqs((await ann.join()).messages), numbers(706, 709));

    await floorIs(ann, 600, 'quiet');
    const quiet = await ann.join({ room: 'quiet', username: 'Ann' });
    assert.deepEqual([quiet.head, quiet.floor, seqs(quiet.messages)], [600, 600, [600]]);
    assert.equal((await ann.say('again', { room: 'quiet' })).seq, 601);
  });

  test('keeps everything if it is not told otherwise', async (t) => {
    const data = await newFolder(t);
    await importRoom({ data, room: 'lobby', entries: entriesOf(1, 30, { time: 0 }) });
    const { url } = await newRelay(t, { data });
    const joined = await (await newWireClient(t, url)).join();
    assert.deepEqual([joined.floor, seqs(joined.messages)], [1, numbers(1, 30)]);
  });

  test('says so where it could not forget, and tries again', async () => {
    class Stubborn extends MemoryLog {
      failures = 1;
      asked = new Inbox<number>();
      override async keepNewest(room: string, messages: number): Promise<boolean> {
        if (this.failures-- > 0) throw new Error('the disk is full');
        const hadOld = await super.keepNewest(room, messages);
        this.asked.put(messages);
        return hadOld;
      }
    }
    const log = new Stubborn();
    await appendAll(log, 'lobby', numbers(1, 5).map(String));
    const told = new Inbox<{ err: unknown; words: string }>();
    const error = (detail: object, words: string): void =>
      told.put({ err: 'err' in detail && detail.err, words });
    const stopping = new AbortController();
    const watch = () => () => {};
    const stopped = retain(log, { messages: () => 2 }, stopping.signal, {
      logger: { ...silent, error },
      watch,
    });

    const { err, words } = await told.first('the complaint');
    assert.match(String(err), /the disk is full/);
    assert.equal(words, 'old messages could not be removed');
    assert.equal((await log.extent('lobby')).floor, 1);
    await log.asked.first('another try');
    stopping.abort();
    await stopped;
    assert.equal((await log.extent('lobby')).floor, 4);
    assert.equal(told.all.length, 1);
  });

  test('can be stopped in the middle of forgetting, and goes on when it is back', async (t) => {
    const data = await newFolder(t);
    const before = await LmdbLog.open(data);
    for (const room of ['one', 'two', 'three']) await before.restore(room, entriesOf(1, 10_000));
    await before.close();

    const relay = await newRelayProcess(t, { data, args: ['--keep-messages', '10'] });
    assert.deepEqual(await relay.stop(), { code: 0, signal: null });
    assert.doesNotMatch(relay.output, /"level":[4-6]0/);
    const between = await LmdbLog.open(data);
    for (const room of ['one', 'two', 'three']) await assertWhole(between, room);
    await between.close();

    const again = await newRelayProcess(t, { data, args: ['--keep-messages', '10'] });
    const ann = await newWireClient(t, again.url);
    for (const room of ['one', 'two', 'three']) await floorIs(ann, 9_991, room);
  });

  test('leaves no sweep behind when it is closed at once', async (t) => {
    const data = await newFolder(t);
    const before = await LmdbLog.open(data);
    await before.restore('lobby', entriesOf(1, 5_000));
    await before.close();
    const relay = await newRelay(t, { data, keepMessages: 10 });
    await relay.close();
    const after = await LmdbLog.open(data);
    afterwards(t, () => after.close());
    await assertWhole(after, 'lobby');
  });
});

/** What the log tells of the room is what it holds: from the floor to the head, without a gap. */
async function assertWhole(log: RoomLog, room: string): Promise<void> {
  const { head, floor } = await log.extent(room);
  assert.deepEqual(seqs(await log.entriesAfter(room, 0, head)), numbers(floor, head));
}
