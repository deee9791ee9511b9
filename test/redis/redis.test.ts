import { after, type TestContext } from 'node:test';
import { openRedis } from '../../relay/src/log/redis/server/open.ts';
import { RedisLog } from '../../relay/src/log/redis/redis-log.ts';
import type { RoomLog } from '../../relay/src/log/log.ts';
import { afterwards } from '../support/afterwards.ts';
import { newRedis } from '../support/redis.ts';
import { changesConformance, logConformance } from '../relay/log-conformance.ts';

const redis = await newRedis({ after });
let count = 0;

logConformance('in Redis', open);
changesConformance('in Redis', open);

/** Each log has a prefix of its own. */
async function open(t: TestContext): Promise<RoomLog> {
  count += 1;
  const log = await RedisLog.start(await openRedis(`${redis.url}?prefix=test-${count}`));
  afterwards(t, () => log.close());
  return log;
}
