import { failureOf, isFromLmdb } from '../lmdb/failure.ts';
import type { Totals } from './digest.ts';
import { migrate, type OnProgress } from './migrate.ts';
import { openFolderEnd, openRedisEnd } from './open-ends.ts';
import { EndFailure } from './store-end.ts';

/** The folder and the Redis between which rooms are moved. */
export interface MigrationPlaces {
  data: string;
  redis: string;
  to: 'redis' | 'data';
}

/** What was moved, by the names of both ends for people. */
export interface Migrated {
  from: string;
  into: string;
  totals: Totals;
}

/**
 * Moves all rooms from a folder to Redis, or back. No relay may use either.
 *
 * @throws {Error} that says what is in the way; the message is a sentence for the operator
 */
export async function migrateBetween(
  { data, redis, to }: MigrationPlaces,
  onProgress: OnProgress,
): Promise<Migrated> {
  const [folderRole, redisRole] =
    to === 'redis' ? (['source', 'target'] as const) : (['target', 'source'] as const);
  const folder = await openFolderEnd(data, folderRole);
  try {
    const remote = await openRedisEnd(redis, data, redisRole);
    try {
      const [source, target] = to === 'redis' ? [folder.end, remote.end] : [remote.end, folder.end];
      const totals = await migrate(source, target, onProgress);
      return { from: source.name, into: target.name, totals };
    } finally {
      await remote.close();
    }
  } catch (cause) {
    const isDamage = isFromLmdb(cause);
    if (!isDamage && !(cause instanceof EndFailure)) throw cause;
    const reason = isDamage ? failureOf(cause).reason : cause.message;
    throw new Error(`${reason}. What is copied stays: run the same command again to go on`, { cause });
  } finally {
    await folder.close();
  }
}
