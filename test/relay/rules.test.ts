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

function decreed(
  rules: Restrictions,
  action: string,
  more: object = {},
  about: ActionDetails = {},
): Restrictions {
  const decree = {
    type: 'moderate',
    id: 'an id',
    sender: 'user:7',
    time: 10,
    person: 'eve',
    action,
  } as const;
  return afterAction(rules, { ...decree, ...more }, about);
}

function newTime(t: TestContext, now: number): void {
  t.mock.timers.enable({ apis: ['Date'], now });
}

test('a ban that is repeated keeps where its person was seen before', () => {
  const muted = decreed(noRestrictions, 'mute', {}, { addresses: ['a'] });
  const banned = decreed(muted, 'ban', {}, { addresses: ['b'] });
  const repeated = decreed(banned, 'ban', { time: 20 }, { addresses: [] });
  for (const address of ['a', 'b']) assert.equal(isBanned(repeated, from(address), false), true, address);
  assert.equal(isBanned(repeated, from('c'), false), false);
  // Unless it is not to go by them any more.
  assert.equal(isBanned(decreed(repeated, 'ban'), from('a'), false), false);
});

test('a mute that is repeated still holds for who came between the two', () => {
  const first = decreed(noRestrictions, 'mute', { time: 10 }, { addresses: ['a'] });
  const second = decreed(first, 'mute', { time: 30 }, { addresses: ['a'] });
  assert.equal(isMuted(second, from('a', 20), false), true);
  assert.equal(isMuted(second, from('a', 5), false), false);
});

test('there are only so many addresses of one person, the last ones', () => {
  const addresses = Array.from({ length: 30 }, (_, index) => String(index));
  const rules = decreed(noRestrictions, 'ban', {}, { addresses });
  assert.deepEqual(rules.banned.eve?.addresses, addresses.slice(10));
});

test('what is over is forgotten by the next decree, whatever that is', (t) => {
  newTime(t, 0);
  const muted = decreed(noRestrictions, 'mute', { until: 15 });
  const both = decreed(muted, 'ban', { until: 15 });
  assert.equal(isMuted(both, eve, false, 14), true);
  assert.equal(isMuted(both, eve, false, 15), false);
  for (const action of ['lock', 'slow', 'mute', 'clear']) {
    const rules = decreed(both, action, { time: 16, person: 'fay', seconds: 5 });
    assert.deepEqual([rules.muted.eve, rules.banned.eve], [undefined, undefined], action);
  }
});

test('a store forgets rules that nobody has to keep to any more, and those that are over', async (t) => {
  newTime(t, 1000);
  const log = new MemoryLog();
  const over = decreed(noRestrictions, 'mute', { until: 999 });
  await log.note('rules', 'over', over);
  await log.note('rules', 'open', decreed(decreed(noRestrictions, 'lock'), 'unlock'));
  await log.note('rules', 'locked', { ...over, locked: true });
  const moderation = await Moderation.open(log, silent);
  assert.deepEqual([...(await log.notes('rules')).keys()], ['locked']);
  assert.deepEqual(
    [moderation.restrictions('over').muted, moderation.restrictions('locked').muted],
    [{}, {}],
  );
  assert.equal(moderation.restrictions('locked').locked, true);
});
