import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReactiveController } from 'lit';
import { renderAtMidnight } from '../../widget/src/timeline/midnight.ts';

function updatesWithin(milliseconds: number, now: number, tick: (by: number) => void): number {
  const controllers: ReactiveController[] = [];
  let updates = 0;
  const host = {
    addController: (controller: ReactiveController) => void controllers.push(controller),
    removeController: () => undefined,
    requestUpdate: () => void updates++,
    updateComplete: Promise.resolve(true),
  };
  renderAtMidnight(host, { now });
  for (const each of controllers) each.hostUpdated?.();
  tick(milliseconds);
  return updates;
}

test('a chat is rendered again at midnight, and never because of a time that is no date', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const tick = (by: number): void => t.mock.timers.tick(by);
  const beforeMidnight = new Date(2024, 0, 10, 23, 59, 59).getTime();
  assert.equal(updatesWithin(999, beforeMidnight, tick), 0);
  assert.equal(updatesWithin(1000, beforeMidnight, tick), 1);
  for (const now of [1e300, -1e300, NaN]) assert.equal(updatesWithin(60_000, now, tick), 0);
});
