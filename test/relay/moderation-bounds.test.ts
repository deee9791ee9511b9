import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rulesPageSchema } from '@realtime-chat/protocol';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { LoneNode } from '../../relay/src/nodes/lone-node.ts';
import { KnownReports } from '../../relay/src/moderation/review-queue/known-reports.ts';
import { Moderation } from '../../relay/src/moderation/moderation.ts';
import { noRestrictions, afterAction } from '../../relay/src/moderation/restrictions.ts';
import { RestrictionStore } from '../../relay/src/moderation/restriction-store.ts';
import { silent } from '../../relay/src/logger.ts';
import { newFolder } from '../support/folder.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { granted, newId, newMember, newWireClient, refused } from '../support/wire-client.ts';

test('the 1,001st ban of a room replaces the first, as moderators see', async (t) => {
  const data = await newFolder(t);
  const log = await LmdbLog.open(data);
  const banned = Object.fromEntries(
    Array.from({ length: 1000 }, (_, person) => [`user:p${person}`, { time: 1000 + person }]),
  );
  await log.putMeta('rules', 'lobby', { banned });
  await log.close();
  const { url } = await newRelay(t, { authSecret, data });
  const owner = await newMember(t, url, 'Mona', bearing(await token({ roles: ['owner'] })));
  const ban = (person: string) =>
    owner.ask('moderate', { room: 'lobby', id: newId(), action: 'ban', person });
  const page = async (skip: number) =>
    granted(rulesPageSchema, await owner.ask('rules', { room: 'lobby', skip }));
  const enter = async (sub: string) =>
    (await newWireClient(t, url, bearing(await token({ sub, name: sub })))).ask('join', { room: 'lobby' });
  assert.equal((await page(900)).decrees.at(-1)?.person, 'user:p0');
  assert.equal(refused(await enter('p0')).code, 'banned');
  assert.ok((await ban('user:p1000')).ok);
  const { count, decrees } = await page(900);
  assert.deepEqual([count, decrees.at(-1)?.person], [1000, 'user:p1']);
  assert.ok((await enter('p0')).ok);
  assert.equal(refused(await enter('p1')).code, 'banned');
  assert.equal(refused(await enter('p1000')).code, 'banned');
});

test('restrictions are bounded over all rooms, and lifting one is always allowed', async () => {
  const log = new MemoryLog();
  const time = Date.now();
  const terms = Object.fromEntries(Array.from({ length: 1000 }, (_, person) => [`p${person}`, { time }]));
  for (let room = 0; room < 100; room++) await log.putMeta('rules', `room-${room}`, { banned: terms });
  const all = await RestrictionStore.open(log, silent);
  const full = all.get('room-0');
  assert.equal(Object.keys(full.banned).length, 1000);
  const base = { type: 'moderate', sender: 'mona', id: 'id', time, person: 'p0' } as const;
  const more = afterAction(noRestrictions, { ...base, action: 'mute' });
  await assert.rejects(
    all.update('another', () => more),
    /as many restrictions/,
  );
  await assert.rejects(
    all.update('room-0', (before) => afterAction(before, { ...base, action: 'mute' })),
    /as many restrictions/,
  );
  await all.update('room-0', (before) => afterAction(before, { ...base, action: 'unban' }));
  await all.update('another', () => more);
});

test('bans of an older relay beyond the bound hold after a start, and a later action keeps them', async () => {
  const log = new MemoryLog();
  const time = Date.now();
  const terms = Object.fromEntries(Array.from({ length: 1000 }, (_, person) => [`p${person}`, { time }]));
  for (let room = 0; room < 101; room++) await log.putMeta('rules', `room-${room}`, { banned: terms });
  const lines: object[] = [];
  const moderation = await Moderation.open(log, { ...silent, warn: (line) => lines.push(line) });
  assert.deepEqual(lines, [{ code: 'rules_overfull', count: 101_000, most: 100_000 }]);
  const banned = (room: string) => Object.keys(moderation.restrictions(room).banned).length;
  for (let room = 0; room < 101; room++) assert.equal(banned(`room-${room}`), 1000, `room-${room}`);
  await moderation.apply('mona', { room: 'room-100', id: newId(), action: 'unban', person: 'p0' });
  const again = await RestrictionStore.open(log, silent);
  assert.equal(Object.keys(again.get('room-100').banned).length, 999);
});

test('lifted and expired restrictions do not count, and are not in the store', async (t) => {
  const log = new MemoryLog();
  const moderation = await Moderation.open(log, silent);
  for (let number = 0; number < 10_001; number++) {
    const room = `room-${number}`;
    await moderation.apply('mona', { room, id: newId(), action: 'lock' });
    await moderation.apply('mona', { room, id: newId(), action: 'unlock' });
  }
  assert.equal((await log.listMeta('rules')).size, 0);
  await moderation.apply('mona', { room: 'new', id: newId(), action: 'ban', person: 'eve' });
  assert.deepEqual(Object.keys(moderation.restrictions('new').banned), ['eve']);

  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const all = await RestrictionStore.open(new MemoryLog(), silent);
  const until = Date.now() + 60_000;
  const muted = Object.fromEntries(
    Array.from({ length: 1000 }, (_, person) => [
      `p${person}`,
      { time: 0, addresses: [], byOwner: false, until },
    ]),
  );
  for (let room = 0; room < 100; room++)
    await all.update(`room-${room}`, () => ({ ...noRestrictions, muted }));
  t.mock.timers.setTime(until + 1);
  await all.update('another', () => ({ ...noRestrictions, locked: true }));
});

test('the number of remembered reports is bounded', async () => {
  const known = new KnownReports(new LoneNode(silent));
  const isNew = (seq: number, person: string) =>
    known.once(`room-${seq % 50}`, seq, person, () => Promise.resolve(true));
  for (let seq = 0; seq < 20_000; seq++) assert.ok(await isNew(seq, 'ann'));
  assert.ok(!(await isNew(0, 'ann')));
  assert.ok(await isNew(0, 'bob'));
  assert.ok(await isNew(0, 'ann'), 'the oldest is forgotten');
});
