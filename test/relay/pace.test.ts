import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../relay/src/log/retention/pace.ts';

function keepLoopBusy(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test('work in the background rests for its own work, and not for that of a busy relay', async (t) => {
  const pace = new Pace(0.25, 20);
  // The utilization of a loop that has not begun to turn is none.
  await new Promise(setImmediate);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  pace.begin();
  keepLoopBusy(300);
  let hasRested = false;
  const resting = pace.rest().then(() => (hasRested = true));
  t.mock.timers.tick(59);
  await new Promise(setImmediate);
  assert.equal(hasRested, false);
  t.mock.timers.tick(1);
  await resting;
});
