import { constants as osConstants } from 'node:os';
import { type Logger, silent } from '../logger.ts';
import { type FolderLock, isCommand, lockFolder, lockOwner, nameOf } from './folder/folder-lock.ts';
import { type Compacted, compactStore, compactStoreTo, type OnCopy } from './lmdb/compaction/compact.ts';
import { assertNoCompaction, removeBrokenCompactions } from './lmdb/compaction/compaction-marker.ts';
import { failureOf, isFromLmdb } from './lmdb/failure.ts';
import { LmdbLog } from './lmdb/lmdb-log.ts';
import { LmdbReader } from './lmdb/lmdb-reader.ts';
import { assertOwnProcessId } from './lmdb/opening/process-id.ts';
import type { RoomLog, LogReader } from './log.ts';
import { makeFolder } from './folder/make-folder.ts';
import { MemoryLog } from './memory/memory-log.ts';

/** In place of a folder: rooms that end with the process. */
export const inMemory = ':memory:';

/** Where the rooms are: in Redis, if there is a URL, and else in the folder. */
export interface StorePlace {
  data: string;
  redis?: string | undefined;
}

/** @throws {Error} if the store cannot be used; the message is one sentence for the operator. */
export async function openLog({ data, redis }: StorePlace, logger: Logger = silent): Promise<RoomLog> {
  if (redis !== undefined) return (await loadRedis()).openRedisLog(redis, logger);
  if (data === inMemory) return new MemoryLog(logger);
  try {
    await makeFolder(data);
    await assertNoCommand(data);
    await assertOwnProcessId(data);
    const log = await LmdbLog.open(data, logger);
    return await unlessCompacted(data, log);
  } catch (cause) {
    throw new Error(`Cannot use the data folder ${data}: ${reasonOf(cause)}`, { cause });
  }
}

/** Only a relay on Redis loads what it needs for it. */
function loadRedis() {
  return import('./redis/open-redis-log.ts');
}

/**
 * As `openLog`, for the relay of a folder: no other relay may have it.
 *
 * @returns the log, and how to give the folder back once the log is closed
 */
export async function openFolderAlone(
  data: string,
  logger: Logger,
): Promise<{ log: RoomLog; unlock: () => Promise<void> }> {
  if (data === inMemory) return { log: await openLog({ data }, logger), unlock: nothing };
  let lock: FolderLock | undefined;
  try {
    await makeFolder(data);
    lock = await lockFolder(data, logger);
    removeBrokenCompactions(data, lock.isNoticed);
  } catch (cause) {
    await lock?.release();
    throw new Error(`Cannot use the data folder ${data}: ${reasonOf(cause)}`, { cause });
  }
  try {
    return { log: await openLog({ data }, logger), unlock: lock.release };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function assertHasRooms(data: string): void {
  if (data === inMemory || !LmdbLog.isIn(data)) throw new Error(`There are no rooms in ${data}`);
}

/**
 * As `openFolderAlone`, for a command on the store of stopped relays.
 *
 * @throws {Error} if there are no rooms in the folder, rather than a mistyped path made one.
 */
export async function openStoreAlone({ data, redis }: StorePlace): ReturnType<typeof openFolderAlone> {
  if (redis !== undefined) return { log: await (await loadRedis()).openIdleRedisLog(redis), unlock: nothing };
  assertHasRooms(data);
  return openFolderAlone(data, silent);
}

async function nothing(): Promise<void> {}

/**
 * Opens the store of a folder for reading only. The folder may be read-only, and a relay may have the store open.
 *
 * @throws {Error} if there are no rooms in it, rather than a mistyped path made one.
 */
export async function openReader({ data, redis }: StorePlace): Promise<LogReader> {
  if (redis !== undefined) return openLog({ data, redis });
  assertHasRooms(data);
  try {
    await assertNoCommand(data);
    await assertOwnProcessId(data);
    const isInUse = (await lockOwner(data)) !== undefined;
    return await unlessCompacted(data, await LmdbReader.open(data, isInUse));
  } catch (cause) {
    throw new Error(`Cannot use the data folder ${data}: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * Makes the store of a folder small, in place or as a copy elsewhere.
 *
 * @param onCopy is told the progress
 * @throws {Error} if that cannot be done; the message is one sentence for the operator.
 */
export async function compact(data: string, to: string | undefined, onCopy?: OnCopy): Promise<Compacted> {
  assertHasRooms(data);
  let lock: FolderLock | undefined;
  try {
    lock = await lockFolder(data, silent, 'compaction');
    await assertOwnProcessId(data);
    return await (to === undefined
      ? compactStore(data, lock.isNoticed, onCopy)
      : compactStoreTo(data, to, onCopy));
  } catch (cause) {
    const isFull = cause instanceof Error && 'code' in cause && isNoSpace(cause.code);
    const reason = isFull ? 'the disk is full: name a folder on another disk by --to' : reasonOf(cause);
    throw new Error(`Cannot compact the data folder ${data}: ${reason}`, { cause });
  } finally {
    await lock?.release();
  }
}

/** @throws {Error} if a compaction or a migration is under way in the folder */
async function assertNoCommand(data: string): Promise<void> {
  const owner = await lockOwner(data);
  if (isCommand(owner)) throw new Error(`${nameOf(owner)} has it`);
  assertNoCompaction(data);
}

/** A compaction that began while the store was being opened may have overlooked this process. */
async function unlessCompacted<T extends Pick<RoomLog, 'close'>>(data: string, log: T): Promise<T> {
  try {
    await assertNoCommand(data);
    return log;
  } catch (error) {
    await log.close();
    throw error;
  }
}

/** Node gives it by name, LMDB by number. */
function isNoSpace(code: unknown): boolean {
  return code === 'ENOSPC' || code === osConstants.errno.ENOSPC;
}

function reasonOf(cause: unknown): string {
  if (isFromLmdb(cause)) return failureOf(cause).reason;
  return cause instanceof Error ? cause.message : String(cause);
}
