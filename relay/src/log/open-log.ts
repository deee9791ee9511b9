import { access, constants, mkdir } from 'node:fs/promises';
import { LmdbLog } from './lmdb.ts';
import type { RoomLog } from './log.ts';
import { MemoryLog } from './memory.ts';

/** In place of a folder: rooms that end with the process. */
export const inMemory = ':memory:';

/** @throws {Error} if the folder cannot be used; the message is one sentence for whoever started the relay. */
export async function openLog(data: string): Promise<RoomLog> {
  if (data === inMemory) return new MemoryLog();
  try {
    await makeFolder(data);
    return await LmdbLog.open(data);
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
