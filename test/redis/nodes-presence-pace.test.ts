import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { newPresence, Part } from '../support/presence-part.ts';
import { newRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

/* How much a relay with many open rooms asks of Redis for their presence. */

const rooms = Array.from({ length: 300 }, (_, index) => `room-${index}`);

test('many rooms are renewed a few at a time after a lost connection, and none while Redis is away', async (t) => {
  const redis = await newRedis(t);
  t.mock.timers.enable({ apis: ['setInterval'] });
  // One turn of twenty takes a second.
  const { presence, opened } = await newPresence(t, 'pace', { at: redis, refreshInterval: 20_000 });
  const turn = (): void => t.mock.timers.tick(1000);
  await Promise.all(rooms.map((room) => presence.open(room, new Part())));
  // The channel that was opened last is renewed last.
  let onRenew = (): void => {};
  const renewed = new Promise<void>((resolve) => (onRenew = resolve));
  await opened.channels.open('last', { receive() {}, renew: () => onRenew() });

  const { mock: sent } = t.mock.method(opened.client, 'evalsha');
  await redis.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await renewed;
  assert.equal(sent.callCount(), 0);
  for (let turns = 1; turns <= 5; turns += 1) {
    const before = sent.callCount();
    turn();
    assert.ok(sent.callCount() - before <= 65);
  }
  const whole = sent.calls.filter((call) => (call.arguments as unknown[]).includes('whole'));
  assert.equal(whole.length, rooms.length);

  await redis.kill();
  await until(
    'no connection',
    (check) => {
      opened.client.on('close', check);
      return () => opened.client.off('close', check);
    },
    () => opened.client.status !== 'ready',
  );
  await setImmediate();
  sent.resetCalls();
  for (let turns = 1; turns <= 40; turns += 1) turn();
  assert.equal(sent.callCount(), 0);
});
