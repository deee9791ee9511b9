import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '@realtime-chat/protocol';
import { Allowance } from '../../relay/src/allowance.ts';
import { Limits, limitsSchema } from '../../relay/src/limits.ts';
import { Refusal } from '../../relay/src/refusal.ts';

/** Somebody who tries again and again, by a clock that stands still in between. */
function newTrial(most: number, interval: number) {
  let now = 1000;
  const allowance = new Allowance(most, interval, () => now);
  return {
    allowance,
    pass: (milliseconds: number): void => void (now += milliseconds),
    /** @returns how long they have to wait; 0 where they have done it. */
    attempt: (key = 'ann'): number => {
      const wait = allowance.wait(key);
      if (wait === 0) allowance.take(key);
      return wait;
    },
  };
}

const times = <T>(count: number, act: () => T): T[] => Array.from({ length: count }, act);

test('so many at once, then one each interval, and never more', () => {
  const { attempt, pass } = newTrial(5, 1000);
  assert.deepEqual(times(7, attempt), [0, 0, 0, 0, 0, 1000, 1000]);
  pass(999);
  assert.deepEqual(times(2, attempt), [1, 1], 'what was refused costs nothing');
  pass(1);
  assert.deepEqual(times(3, attempt), [0, 1000, 1000]);
  for (let second = 0; second < 100; second++) {
    pass(1000);
    assert.deepEqual(times(3, attempt), [0, 1000, 1000]);
  }
  pass(2500);
  assert.deepEqual(times(4, attempt), [0, 0, 500, 500]);
  pass(4500);
  assert.deepEqual(times(6, attempt), [0, 0, 0, 0, 0, 1000]);
  pass(3_600_000);
  assert.deepEqual(times(6, attempt), [0, 0, 0, 0, 0, 1000], 'and after a long rest not more either');
});

test('the wait that is told is the true one', () => {
  const { attempt, pass } = newTrial(3, 333);
  for (let count = 0; count < 200; count++) {
    const wait = attempt();
    if (wait === 0) continue;
    pass(wait - 0.01);
    assert.ok(attempt() > 0);
    pass(0.02);
    assert.equal(attempt(), 0);
  }
});

test('each has their own, and who has all of it back is forgotten', () => {
  const { allowance, attempt, pass } = newTrial(2, 1000);
  for (let person = 0; person < 1000; person++)
    assert.deepEqual(
      times(2, () => attempt(`${person}`)),
      [0, 0],
    );
  assert.equal(allowance.size, 1000);
  pass(2000);
  attempt('somebody');
  assert.equal(allowance.size, 1);
});

test('of a person, an address and a room, the one that waits longest is told, and what is refused counts for none', async () => {
  let now = 0;
  const parsed = parse(limitsSchema, { sends: '2/2', 'sends-address': '3/30', 'sends-room': '4/4' });
  assert.ok(parsed.ok);
  const limits = new Limits(parsed.value, () => now);
  const attempt = (person: string, address: string) =>
    limits.take('sends', { person, address, room: 'lobby' }).then(
      () => 'taken',
      (error: unknown) =>
        error instanceof Refusal && [error.message.match(/\((.*)\)/)?.[1], error.retryAfter],
    );
  assert.deepEqual(await attempt('ann', 'A'), 'taken');
  assert.deepEqual(await attempt('ann', 'A'), 'taken');
  assert.deepEqual(await attempt('ann', 'A'), ['sends', 1]);
  assert.deepEqual(await attempt('ann', 'A'), ['sends', 1]);
  assert.deepEqual(await attempt('bob', 'A'), 'taken');
  assert.deepEqual(await attempt('ann', 'A'), ['sends-address', 10]);
  assert.deepEqual(await attempt('cy', 'C'), 'taken');
  assert.deepEqual(await attempt('dora', 'D'), ['sends-room', 1]);
  now += 1000;
  assert.deepEqual(await attempt('dora', 'D'), 'taken');
});

test('as usual, a person sends five times in a moment and then once a second', async () => {
  let now = 0;
  const parsed = parse(limitsSchema, {});
  assert.ok(parsed.ok);
  const limits = new Limits(parsed.value, () => now);
  let sent = 0;
  for (; now < 60_000; now += 10) {
    await limits.take('sends', { person: 'ann', address: 'A', room: 'lobby' }).then(
      () => (sent += 1),
      () => {},
    );
  }
  assert.equal(sent, 5 + 59);
});
