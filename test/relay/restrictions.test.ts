import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { silent } from '../../relay/src/logger.ts';
import { Moderation } from '../../relay/src/moderation/moderation.ts';
import { toGuest } from '../../relay/src/connection/identity/identity.ts';
import {
  type ActionDetails,
  isBanned,
  isMuted,
  noRestrictions,
  afterAction,
  type Restrictions,
} from '../../relay/src/moderation/restrictions.ts';

const eve = { person: toGuest('eve'), address: '192.0.2.1', since: 5 };
const from = (address: string, since = 100) => ({ person: toGuest('fay'), address, since });

function applied(
  before: Restrictions,
  action: string,
  more: object = {},
  details: ActionDetails = {},
): Restrictions {
  const base = {
    type: 'moderate',
    id: 'an id',
    sender: 'user:7',
    time: 10,
    person: 'eve',
    action,
  } as const;
  return afterAction(before, { ...base, ...more }, details);
}

function newTime(t: TestContext, now: number): void {
  t.mock.timers.enable({ apis: ['Date'], now });
}

test('a repeated ban keeps the person’s earlier addresses', () => {
  const muted = applied(noRestrictions, 'mute', {}, { addresses: ['a'] });
  const banned = applied(muted, 'ban', {}, { addresses: ['b'] });
  const repeated = applied(banned, 'ban', { time: 20 }, { addresses: [] });
  for (const address of ['a', 'b']) assert.equal(isBanned(repeated, from(address), false), true, address);
  assert.equal(isBanned(repeated, from('c'), false), false);
  // Unless the new ban is not to hold for addresses.
  assert.equal(isBanned(applied(repeated, 'ban'), from('a'), false), false);
});

test('a repeated mute still holds for guests whose session began between the two', () => {
  const first = applied(noRestrictions, 'mute', { time: 10 }, { addresses: ['a'] });
  const second = applied(first, 'mute', { time: 30 }, { addresses: ['a'] });
  assert.equal(isMuted(second, from('a', 20), false), true);
  assert.equal(isMuted(second, from('a', 5), false), false);
});

test('the addresses of one person are bounded, and the latest are kept', () => {
  const addresses = Array.from({ length: 30 }, (_, index) => String(index));
  const restrictions = applied(noRestrictions, 'ban', {}, { addresses });
  assert.deepEqual(restrictions.banned.eve?.addresses, addresses.slice(10));
});

test('every action removes expired restrictions', (t) => {
  newTime(t, 0);
  const muted = applied(noRestrictions, 'mute', { until: 15 });
  const both = applied(muted, 'ban', { until: 15 });
  assert.equal(isMuted(both, eve, false, 14), true);
  assert.equal(isMuted(both, eve, false, 15), false);
  for (const action of ['lock', 'slow', 'mute', 'clear']) {
    const restrictions = applied(both, action, { time: 16, person: 'fay', seconds: 5 });
    assert.deepEqual([restrictions.muted.eve, restrictions.banned.eve], [undefined, undefined], action);
  }
});

test('at the start, the store removes expired and empty restrictions', async (t) => {
  newTime(t, 1000);
  const log = new MemoryLog();
  const over = applied(noRestrictions, 'mute', { until: 999 });
  await log.putMeta('rules', 'over', over);
  await log.putMeta('rules', 'open', applied(applied(noRestrictions, 'lock'), 'unlock'));
  await log.putMeta('rules', 'locked', { ...over, locked: true });
  const moderation = await Moderation.open(log, silent);
  assert.deepEqual([...(await log.listMeta('rules')).keys()], ['locked']);
  assert.deepEqual(
    [moderation.restrictions('over').muted, moderation.restrictions('locked').muted],
    [{}, {}],
  );
  assert.equal(moderation.restrictions('locked').locked, true);
});
