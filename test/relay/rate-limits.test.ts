import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { parse } from '@realtime-chat/protocol';
import { BurstyRateLimiter } from '../../relay/src/limits/bursty-rate-limiter.ts';
import { TokenBucket } from '../../relay/src/limits/token-bucket.ts';
import { RateLimits, limitsSchema } from '../../relay/src/limits/rate-limits.ts';
import { Refusal } from '../../relay/src/refusal.ts';

/** Mocks the clock. @returns a function that moves it, in milliseconds */
function stopClock(t: TestContext): (milliseconds: number) => void {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: 1_000_000 });
  return (milliseconds) => t.mock.timers.tick(milliseconds);
}

/** One call after the other, as the relay does. */
async function times<T>(count: number, act: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let index = 0; index < count; index++) results.push(await act());
  return results;
}

test('a burst is allowed at once, then one call per interval, and never more', async (t) => {
  const pass = stopClock(t);
  const limiter = new BurstyRateLimiter(5, 5);
  const attempt = () => limiter.take('ann');
  assert.deepEqual(await times(7, attempt), [0, 0, 0, 0, 0, 1000, 1000]);
  pass(999);
  assert.deepEqual(await times(2, attempt), [1, 1], 'what was refused costs nothing');
  pass(1);
  assert.deepEqual(await times(3, attempt), [0, 1000, 1000]);
  for (let second = 0; second < 100; second++) {
    pass(1000);
    assert.deepEqual(await times(3, attempt), [0, 1000, 1000]);
  }
  pass(4999);
  assert.deepEqual(await times(3, attempt), [0, 1000, 1000], 'that was no rest');
  pass(5000);
  assert.deepEqual(await times(6, attempt), [0, 0, 0, 0, 0, 1000]);
  pass(3_600_000);
  assert.deepEqual(await times(6, attempt), [0, 0, 0, 0, 0, 1000], 'and after a long rest not more either');
});

test('a rate of one allows one call', async (t) => {
  const pass = stopClock(t);
  const limiter = new BurstyRateLimiter(1, 3);
  const attempt = () => limiter.take('ann');
  assert.deepEqual(await times(3, attempt), [0, 3000, 3000]);
  pass(3000);
  assert.deepEqual(await times(2, attempt), [0, 3000]);
});

test('each key has its own limiter', async (t) => {
  stopClock(t);
  const limiter = new BurstyRateLimiter(2, 2);
  for (const person of ['ann', 'bob']) {
    assert.deepEqual(await times(3, () => limiter.take(person)), [0, 0, 1000]);
  }
});

test('the refusal names the limit that was reached: of the person, the address or the room', async (t) => {
  const pass = stopClock(t);
  const parsed = parse(limitsSchema, { sends: '2/2', 'sends-address': '3/30', 'sends-room': '4/4' });
  assert.ok(parsed.ok);
  const limits = new RateLimits(parsed.value);
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
  assert.deepEqual(await attempt('eve', 'A'), ['sends-address', 10]);
  assert.deepEqual(await attempt('cy', 'C'), 'taken');
  assert.deepEqual(await attempt('dora', 'D'), ['sends-room', 1]);
  pass(1000);
  assert.deepEqual(await attempt('dora', 'D'), 'taken');
});

test('by default, a person can send five messages at once and then one a second', async (t) => {
  const pass = stopClock(t);
  const parsed = parse(limitsSchema, {});
  assert.ok(parsed.ok);
  const limits = new RateLimits(parsed.value);
  let sent = 0;
  for (let attempt = 0; attempt < 6000; attempt++) {
    await limits.take('sends', { person: 'ann', address: 'A', room: 'lobby' }).then(
      () => (sent += 1),
      () => {},
    );
    pass(10);
  }
  assert.equal(sent, 5 + 59);
});

test('a token bucket gives its burst at once, then one token at a time, and refusals cost nothing', () => {
  let now = 0;
  const bucket = new TokenBucket(4, 2, () => now);
  const taken = (): number => {
    let count = 0;
    for (let attempt = 0; attempt < 10; attempt++) if (bucket.take()) count += 1;
    return count;
  };
  const counts = [0, 499, 500, 1500, 100_000].map((time) => {
    now = time;
    return taken();
  });
  assert.deepEqual(counts, [4, 0, 1, 2, 4]);
});
