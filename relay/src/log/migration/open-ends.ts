import { join } from 'node:path';
import { silent } from '../../logger.ts';
import { type FolderLock, lockFolder } from '../folder/folder-lock.ts';
import { makeFolder } from '../folder/make-folder.ts';
import { assertNoCompaction, removeBrokenCompactions } from '../lmdb/compaction/compaction-marker.ts';
import { failureOf as lmdbFailureOf, isFromLmdb } from '../lmdb/failure.ts';
import { LmdbLog } from '../lmdb/lmdb-log.ts';
import { assertOwnProcessId } from '../lmdb/opening/process-id.ts';
import { inMemory } from '../open-log.ts';
import { placeOf } from '../redis/server/client.ts';
import { failureOf } from '../redis/server/failure.ts';
import { openRedis } from '../redis/server/open.ts';
import { aliveNodes, nameOf } from '../redis/server/registration.ts';
import { FolderEnd } from './folder-end.ts';
import { RedisEnd } from './redis-end.ts';

/** An end of a migration, and how to give it back. */
interface OpenedEnd<T> {
  end: T;
  close: () => Promise<void>;
}

/** @throws {Error} if it cannot be used; the message is a sentence for the operator */
export async function openFolderEnd(data: string, role: 'source' | 'target'): Promise<OpenedEnd<FolderEnd>> {
  if (role === 'source' && !LmdbLog.isIn(data)) throw new Error(`There are no rooms in ${data}`);
  let lock: FolderLock | undefined;
  try {
    if (data === inMemory) throw new Error('rooms in memory cannot be moved');
    await makeFolder(data);
    lock = await lockFolder(data, silent, 'migration');
    removeBrokenCompactions(data, lock.isNoticed);
    assertNoCompaction(data);
    await assertOwnProcessId(data);
    const end = await FolderEnd.open(data, role === 'target');
    const { release } = lock;
    const close = async (): Promise<void> => {
      try {
        await end.close();
      } finally {
        await release();
      }
    };
    return { end, close };
  } catch (cause) {
    await lock?.release();
    const reason = isFromLmdb(cause) ? lmdbFailureOf(cause).reason : messageOf(cause);
    throw new Error(`Cannot use the data folder ${data}: ${reason}`, { cause });
  }
}

/**
 * @param data the data folder, which may know that Redis was set back
 * @throws {Error} if it cannot be used; the message is a sentence for the operator
 */
export async function openRedisEnd(
  url: string,
  data: string,
  role: 'source' | 'target',
): Promise<OpenedEnd<RedisEnd>> {
  const { shown } = placeOf(url);
  const redis = await openRedis(url).catch((cause: unknown) => {
    throw unusable(shown, cause);
  });
  try {
    const [id] = await aliveNodes(redis);
    if (id !== undefined) throw new Error(`${nameOf(id)} uses it: stop all relays first`);
    const witness = join(data, 'redis-witness');
    const end = await (role === 'source'
      ? RedisEnd.source(shown, redis, witness)
      : RedisEnd.target(shown, redis));
    return { end, close: async () => redis.disconnect() };
  } catch (cause) {
    redis.disconnect();
    throw unusable(shown, cause);
  }
}

function unusable(shown: string, cause: unknown): Error {
  const reason =
    cause instanceof Error && cause.name === 'ReplyError' ? failureOf(cause).reason : messageOf(cause);
  return new Error(`Cannot use the Redis at ${shown}: ${reason}`, { cause });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
