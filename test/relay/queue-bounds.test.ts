import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queuedSchema } from '@realtime-chat/protocol';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { silent } from '../../relay/src/logger.ts';
import { QueueIndex } from '../../relay/src/moderation/review-queue/queue-index.ts';
import { ReviewQueue } from '../../relay/src/moderation/review-queue/review-queue.ts';
import { newRelayProcess } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { granted, newId, newMember, newWireClient, refused } from '../support/wire-client.ts';

const smallHeap = { NODE_OPTIONS: '--max-old-space-size=64', RELAY_AUTH_SECRET: authSecret };
const moderator = async () => bearing(await token({ roles: ['moderator'] }));

/** The store of a relay without bounds: in each room five hundred held messages of the maximum length. */
async function fillQueue(data: string, rooms: number): Promise<void> {
  const log = await LmdbLog.open(data);
  for (let room = 0; room < rooms; room++) {
    const held = Array.from({ length: 500 }, (_, index) => ({
      type: 'held',
      time: Date.now() - 1000 + index,
      id: newId(),
      sender: newId(),
      username: 'Ann',
      message: `${index} example.com ${'x'.repeat(7900)}`,
    }));
    await Promise.all(
      held.map((item) => log.putMeta('queue', JSON.stringify([`room-${room}`, newId()]), item)),
    );
  }
  await log.close();
}

test('a relay with little memory starts with a queue of any size, and shows it to moderators', async (t) => {
  const data = await newFolder(t);
  await fillQueue(data, 24);
  const relay = await newRelayProcess(t, { data, env: smallHeap, args: ['--guest-links', 'hold'] });
  const mod = await newWireClient(t, relay.url, await moderator());
  const room = 'room-23';
  assert.equal((await mod.join({ room })).queue, 500);
  let seen = 0;
  let after: number | undefined;
  for (let more: boolean | undefined = true; more;) {
    const page = granted(
      queuedSchema,
      await mod.ask('queue', { room, ...(after !== undefined && { after }) }),
    );
    for (const { message } of page.items) assert.ok(message.message.startsWith(`${seen++} example.com xxx`));
    after = page.items.at(-1)?.time;
    more = page.more;
  }
  assert.equal(seen, 500);
  const [first] = granted(queuedSchema, await mod.ask('queue', { room })).items;
  assert.ok((await mod.ask('resolve', { room, id: first?.id, approve: true })).ok);
  // Nothing is added to a queue beyond its bound, until items are resolved.
  const guest = await newWireClient(t, relay.url);
  await guest.join({ room: 'another', username: 'Guest' });
  const spam = { room: 'another', id: newId(), message: 'example.com' };
  assert.equal(refused(await guest.ask('send', spam)).code, 'blocked');
  await guest.say('still here', { room: 'another' });
  assert.deepEqual((await relay.stop()).code, 0);
});

test('held messages from one address are bounded over all rooms and people', async (t) => {
  const { url } = await newRelay(t, { authSecret, guestLinks: 'hold' });
  let held = 0;
  let last;
  for (let person = 0; person < 8 && last !== 'blocked'; person++) {
    const room = `room-${person % 4}`;
    const guest = await newWireClient(t, url);
    await guest.join({ room, username: `Guest ${person}` });
    for (let sent = 0; sent < 19 && last !== 'blocked'; sent++) {
      last = refused(await guest.ask('send', { room, id: newId(), message: `example.com/${sent}` })).code;
      if (last === 'held') held += 1;
    }
  }
  assert.deepEqual([last, held], ['blocked', 100]);
  // A resolved item frees its place.
  const mod = await newWireClient(t, url, await moderator());
  await mod.join({ room: 'room-0' });
  const [item] = granted(queuedSchema, await mod.ask('queue', { room: 'room-0' })).items;
  assert.ok((await mod.ask('resolve', { room: 'room-0', id: item?.id, approve: false })).ok);
  const late = await newMember(t, url, 'Late');
  const one = { room: 'lobby', id: newId(), message: 'example.com' };
  assert.equal(refused(await late.ask('send', one)).code, 'held');
  assert.equal(refused(await late.ask('send', { ...one, id: newId() })).code, 'blocked');
});

test('held messages are bounded over all rooms, and beyond the bound the oldest report is dropped', () => {
  const index = new QueueIndex();
  const held = (sender: string) => ({ type: 'held', time: 1, id: 'id', sender, digest: '' }) as const;
  for (let count = 0; count < 5000; count++) {
    index.assertCanHold(`room-${count % 20}`, `person-${count}`, `address-${count}`);
    index.set(`room-${count % 20}`, `held-${count}`, held(`person-${count}`));
  }
  assert.throws(() => index.assertCanHold('another', 'somebody', 'somewhere'), /too many messages wait/);
  index.delete('room-0', 'held-0');
  index.assertCanHold('another', 'somebody', 'somewhere');

  const report = { type: 'report', time: 1, target: { seq: 1, id: 'id' }, count: 1 } as const;
  for (let count = 0; count < 20_000; count++) {
    assert.deepEqual(index.reportsToEvict(`reports-${count}`), []);
    index.set(`reports-${count}`, `report-${count}`, report);
  }
  assert.deepEqual(index.reportsToEvict('another'), [{ room: 'reports-0', itemId: 'report-0' }]);
});

test('a flood of reports in one person’s rooms displaces its own reports, and not those of other rooms', () => {
  const index = new QueueIndex();
  const report = { type: 'report', time: 1, target: { seq: 1, id: 'id' }, count: 1 } as const;
  for (let count = 0; count < 10; count++) index.set('lobby', `lobby-${count}`, report);
  for (let count = 0; count < 19_990; count++) index.set(`room-${count % 45}`, `report-${count}`, report);
  for (let count = 0; count < 1000; count++) {
    const room = `room-${count % 45}`;
    for (const { room: other, itemId } of index.reportsToEvict(room)) index.delete(other, itemId);
    index.set(room, `late-${count}`, report);
  }
  assert.equal(index.count('lobby'), 10);
  assert.equal(index.size, 20_000);
});

test('held messages are dropped after seven days, also those from before a restart', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const log = new MemoryLog();
  const first = await ReviewQueue.open(log, silent);
  const draft = (id: string) => ({ type: 'message', id, sender: 'eve', message: 'example.com' }) as const;
  const hold = (queue: ReviewQueue, id: string) => queue.hold('lobby', draft(id), '192.0.2.1');
  for (let count = 0; count < 20; count++) await hold(first, `id-${count}`);
  await assert.rejects(hold(first, 'late'), /too many messages wait/);
  t.mock.timers.setTime(Date.now() + 6 * 24 * 60 * 60 * 1000);
  await assert.rejects(hold(first, 'late'), /too many messages wait/);
  const second = await ReviewQueue.open(log, silent);
  t.mock.timers.setTime(Date.now() + 24 * 60 * 60 * 1000 + 1000);
  await hold(second, 'late');
  assert.equal(second.count('lobby'), 1);
  assert.equal((await log.listMeta('queue')).size, 1);
  second.close();
  first.close();
});
