import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { RelayOptions } from '@realtime-chat/relay';
import { checkedOptions } from '../../relay/src/cli/options/checked-options.ts';
import { parseInvocation } from '../../relay/src/cli/options/flags.ts';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { keepRule, keepText } from '../../relay/src/options/keep-rule.ts';
import { newFolder } from '../support/folder.ts';
import { mistakeIn } from '../support/mistake.ts';
import { newRelay } from '../support/relay.ts';
import { newWireClient, type WireClient } from '../support/wire-client.ts';
import { draft, entriesOf } from './log-entries.ts';

function optionsFrom(args: string[], env: NodeJS.ProcessEnv = {}) {
  const { relay, names } = parseInvocation(args, env);
  const { keepDays, keepMessages } = checkedOptions(relay, names);
  return { keepDays, keepMessages };
}

test('--keep-days and --keep-messages take numbers for all rooms and for patterns of names', () => {
  assert.deepEqual(optionsFrom(['--keep-days', '1.5', '--keep-messages', '7']), {
    keepDays: 1.5,
    keepMessages: 7,
  });
  assert.deepEqual(optionsFrom(['--keep-days', 'support-*=30', '--keep-days', '365']).keepDays, {
    'support-*': 30,
    '*': 365,
  });
  assert.deepEqual(optionsFrom(['--keep-messages', 'a=b=10']).keepMessages, { 'a=b': 10 });
  assert.deepEqual(optionsFrom([], { RELAY_KEEP_DAYS: '365, support-*=30' }).keepDays, {
    '*': 365,
    'support-*': 30,
  });
  assert.deepEqual(optionsFrom(['--keep-days', '1', '--keep-days', '2']).keepDays, { '*': 2 });
});

const mistakes: [args: string[], message: RegExp][] = [
  [['--keep-days', 'x'], /^--keep-days must be a number$/],
  [['--keep-days', 'lobby='], /^--keep-days must be a number$/],
  [['--keep-days', 'lobby'], /^--keep-days must be a number$/],
  [['--keep-days', '0'], /^--keep-days must be more than 0$/],
  [['--keep-days', 'support-*=0'], /^--keep-days support-\* must be more than 0$/],
  [['--keep-messages', 'support-*=1.5'], /^--keep-messages support-\* must be a whole number$/],
  [['--keep-messages', '=5'], /^--keep-messages .*must not be empty$/],
];
for (const [args, message] of mistakes) {
  test(`${args.join(' ')} is refused`, () => assert.match(mistakeIn(args).message, message));
}

test('of several patterns that fit a room, the longest counts, in whatever order they are given', () => {
  const rules: Record<string, number> = {
    '*': 365,
    'support-*': 30,
    'support-vip-*': 90,
    '*-vip': 2,
    lobby: 7,
  };
  const expected = {
    attic: 365,
    'support-1': 30,
    'support-vip-1': 90,
    'support-vip': 30,
    lobby: 7,
    'a-vip': 2,
  };
  for (const entries of [Object.entries(rules), Object.entries(rules).toReversed()]) {
    const rule = keepRule(Object.fromEntries(entries));
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((room) => [room, rule?.(room)])), expected);
  }
  assert.equal(keepRule({ 'a*': 5, '*b': 3 })?.('ab'), 3);
  assert.equal(keepRule({ 'support-*': 30 })?.('lobby'), undefined);
  assert.equal(keepRule(undefined), undefined);
  assert.equal(keepText({ 'support-*': 30, '*': 365 }), 'support-*=30, *=365');
});

async function floorBecomes(client: WireClient, room: string, floor: number): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (let found = 0; found !== floor; await setTimeout(50)) {
    assert.ok(Date.now() < deadline, `the floor of ${room} is ${found} in vain, not ${floor}`);
    found = (await client.join({ room })).floor;
  }
}

for (const store of ['in memory', 'on the disk']) {
  test(`each room keeps as many messages as its pattern says, ${store}`, async (t) => {
    const options: RelayOptions = store === 'in memory' ? {} : { data: await newFolder(t) };
    const keepMessages = { 'support-*': 2, '*': 4, 'legal-*': 100 };
    const relay = await newRelay(t, { keepMessages, ...options });
    for (const room of ['support-1', 'lobby', 'legal-1']) {
      for (let count = 0; count < 6; count++) await relay.publish(room, { message: `message ${count}` });
    }
    const reader = await newWireClient(t, relay.url);
    await floorBecomes(reader, 'support-1', 5);
    await floorBecomes(reader, 'lobby', 3);
    await floorBecomes(reader, 'legal-1', 1);
  });
}

test('rooms of a pattern forget by age, and other rooms keep everything', async (t) => {
  const data = await newFolder(t);
  const log = await LmdbLog.open(data);
  for (const room of ['support-1', 'lobby']) await log.restore(room, entriesOf(1, 3));
  // By the newest message, the relay sees that the clock did not jump.
  await log.append('attic', draft('now'));
  await log.close();
  const relay = await newRelay(t, { data, keepDays: { 'support-*': 1 } });
  const reader = await newWireClient(t, relay.url);
  await floorBecomes(reader, 'support-1', 3);
  await floorBecomes(reader, 'lobby', 1);
});
