import { join } from 'node:path';
import { type Logger, silent } from '../../logger.ts';
import { makeFolder } from '../folder/make-folder.ts';
import { RedisLog } from './redis-log.ts';
import { placeOf } from './server/client.ts';
import { failureOf } from './server/failure.ts';
import { type Opened, openRedis } from './server/open.ts';
import { aliveNodes, nameOf, Registration } from './server/registration.ts';

/** @throws {Error} if Redis cannot be used; the message is one sentence for the operator */
export async function openRedisLog(url: string, logger: Logger = silent): Promise<RedisLog> {
  return withReason(url, async () => RedisLog.start(await openRedis(url), { logger }));
}

/**
 * As `openRedisLog`, for a relay, which registers itself among those on the prefix.
 *
 * @param folder for secrets, and for what tells that Redis was set back; undefined: there is none
 */
export async function openSharedRedisLog(
  url: string,
  folder: string | undefined,
  logger: Logger,
): Promise<{ log: RedisLog; opened: Opened; registration: Registration }> {
  if (folder !== undefined) {
    await makeFolder(folder).catch((cause: unknown) => {
      throw new Error(`Cannot use the data folder ${folder}: ${reasonOf(cause)}`, { cause });
    });
  }
  return withReason(url, async () => {
    const opened = await openRedis(url, logger);
    const registration = new Registration(opened);
    try {
      await registration.renew();
      const { found } = registration;
      const witness = folder === undefined ? undefined : { file: join(folder, 'redis-witness'), found };
      const log = await RedisLog.start(opened, { registration, witness, logger });
      return { log, opened, registration };
    } catch (error) {
      await registration.end().catch(() => {});
      opened.disconnect();
      throw error;
    }
  });
}

/**
 * As `openRedisLog`, for a command that no relay may run beside.
 *
 * @throws {Error} if a relay uses the prefix
 */
export async function openIdleRedisLog(url: string): Promise<RedisLog> {
  return withReason(url, async () => {
    const opened = await openRedis(url);
    try {
      const [id] = await aliveNodes(opened);
      if (id !== undefined) throw new Error(`${nameOf(id)} uses it: stop all relays first`);
      return await RedisLog.start(opened);
    } catch (error) {
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
