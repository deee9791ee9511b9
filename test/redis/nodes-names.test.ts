import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { limitsSchema, RateLimits } from '../../relay/src/limits/rate-limits.ts';
import type { RoomLog } from '../../relay/src/log/log.ts';
import { RedisLog } from '../../relay/src/log/redis/redis-log.ts';
import { openRedis } from '../../relay/src/log/redis/server/open.ts';
import { silent } from '../../relay/src/logger.ts';
import { GuestRooms } from '../../relay/src/rooms/guest-rooms.ts';
import { ReservedNames } from '../../relay/src/rooms/names/reserved-names.ts';
import { SharedNames } from '../../relay/src/rooms/names/shared-names.ts';
import { RoomMembers } from '../../relay/src/rooms/presence/members.ts';
import { afterwards } from '../support/afterwards.ts';
import { newRedis } from '../support/redis.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newMember, newWireClient, refused } from '../support/wire-client.ts';
import { say } from '../relay/moderated-room.ts';

/* Names that the site gives, and the rooms of guests, where several relays share a Redis. */

const redis = await newRedis({ after });
let prefixes = 0;

async function twoLogs(t: TestContext): Promise<[RoomLog, RoomLog]> {
  const url = `${redis.url}?prefix=names-${(prefixes += 1)}`;
  const open = async (): Promise<RoomLog> => {
    const log = await RedisLog.start(await openRedis(url));
    afterwards(t, () => log.close());
    return log;
  };
  return [await open(), await open()];
}

async function eventually(what: string, look: () => boolean): Promise<void> {
  for (let tries = 0; !look(); tries += 1) {
    assert.ok(tries < 500, `Waited in vain for ${what}`);
    await wait(20);
  }
}

const person = (id: string, username: string) => ({ id: `user:${id}`, username, roles: [] });

test('a name that the site gave on one relay is taken for guests on the other, and free once it is erased', async (t) => {
  const logs = await twoLogs(t);
  const [one, other] = await Promise.all(logs.map((log) => ReservedNames.open(log, silent)));
  assert(one && other);
  await one.reserve(person('ann', 'Ann Archer'));
  await eventually('the name', () => other.isTaken('Ann Archer', 'guest'));
  assert.equal(other.isTaken('Ann Archer', 'user:ann'), false);
  await one.reserve(person('ann', 'Ann Baker'));
  await eventually('the new name', () => other.isTaken('Ann Baker', 'guest'));
  assert.equal(other.isTaken('Ann Archer', 'guest'), false);
  await other.erase('user:ann');
  await eventually('the erasure', () => !one.isTaken('Ann Baker', 'guest'));
});

test('a relay that heard nothing for a while learns of names that were given and freed', async (t) => {
  const logs = await twoLogs(t);
  const [one, other] = await Promise.all(logs.map((log) => ReservedNames.open(log, silent)));
  assert(one && other);
  await one.reserve(person('ann', 'Ann'));
  await eventually('the name', () => other.isTaken('Ann', 'guest'));
  await redis.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await one.erase('user:ann');
  await redis.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await one.reserve(person('bea', 'Bea'));
  await eventually('both', () => !other.isTaken('Ann', 'guest') && other.isTaken('Bea', 'guest'));
});

test('a name that one relay takes for expired stays, if its person was on another relay meanwhile', async (t) => {
  const [log, logToo] = await twoLogs(t);
  const seen = Date.now() - 200 * 24 * 60 * 60 * 1000;
  await log.putMeta('name', 'user:ann', { name: 'Ann', seen });
  await log.putMeta('name', 'user:bea', { name: 'Bea', seen });
  // Ann comes back between the reading of the names and their removal.
  const update = log.updateMeta.bind(log);
  let isBack: Promise<void> | undefined;
  log.updateMeta = async (...args) => {
    await (isBack ??= logToo.putMeta('name', 'user:ann', { name: 'Ann', seen: Date.now() }));
    return update(...args);
  };
  const names = await ReservedNames.open(log, silent);
  await eventually('the name of Ann', () => names.isTaken('Ann', 'guest'));
  await names.close();
  assert.deepEqual([...(await log.listMeta('name')).keys()], ['user:ann']);
});

test('a name that a member has chosen stays a chosen one when their picture changes', () => {
  const names = new SharedNames();
  const members = new RoomMembers(names);
  const ann = { id: 'guest-ann', username: 'Ann', verified: false };
  // As by a join: the name is claimed, and then the claim gives way to the member.
  names.reserve('Ann', ann.id);
  names.confirm('Ann', ann.id);
  members.set('tab', ann);
  names.remove('Ann', ann.id);
  members.set('tab', { ...ann, picture: 'https://example.org/ann.png' });
  assert.deepEqual(names.takeChanges(), { given: [], freed: [] });
  assert.ok(names.isClaimed('Ann', ann.id));
  members.set('tab', { ...ann, username: undefined });
  assert.notDeepEqual(names.takeChanges().freed, []);
});

test('on the wire, a guest cannot take a name that the site gives on another relay', async (t) => {
  const url = `${redis.url}?prefix=names-${(prefixes += 1)}`;
  const relays = [
    await newRelay(t, { authSecret, redis: url }),
    await newRelay(t, { authSecret, redis: url }),
  ];
  const [one, two] = relays.map((relay) => relay.url);
  assert(one !== undefined && two !== undefined);
  await newWireClient(t, one, bearing(await token({ sub: 'ann', name: 'Ann Archer' })));
  const guest = await newMember(t, two, 'Guest');
  const other = await newMember(t, two, 'Guest too');
  assert.ok((await other.ask('send', say())).ok);
  const taken = await guest.ask('send', { ...say(), username: 'Ann Archer' });
  assert.equal(refused(taken).code, 'name_taken');
});

test('the rooms that guests open on several relays count together', async (t) => {
  const logs = await twoLogs(t);
  const settings = v.parse(limitsSchema, { 'guest-rooms-total': 10 });
  const both = await Promise.all(
    logs.map((log) => GuestRooms.open(log, new RateLimits(settings, silent), settings, silent)),
  );
  const visitor = { person: { id: 'guest', username: undefined, roles: [] }, address: '192.0.2.1', since: 0 };
  const count = async (): Promise<number> => {
    const stored = await logs[0].getMeta('count', 'guest-rooms');
    return v.parse(v.object({ count: v.optional(v.number(), 0) }), stored ?? {}).count;
  };
  for (const [index, rooms] of both.entries()) {
    for (let opened = 0; opened < 5; opened += 1) rooms.recordOpened(visitor);
    // The first relay knows of the last five only what it is told.
    while ((await count()) < index * 5 + 4.9) await wait(20);
  }
  for (const rooms of both) {
    let isFull = false;
    await eventually('the bound', () => {
      rooms.assertMayOpen(visitor, { isEmpty: true }).then(
        () => {},
        (error: unknown) => (isFull = String(error).includes('guests have opened')),
      );
      return isFull;
    });
  }
  assert.ok(Math.abs((await count()) - 10) < 0.1);
});
