import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Clock } from '../../widget/src/client/sync/clock.ts';

const day = 86_400_000;
/** Reading two clocks takes a moment. */
const near = (time: number, expected: number): void =>
  assert.ok(Math.abs(time - expected) < 1000, `${time} is not near ${expected}`);

test('the clock shows the time of this machine until the relay has told its own', () => {
  const clock = new Clock();
  near(clock.now, Date.now());
  near(clock.set(Date.now() + 2 * day), 2 * day);
  near(clock.now, Date.now() + 2 * day);
  near(clock.set(Date.now() - day), -3 * day);
  near(clock.now, Date.now() - day);
});

test('a time of this machine is converted, and is never in the future', () => {
  const clock = new Clock();
  clock.set(Date.now() - 2 * day);
  near(clock.fromMachine(Date.now() - 5000), Date.now() - 2 * day - 5000);
  near(clock.fromMachine(Date.now() + day), Date.now() - 2 * day);
});

test('the clock goes on steadily when that of this machine is set back', (t) => {
  const clock = new Clock();
  clock.set(Date.now());
  const before = Date.now();
  t.mock.method(Date, 'now', () => before - day);
  near(clock.now, before);
  near(clock.now, before);
});

test('the clock is right after a sleep, in which the monotonic time stood still', (t) => {
  const clock = new Clock();
  clock.set(Date.now() + 2 * day);
  const written = Date.now();
  const monotonic = performance.now();
  t.mock.method(performance, 'now', () => monotonic);
  t.mock.method(Date, 'now', () => written + day);
  near(clock.now, written + 3 * day);
  near(clock.fromMachine(written), written + 2 * day);
  // The times of pending messages are moved by this.
  near(clock.set(written + 3 * day), 0);
});
