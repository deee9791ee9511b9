import { access, constants, mkdir } from 'node:fs/promises';
import { type Logger, silent } from '../logger.ts';
import { LmdbLog } from './lmdb/lmdb-log.ts';
import { LmdbReader } from './lmdb/lmdb-reader.ts';
import type { RoomLog, RoomReader } from './log.ts';
import { MemoryLog } from './memory/memory-log.ts';

/** In place of a folder: rooms that end with the process. */
export const inMemory = ':memory:';

/** @throws {Error} if the folder cannot be used; the message is one sentence for whoever started the relay. */
export async function openLog(data: string, logger: Logger = silent): Promise<RoomLog> {
  if (data === inMemory) return new MemoryLog(logger);
  try {
    await makeFolder(data);
    return await LmdbLog.open(data, logger);
  } catch (cause) {
    throw new Error(`Cannot use the data folder ${data}: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * What a folder holds, to be read alone. The folder may be read-only, and a relay may be at work on it.
 *
 * @throws {Error} if there are no rooms in it, rather than a mistyped path made one.
 */
export async function openReader(data: string): Promise<RoomReader> {
  if (data === inMemory || !LmdbLog.isIn(data)) throw new Error(`There are no rooms in ${data}`);
  try {
    return await LmdbReader.open(data);
  } catch (cause) {
    throw new Error(`Cannot use the data folder ${data}: ${reasonOf(cause)}`, { cause });
  }
}

/** Rooms are nobody else's to read. Folders above it must be there: making them would hide a mistyped path. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  await access(path, constants.W_OK);
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
