import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { retain } from '../../relay/src/log/retention/retention.ts';
import { silent } from '../../relay/src/logger.ts';
import { Inbox } from '../support/inbox.ts';
import { entriesOf } from './log-entries.ts';

const day = 24 * 60 * 60 * 1000;

/** Tells how often all rooms were looked through, and what was read for it. */
class WatchedLog extends MemoryLog {
  readonly sweeps = new Inbox<number>();
  entriesRead = 0;

  override async entriesAfter(room: string, after: number, limit: number) {
    const entries = await super.entriesAfter(room, after, limit);
    this.entriesRead += entries.length;
    return entries;
  }

  override async forget(room: string, floor: number, options = {}): Promise<boolean> {
    const hadOld = await super.forget(room, floor, options);
    // The last room of each sweep.
    if (room === 'zz') this.sweeps.put(this.sweeps.all.length);
    return hadOld;
  }
}

async function newLog(time: number): Promise<WatchedLog> {
  const log = new WatchedLog();
  await log.restore('lobby', entriesOf(1, 1000, { time }));
  await log.restore('zz', entriesOf(1, 1, { time }));
  return log;
}

/** Retention by a clock that a test sets. */
function retained(t: TestContext, log: WatchedLog, at: number) {
  const time = { wall: at, monotonic: 0 };
  const told = new Inbox<{ code: unknown; seconds: unknown }>();
  const warn = (details: object): void =>
    told.put({ code: 'code' in details && details.code, seconds: 'seconds' in details && details.seconds });
  const clock = { wall: () => time.wall, monotonic: () => time.monotonic };
  const removed = new Inbox<string>();
  const stopping = new AbortController();
  const stopped = retain(log, { days: () => 30 }, stopping.signal, {
    logger: { ...silent, warn },
    watch: () => () => {},
    clock,
    onRemoved: (room) => removed.put(room),
  });
  const stop = (): Promise<void> => {
    stopping.abort();
    return stopped;
  };
  t.after(stop);
  return { time, told, stop, removed };
}

async function floorOf(log: WatchedLog): Promise<number> {
  return (await log.extent('lobby')).floor;
}

test('a clock that is 31 days ahead takes nothing away, and the operator is told', async (t) => {
  const now = Date.now();
  const log = await newLog(now);
  const { time, told } = retained(t, log, now);
  await log.sweeps.many(1, 'sweeps');
  time.wall += 31 * day;
  const { code, seconds } = await told.first('the jump');
  assert.deepEqual([code, seconds], ['clock_jumped', 31 * 86_400]);
  await log.sweeps.many(log.sweeps.all.length + 2, 'sweeps');
  assert.equal(await floorOf(log), 1);

  // What grows old by the time that passes goes on being forgotten.
  time.wall += 30 * day;
  time.monotonic += 30 * day;
  await log.sweeps.many(log.sweeps.all.length + 2, 'sweeps');
  assert.equal(await floorOf(log), 1000);
});

test('a clock that jumped while the relay was off takes nothing away, until it has gone on for a day', async (t) => {
  const now = Date.now();
  const log = await newLog(now);
  const first = retained(t, log, now);
  await log.sweeps.many(1, 'sweeps');
  await first.stop();

  const second = retained(t, log, now + 31 * day);
  assert.equal((await second.told.first('the jump')).code, 'clock_jumped');
  await log.sweeps.many(log.sweeps.all.length + 1, 'sweeps');
  assert.equal(await floorOf(log), 1);
  second.time.wall += day;
  second.time.monotonic += day;
  await second.told.first('that it is believed', ({ code }) => code === 'clock_believed');
  await log.sweeps.many(log.sweeps.all.length + 1, 'sweeps');
  assert.equal(await floorOf(log), 1000);
});

test('a store without a note of the clock is judged by its newest entry', async (t) => {
  const now = Date.now();
  const log = await newLog(now);
  const { told } = retained(t, log, now + 31 * day);
  assert.equal((await told.first('the jump')).code, 'clock_jumped');
  await log.sweeps.many(1, 'sweeps');
  assert.equal(await floorOf(log), 1);
});

test('where nothing has grown old, one entry of a room is read and not the room', async (t) => {
  const now = Date.now();
  const log = await newLog(now);
  retained(t, log, now);
  await log.sweeps.many(2, 'sweeps');
  assert.ok(log.entriesRead <= 2 * (log.sweeps.all.length + 1), `${log.entriesRead} entries`);
});

test('a room is named only when entries of it were removed', async (t) => {
  const now = Date.now();
  const log = await newLog(now);
  const { time, removed } = retained(t, log, now);
  await log.sweeps.many(2, 'sweeps');
  assert.deepEqual(removed.all, []);
  time.wall += 31 * day;
  time.monotonic += 31 * day;
  await removed.first('a room');
  await log.sweeps.many(log.sweeps.all.length + 2, 'sweeps');
  // The other room has one entry, which stays.
  assert.deepEqual(removed.all, ['lobby']);
});
