import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { silent } from '../../relay/src/logger.ts';
import { clockTolerance, deliveredUpTo, readCursor, storeCursor } from '../../relay/src/webhooks/cursor.ts';
import { DeliveryLog } from '../../relay/src/webhooks/delivery-log.ts';
import { Outgoing } from '../../relay/src/webhooks/outgoing.ts';
import { Inbox } from '../support/inbox.ts';
import { draft, entriesOf } from './log-entries.ts';

const hour = 3_600_000;
const epoch = 'e';

/** A room with an entry an hour, at the hours from `floor` to `head`. */
async function newRoom(floor: number, head: number) {
  const log = new MemoryLog();
  for (let seq = floor; seq <= head; seq++)
    await log.restore('lobby', entriesOf(seq, seq, { time: seq * hour }));
  return { log, extent: { epoch, head, floor } };
}

test('without a cursor, a room begins with its first entry since the webhook is there', async () => {
  for (const [floor, head] of [
    [1, 100],
    [40, 41],
    [41, 41],
  ] as const) {
    const { log, extent } = await newRoom(floor, head);
    for (const since of [0, 40.5, 41, 41.5, 100, 101]) {
      const after = await deliveredUpTo(log, 'lobby', extent, undefined, since * hour);
      const first = Array.from({ length: head - floor + 1 }, (_, index) => floor + index).find(
        (seq) => seq >= since,
      );
      assert.equal(after, (first ?? head + 1) - 1, `${floor} ${head} ${since}`);
    }
  }
  const empty = { epoch, head: 0, floor: 1 };
  assert.equal(await deliveredUpTo(new MemoryLog(), 'lobby', empty, undefined, 0), 0);
});

test('a cursor counts in its epoch; in another, what came shortly before it comes again', async () => {
  const { log, extent } = await newRoom(1, 100);
  const cursor = { epoch, seq: 7, time: 50 * hour };
  assert.equal(await deliveredUpTo(log, 'lobby', extent, cursor, hour), 7);
  const other = { ...cursor, epoch: 'other' };
  assert.equal(await deliveredUpTo(log, 'lobby', extent, other, hour), 49);
  const later = { ...other, time: 50 * hour + clockTolerance + 1 };
  assert.equal(await deliveredUpTo(log, 'lobby', extent, later, hour), 50);
  // The webhook was away for long, and begins anew.
  assert.equal(await deliveredUpTo(log, 'lobby', extent, cursor, 90 * hour), 89);
});

test('a cursor never goes back, unless the epoch is another', async () => {
  const log = new MemoryLog();
  await storeCursor(log, 'lobby', { epoch, seq: 7, time: 7 });
  await storeCursor(log, 'lobby', { epoch, seq: 5, time: 5 });
  assert.equal((await readCursor(log, 'lobby'))?.seq, 7);
  await storeCursor(log, 'lobby', { epoch: 'other', seq: 1, time: 9 });
  assert.equal((await readCursor(log, 'lobby'))?.seq, 1);
});

test('the cursors of all rooms are stored together, a second after the first of them changed', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const log = new MemoryLog();
  const stores = t.mock.method(log, 'updateMeta');
  const calls = new Inbox<string>();
  const deliver = async (_id: string, body: string): Promise<void> => calls.put(body);
  const outgoing = new Outgoing({ log, deliver, since: 0, deliveryLog: new DeliveryLog(silent) });
  const isTold = async (room: string): Promise<void> => {
    const calledBefore = calls.all.length;
    await log.append(room, draft(String(calledBefore)));
    outgoing.touch(room);
    await calls.many(calledBefore + 1, 'calls');
    // The cursor is noted once the call has returned.
    await setImmediate();
  };
  for (const room of ['lobby', 'attic', 'lobby']) await isTold(room);
  assert.equal(stores.mock.callCount(), 0);
  t.mock.timers.tick(1000);
  assert.deepEqual(
    stores.mock.calls.map(({ arguments: [, room] }) => room),
    ['lobby', 'attic'],
  );
  assert.equal((await outgoing.cursorOf('lobby'))?.seq, 2);
  await isTold('lobby');
  assert.equal(stores.mock.callCount(), 2);
  await outgoing.stop();
  assert.equal((await readCursor(log, 'lobby'))?.seq, 3);
  t.mock.timers.tick(1000);
  assert.equal(stores.mock.callCount(), 3);
});

test('a cursor that could not be stored is stored a second later', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const log = new MemoryLog();
  await log.append('lobby', draft('hello'));
  const stores = t.mock.method(log, 'updateMeta');
  stores.mock.mockImplementationOnce(() => Promise.reject(new Error('the disk is full')));
  const calls = new Inbox<string>();
  const deliver = async (_id: string, body: string): Promise<void> => calls.put(body);
  const outgoing = new Outgoing({ log, deliver, since: 0, deliveryLog: new DeliveryLog(silent) });
  outgoing.touch('lobby');
  await calls.first('call');
  await setImmediate();
  for (const count of [1, 2]) {
    t.mock.timers.tick(1000);
    assert.equal(stores.mock.callCount(), count);
    await setImmediate();
  }
  assert.equal((await readCursor(log, 'lobby'))?.seq, 1);
  await outgoing.stop();
});
