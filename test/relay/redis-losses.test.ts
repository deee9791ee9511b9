import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { openSharedRedisLog } from '../../relay/src/log/redis/open-redis-log.ts';
import type { RedisLog } from '../../relay/src/log/redis/redis-log.ts';
import { afterwards } from '../support/afterwards.ts';
import { Inbox } from '../support/inbox.ts';
import { newRedis } from '../support/redis.ts';

/* What a registered relay notices of its Redis by itself, at the renewals of its place. */

const renewInterval = 5000;

interface Node {
  log: RedisLog;
  /** The codes of what is logged, each with its cause. */
  lines: Inbox<string>;
}

/** The log of a relay. Its intervals pass by `t.mock.timers.tick` alone. */
async function newNode(t: TestContext, url: string): Promise<Node> {
  const lines = new Inbox<string>();
  const note = (details: { code: string; cause?: unknown }): void =>
    lines.put([details.code, details.cause].flat().filter(Boolean).join(' '));
  const { log } = await openSharedRedisLog(url, undefined, { error: note, warn: note, info: note });
  afterwards(t, () => log.close());
  return { log, lines };
}

void describe('a relay that writes nothing', () => {
  test('is ready again after an outage that only its renewal has met', async (t) => {
    const redis = await newRedis(t);
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { log, lines } = await newNode(t, redis.url);
    await redis.kill();
    t.mock.timers.tick(renewInterval);
    await lines.first('the failed renewal', (line) => line === 'store_failing ECONNLOST');
    await redis.start();
    await lines.first('the end of the incident', (line) => line === 'store_recovered');
    assert.equal(await log.probe(), undefined);
  });
});
