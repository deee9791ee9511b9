import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReactiveController } from 'lit';
import { renderAtMidnight } from '../../widget/src/timeline/midnight.ts';

/** A chat at this time, and how often it was rendered again. */
function chatAt(now: number): { now: number; updates: number } {
  const controllers: ReactiveController[] = [];
  const chat = { now, updates: 0 };
  const host = {
    addController: (controller: ReactiveController) => void controllers.push(controller),
    removeController: () => undefined,
    requestUpdate: () => void chat.updates++,
    updateComplete: Promise.resolve(true),
  };
  renderAtMidnight(host, chat);
  for (const each of controllers) each.hostUpdated?.();
  return chat;
}

const beforeMidnight = new Date(2024, 0, 10, 23, 59, 59).getTime();

test('a chat is rendered again at midnight', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const chat = chatAt(beforeMidnight);
  chat.now += 999;
  t.mock.timers.tick(999);
  assert.equal(chat.updates, 0);
  chat.now += 1;
  t.mock.timers.tick(1);
  assert.equal(chat.updates, 1);
});

test('a chat is rendered again soon after a machine has slept through midnight', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const hour = 3_600_000;
  const chat = chatAt(beforeMidnight - hour);
  // The timers stand still meanwhile.
  chat.now += 8 * hour;
  t.mock.timers.tick(60_000);
  assert.equal(chat.updates, 1);
});

test('a chat is never rendered again because of a time that is no date', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  for (const now of [1e300, -1e300, NaN]) {
    const chat = chatAt(now);
    t.mock.timers.tick(600_000);
    assert.equal(chat.updates, 0);
  }
});
