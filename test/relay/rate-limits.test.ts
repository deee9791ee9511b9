import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '@realtime-chat/protocol';
import { BurstyRateLimiter } from '../../relay/src/limits/rates/bursty-rate-limiter.ts';
import { TokenBucket } from '../../relay/src/limits/token-bucket.ts';
import { RateLimits, limitsSchema } from '../../relay/src/limits/rate-limits.ts';
import { silent } from '../../relay/src/logger.ts';
import { Refusal, rateLimited } from '../../relay/src/refusal.ts';

/** A monotonic clock that the test moves, in milliseconds. */
function newClock(): { now: () => number; pass: (milliseconds: number) => void } {
  let time = 1_000_000;
  return { now: () => time, pass: (milliseconds) => (time += milliseconds) };
}

function times<T>(count: number, act: () => T): T[] {
  return Array.from({ length: count }, act);
}

test('a burst is allowed at once, then one call per interval, and never more', () => {
  const { now, pass } = newClock();
  const limiter = new BurstyRateLimiter(5, 5, now);
  const attempt = () => limiter.take('ann');
  assert.deepEqual(times(7, attempt), [0, 0, 0, 0, 0, 1000, 1000]);
  pass(999);
  assert.deepEqual(times(2, attempt), [1, 1], 'what was refused costs nothing');
  pass(1);
  assert.deepEqual(times(3, attempt), [0, 1000, 1000]);
  for (let second = 0; second < 100; second++) {
    pass(1000);
    assert.deepEqual(times(3, attempt), [0, 1000, 1000]);
  }
  pass(4999);
  assert.deepEqual(times(3, attempt), [0, 1000, 1000], 'that was no rest');
  pass(5000);
  assert.deepEqual(times(6, attempt), [0, 0, 0, 0, 0, 1000]);
  pass(3_600_000);
  assert.deepEqual(times(6, attempt), [0, 0, 0, 0, 0, 1000], 'and after a long rest not more either');
});

test('a rate of one allows one call', () => {
  const { now, pass } = newClock();
  const limiter = new BurstyRateLimiter(1, 3, now);
  const attempt = () => limiter.take('ann');
  assert.deepEqual(times(3, attempt), [0, 3000, 3000]);
  pass(3000);
  assert.deepEqual(times(2, attempt), [0, 3000]);
});

test('each key has its own limiter', () => {
  const limiter = new BurstyRateLimiter(2, 2, newClock().now);
  for (const person of ['ann', 'bob']) {
    assert.deepEqual(
      times(3, () => limiter.take(person)),
      [0, 0, 1000],
    );
  }
});

test('requests that arrive together are allowed no more than an honest client gets', async () => {
  const { now, pass } = newClock();
  const parsed = parse(limitsSchema, { sends: '20/2' });
  assert.ok(parsed.ok);
  const limits = new RateLimits(parsed.value, silent, { now });
  const attempt = (): Promise<number> =>
    limits.take('sends', { person: 'ann' }).then(
      () => 1,
      () => 0,
    );
  let allowed = 0;
  const together = async (count: number): Promise<void> => {
    for (const one of await Promise.all(times(count, attempt))) allowed += one;
  };
  // Each batch fits into the burst. So it passes whole if the call at the steady rate resets what the others have spent.
  await together(1);
  await together(1);
  for (let batch = 0; batch < 21; batch++) {
    pass(100);
    await together(18);
  }
  assert.equal(allowed, 20 + 21, 'a burst of 20, and one every 100 ms');
});

test('a wall clock that is set back or ahead changes no wait', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 1, 12) });
  const limiter = new BurstyRateLimiter(2, 200);
  assert.deepEqual(
    times(2, () => limiter.take('ann')),
    [0, 0],
  );
  for (const hours of [-1, 1]) {
    t.mock.timers.setTime(Date.UTC(2026, 0, 1, 12 + hours));
    const wait = limiter.take('ann');
    assert.ok(wait > 0 && wait <= 100_000, `${wait} ms`);
  }
});

test('the state of idle keys is forgotten, and the number of keys is bounded', () => {
  const { now, pass } = newClock();
  const limiter = new BurstyRateLimiter(2, 2, now, 10);
  let person = 0;
  const newcomer = (): number => limiter.take(`person ${person++}`);
  times(10, newcomer);
  pass(1000);
  assert.deepEqual(
    times(3, () => limiter.take('person 9')),
    [0, 0, 1000],
  );
  times(8, newcomer);
  assert.equal(limiter.size, 10);
  assert.equal(limiter.take('person 9'), 1000, 'the keys that idled longest were forgotten first');
  pass(2000);
  times(10, newcomer);
  assert.equal(limiter.size, 10);
  pass(2000);
  times(5, () => limiter.take('ann'));
  assert.equal(limiter.size, 1);
});

test('a rate limit names a wait of an hour at most', () => {
  assert.equal(rateLimited('room', 210 * 24 * 60 * 60 * 1000).retryAfter, 3600);
  assert.equal(rateLimited('room', 1499.5).retryAfter, 1.5);
});

test('the refusal names the limit that was reached: of the person, the address or the room', async () => {
  const { now, pass } = newClock();
  const parsed = parse(limitsSchema, { sends: '2/2', 'sends-address': '3/30', 'sends-room': '4/4' });
  assert.ok(parsed.ok);
  const limits = new RateLimits(parsed.value, silent, { now });
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

test('by default, a person can send five messages at once and then one a second', async () => {
  const { now, pass } = newClock();
  const parsed = parse(limitsSchema, {});
  assert.ok(parsed.ok);
  const limits = new RateLimits(parsed.value, silent, { now });
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
