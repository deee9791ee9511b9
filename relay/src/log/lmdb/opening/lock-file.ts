import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { failureOf } from '../failure.ts';

const pageSize = 4096;

/** Not less than LMDB makes its lock file for 126 readers, in bytes. */
const lockFileSize = 3 * pageSize;

/**
 * Writes LMDB's lock file out in full. LMDB makes it with holes and maps it: on a full disk the first touch of a hole
 * ends the process by SIGBUS. A page of zeros is what a hole reads as.
 *
 * @throws {Error} if there is no room for it
 */
export function fillLockFile(folder: string): void {
  const path = lockFileIn(folder);
  const { size, blocks } = existsSync(path) ? statSync(path) : { size: 0, blocks: 0 };
  // Windows tells no blocks.
  if (size >= lockFileSize && (blocks * 512 >= size || process.platform === 'win32')) return;
  try {
    fill(path, size);
  } catch (cause) {
    throw new Error(`its lock.mdb needs ${lockFileSize / 1024} KiB: ${failureOf(cause).reason}`, { cause });
  }
}

/** As `fillLockFile`. LMDB reads without a lock file where that cannot be written. */
export function fillLockFileIfWritable(folder: string): void {
  const path = lockFileIn(folder);
  try {
    accessSync(existsSync(path) ? path : folder, constants.W_OK);
  } catch {
    return;
  }
  fillLockFile(folder);
}

function lockFileIn(folder: string): string {
  return join(folder, 'lock.mdb');
}

function fill(path: string, size: number): void {
  const file = openSync(path, size === 0 ? 'w+' : 'r+', 0o600);
  try {
    const page = Buffer.alloc(pageSize);
    for (let position = 0; position < Math.max(size, lockFileSize); position += pageSize) {
      const read = readSync(file, page, 0, pageSize, position);
      if (page.subarray(0, read).every((byte) => byte === 0))
        writeSync(file, Buffer.alloc(pageSize), 0, pageSize, position);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
