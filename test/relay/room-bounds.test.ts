import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { RelayOptions } from '@realtime-chat/relay';
import * as v from 'valibot';
import { LiveRoom } from '../../relay/lib/rooms/live-room.js';
import { MemoryLog } from '../../relay/lib/log/memory/memory-log.js';
import { silent } from '../../relay/lib/logger.js';
import { KeyedCounter } from '../../relay/lib/limits/keyed-counter.js';
import { countFrom, networksOf } from '../../relay/lib/limits/networks.js';
import { RateLimits, limitsSchema } from '../../relay/lib/limits/rate-limits.js';
import { Refusal } from '../../relay/lib/refusal.js';
import { GuestRooms } from '../../relay/lib/rooms/guest-rooms.js';
import { newFolder } from '../support/folder.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newId, newWireClient, refused, type WireClient } from '../support/wire-client.ts';

type LimitOptions = Exclude<RelayOptions['limits'], 'off'>;

/** High limits, so that only the limit under test refuses anything. */
const lax: LimitOptions = {
  sends: '9999/1',
  'sends-address': '9999/1',
  joins: '9999/1',
  'joins-address': '9999/1',
};

async function write(client: WireClient, room: string, id = newId()) {
  return client.ask('send', { room, id, message: 'hello' });
}

test('a guest can create only so many rooms, and writing in existing rooms is not affected', async (t) => {
  const { url } = await newRelay(t, { authSecret, limits: { ...lax, 'rooms-address': '5/3600' } });
  const guest = await newWireClient(t, url);
  for (let number = 0; number < 6; number++) await guest.join({ room: `room-${number}`, username: 'Guest' });
  for (let number = 0; number < 5; number++) assert.ok((await write(guest, `room-${number}`)).ok);
  const { code, retryAfter } = refused(await write(guest, 'room-5'));
  assert.equal(code, 'rate_limited');
  assert.ok(retryAfter && retryAfter > 60);
  assert.ok((await write(guest, 'room-4')).ok);

  const mona = await newWireClient(t, url, bearing(await token()));
  await mona.join({ room: 'room-5' });
  assert.ok((await write(mona, 'room-5')).ok);
  assert.ok((await write(guest, 'room-5')).ok);
});

test('rooms that guests create are bounded in all, also after a restart', async (t) => {
  const data = await newFolder(t);
  const limits = { ...lax, 'guest-rooms-total': 3 };
  const lines: object[] = [];
  const logger = { error: () => {}, warn: (line: object) => void lines.push(line), info: () => {} };
  const first = await newRelay(t, { data, limits, logger });
  const guest = await newWireClient(t, first.url);
  for (let number = 0; number < 4; number++) await guest.join({ room: `room-${number}`, username: 'Guest' });
  for (let number = 0; number < 3; number++) assert.ok((await write(guest, `room-${number}`)).ok);
  const { code, retryAfter = 0 } = refused(await write(guest, 'room-3'));
  assert.equal(code, 'rate_limited');
  assert.equal(retryAfter, 3600, 'at most an hour of the ten days');
  assert.deepEqual(
    lines.flatMap((line) => ('code' in line ? [line.code] : [])),
    ['guest_rooms_full'],
  );
  await first.close();

  const second = await newRelay(t, { data, limits, authSecret });
  const late = await newWireClient(t, second.url);
  await late.join({ room: 'room-3', username: 'Late' });
  await late.join({ room: 'room-2', username: 'Late' });
  assert.equal(refused(await write(late, 'room-3')).code, 'rate_limited');
  assert.ok((await write(late, 'room-2')).ok);
  const mona = await newWireClient(t, second.url, bearing(await token()));
  await mona.join({ room: 'room-3' });
  assert.ok((await write(mona, 'room-3')).ok);
});

test('the count of rooms that guests created falls with time, and the log warns before the bound', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const log = new MemoryLog();
  await log.putMeta('count', 'guest-rooms', 7);
  const lines: object[] = [];
  const logger = { ...silent, warn: (line: object) => void lines.push(line) };
  const settings = v.parse(limitsSchema, { 'guest-rooms-total': 10 });
  const open = () => GuestRooms.open(log, new RateLimits(settings), settings, logger);
  const rooms = await open();
  const visitor = { person: { id: 'guest', username: undefined, roles: [] }, address: '192.0.2.1', since: 0 };
  const add = async (guestRooms: GuestRooms): Promise<void> => {
    await guestRooms.assertMayOpen(visitor, { isEmpty: true });
    guestRooms.recordOpened(visitor);
  };
  for (let count = 7; count < 10; count++) await add(rooms);
  assert.deepEqual(lines, [
    { code: 'guest_rooms_filling', rooms: 8, most: 10 },
    { code: 'guest_rooms_full', rooms: 10, most: 10 },
  ]);
  const hours = (count: number): number => count * 60 * 60 * 1000;
  const waits = (count: number) => (error: unknown) =>
    error instanceof Refusal && Math.abs((error.retryAfter ?? 0) - hours(count) / 1000) < 1;
  // One room is free again after three days. A refusal names an hour at most.
  await assert.rejects(add(rooms), waits(1));
  t.mock.timers.setTime(Date.now() + hours(71.5));
  await assert.rejects(add(await open()), waits(0.5));
  t.mock.timers.setTime(Date.now() + hours(0.5) + 1);
  await add(await open());
  await assert.rejects(add(await open()), { code: 'rate_limited' });
  assert.equal(lines.length, 3, 'once for each start');
});

test('a /48 of IPv6 has as many connections and guest rooms as eight addresses', async () => {
  const settings = v.parse(limitsSchema, { 'rooms-address': '2/60', connections: 2 });
  const limits = new RateLimits(settings);
  const take = (network: number) => limits.take('rooms', { address: `2001:db8:1:${network}::/64` });
  for (let network = 1; network <= 16; network++) await take(network);
  await assert.rejects(take(17), { code: 'rate_limited', message: /one network/ });
  await limits.take('rooms', { address: '2001:db8:2:1::/64' });
  await limits.take('rooms', { address: '192.0.2.1' });

  const open = new KeyedCounter();
  const closed = Array.from({ length: 16 }, (_, network) =>
    open.add(...networksOf(`2001:db8:1:${network + 1}::/64`)),
  );
  assert.deepEqual(
    ['2001:db8:1:1::/64', '2001:db8:1:99::/64', '2001:db8:2::/64', '192.0.2.1'].map((address) =>
      countFrom(open, address),
    ),
    [2, 2, 0, 0],
  );
  assert.equal(open.total, 16);
  for (const remove of closed) remove();
  assert.deepEqual([countFrom(open, '2001:db8:1:99::/64'), open.total], [0, 0]);
});

test('open rooms are bounded by the address that opened them, and in all', async (t) => {
  const limits = { ...lax, 'open-rooms-address': 3, 'open-rooms-total': 4 };
  const { url } = await newRelay(t, { limits, trustProxy: ['loopback'], authSecret });
  const from = (address: string) => ({ extraHeaders: { 'X-Forwarded-For': address } });
  const join = (client: WireClient, room: string) =>
    client.ask('join', { room, username: newId().slice(0, 8) });
  const one = await newWireClient(t, url, from('192.0.2.1'));
  for (const room of ['a', 'b', 'c']) assert.ok((await join(one, room)).ok);
  const own = refused(await join(one, 'd'));
  assert.deepEqual([own.code, own.retryAfter], ['rate_limited', 10]);

  const two = await newWireClient(t, url, from('192.0.2.2'));
  assert.ok((await join(two, 'a')).ok);
  assert.ok((await join(two, 'd')).ok);
  const all = refused(await join(two, 'e'));
  assert.deepEqual([all.code, all.retryAfter], ['unavailable', 10]);
  const mona = await newWireClient(t, url, { ...bearing(await token()), ...from('192.0.2.3') });
  assert.ok((await join(mona, 'e')).ok, 'guests do not keep out people whom the site knows');
  // A room counts until its last member has left.
  assert.ok((await one.ask('leave', { room: 'a' })).ok);
  assert.equal(refused(await join(one, 'f')).code, 'rate_limited');
  assert.ok((await two.ask('leave', { room: 'a' })).ok);
  assert.ok((await two.ask('leave', { room: 'd' })).ok);
  assert.ok((await join(one, 'f')).ok);
});

/** Counts the open rooms. */
function openRooms(t: TestContext): { count: number } {
  const open = { count: 0 };
  const opened = LiveRoom.open.bind(LiveRoom);
  t.mock.method(LiveRoom, 'open', async (...args: Parameters<typeof LiveRoom.open>) => {
    const room = await opened(...args);
    open.count += 1;
    const close = room.close.bind(room);
    room.close = () => {
      open.count -= 1;
      close();
    };
    return room;
  });
  return open;
}

test('a refused or failed join keeps no room open', async (t) => {
  const open = openRooms(t);
  const { url } = await newRelay(t, { authSecret });
  const mona = await newWireClient(t, url, bearing(await token()));
  await mona.join();
  const guest = await newWireClient(t, url);
  for (let number = 0; number < 150; number++) {
    const join = { room: `room-${number}`, username: 'Mona' };
    assert.equal(refused(await guest.ask('join', join)).code, 'name_taken');
  }
  assert.equal(open.count, 1);
  const extent = t.mock.method(MemoryLog.prototype, 'extent');
  for (let number = 0; number < 150; number++) {
    extent.mock.mockImplementationOnce(() => Promise.reject(new Error('the disk is broken')));
    const join = { room: `room-${number}`, username: 'Guest' };
    assert.equal(refused(await guest.ask('join', join)).code, 'unavailable');
  }
  const watch = t.mock.method(MemoryLog.prototype, 'watch');
  watch.mock.mockImplementationOnce(() => Promise.reject(new Error('the disk is broken')));
  assert.equal(refused(await guest.ask('join', { room: 'attic', username: 'Guest' })).code, 'unavailable');
  assert.equal(open.count, 1);
  await guest.join({ room: 'attic', username: 'Guest' });
  assert.equal(open.count, 2);
  // A refused join of a member leaves the member in the room.
  assert.equal(refused(await guest.ask('join', { room: 'attic', username: 'Mona' })).code, 'name_taken');
  assert.ok((await write(guest, 'attic')).ok);
});

test('joins that wait for the site are bounded, and others can join meanwhile', async (t) => {
  let answer = (_may: boolean): void => {};
  const slow = new Promise<boolean>((resolve) => (answer = resolve));
  const { url } = await newRelay(t, {
    hookTimeout: 7,
    authorize: (_person, room) => (room.startsWith('slow') ? slow : true),
  });
  const guest = await newWireClient(t, url);
  const joins = Array.from({ length: 100 }, (_, number) =>
    guest.ask('join', { room: `slow-${number % 7}`, username: 'Guest' }),
  );
  const { code, retryAfter } = refused(await guest.ask('join', { room: 'lobby', username: 'Guest' }));
  assert.deepEqual([code, retryAfter], ['rate_limited', 1]);
  const other = await newWireClient(t, url);
  await other.join({ username: 'Other' });
  answer(true);
  for (const joined of await Promise.all(joins)) assert.ok(joined.ok);
  await guest.join({ username: 'Guest' });
});
