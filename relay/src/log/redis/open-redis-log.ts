import { join } from 'node:path';
import { type Logger, silent } from '../../logger.ts';
import { makeFolder } from '../folder/make-folder.ts';
import { RedisLog } from './redis-log.ts';
import { placeOf } from './server/client.ts';
import { failureOf } from './server/failure.ts';
import { Lease } from './server/lease.ts';
import { openRedis } from './server/open.ts';

/** @throws {Error} if Redis cannot be used; the message is one sentence for the operator */
export async function openRedisLog(url: string, logger: Logger = silent): Promise<RedisLog> {
  return withReason(url, async () => RedisLog.start(await openRedis(url), { logger }));
}

/**
 * As `openRedisLog`, for a relay: no other relay may have the prefix.
 *
 * @param folder for secrets, and for what tells that Redis was set back; undefined: there is none
 */
export async function openRedisLogAlone(
  url: string,
  folder: string | undefined,
  logger: Logger,
): Promise<RedisLog> {
  if (folder !== undefined) {
    await makeFolder(folder).catch((cause: unknown) => {
      throw new Error(`Cannot use the data folder ${folder}: ${reasonOf(cause)}`, { cause });
    });
  }
  return withReason(url, async () => {
    const opened = await openRedis(url, logger);
    const lease = new Lease(opened);
    try {
      await lease.take(logger);
      const { found } = lease;
      const witness = folder === undefined ? undefined : { file: join(folder, 'redis-witness'), found };
      return await RedisLog.start(opened, { lease, witness, logger });
    } catch (error) {
      await lease.release().catch(() => {});
      opened.disconnect();
      throw error;
    }
  });
}

async function withReason<T>(url: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (cause) {
    throw new Error(`Cannot use the Redis at ${placeOf(url).shown}: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof Error && cause.name === 'ReplyError') return failureOf(cause).reason;
  return cause instanceof Error ? cause.message : String(cause);
}
