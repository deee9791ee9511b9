import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Logger } from '../../logger.ts';

/** How long the check of all pages may take, in milliseconds. */
const checkPatience = 30_000;

/** The smallest page, and the part of a meta page that is looked at. */
const pageSize = 4096;
const metaSize = 168;

/** Not less than LMDB makes its lock file for 126 readers, in bytes. */
const lockFileSize = 3 * pageSize;

/** Where a meta page holds what: LMDB's `MDB_meta` in data format 2, behind a page header of 24 bytes. */
const at = { magic: 24, version: 28, pageSize: 48, flags: 52, lastPage: 144 };
const magic = 0xbeefc0de;
const dataFormat = 2;
const overlappingSync = 0x1000;

const wayBack = 'Put a backup of the folder in its place, or import what was exported into a new folder';

/**
 * Looks at a store before LMDB maps it. LMDB trusts its file: where that is cut short or altered, the process ends by
 * a signal. So the first page is read here. Where the store is not as the relay left it, a child process reads all of
 * it, and a signal ends the child.
 *
 * @param isUntouched whether the store's file is as the relay left it
 * @throws {Error} that says what is wrong, and the way back
 */
export async function assertSound(
  folder: string,
  file: string,
  isUntouched: boolean,
  logger: Logger,
): Promise<void> {
  const { size } = statSync(file);
  // A relay that was ended while it made the file leaves it empty, and has not noted anything yet.
  const isNew = size === 0 && !hasContent(join(folder, 'witness'));
  if (isNew) return;
  const needed = sizeByMeta(file, size);
  if (isUntouched && size >= needed) return;
  const damage = await damageIn(folder, logger);
  if (damage === undefined) return;
  const cut = size < needed ? `: it holds ${size} bytes of ${needed}` : '';
  throw new Error(`its data.mdb is damaged${cut} (${damage}). ${wayBack}`);
}

/** @returns how large the file has to be by its newest meta page */
function sizeByMeta(file: string, size: number): number {
  if (size < 2 * pageSize) throw new Error(`its data.mdb is cut short: it holds ${size} bytes. ${wayBack}`);
  const first = pageAt(file, 0);
  if (first.readUInt32LE(at.magic) !== magic) throw new Error(`its data.mdb is no database. ${wayBack}`);
  const format = first.readUInt32LE(at.version) & 0xffff;
  if (format !== dataFormat) {
    throw new Error(
      `its data.mdb is of LMDB's data format ${format}, and this relay reads format ${dataFormat}`,
    );
  }
  const pages = first.readUInt32LE(at.pageSize);
  if (pages < 512 || pages > 65_536 || (pages & (pages - 1)) !== 0 || size < 2 * pages) {
    throw new Error(`its data.mdb is damaged: a page would have ${pages} bytes. ${wayBack}`);
  }
  const second = pageAt(file, pages);
  if (second.readUInt32LE(at.magic) !== magic || second.readUInt32LE(at.pageSize) !== pages) {
    throw new Error(`its data.mdb is damaged in its second page. ${wayBack}`);
  }
  const last = [first, second].map((meta) => Number(meta.readBigUInt64LE(at.lastPage)));
  return (Math.max(...last) + 1) * pages;
}

/**
 * Whether a commit may stand in the store that was never flushed. Earlier releases let LMDB flush later
 * (`overlappingSync`), and it goes back to the last flushed commit where it is opened so.
 */
export function mayBeUnflushed(file: string): boolean {
  const first = pageAt(file, 0);
  const second = pageAt(file, first.readUInt32LE(at.pageSize));
  return [first, second].some((meta) => (meta.readUInt16LE(at.flags) & overlappingSync) !== 0);
}

function pageAt(path: string, position: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(metaSize);
    readSync(file, buffer, 0, metaSize, position);
    return buffer;
  } finally {
    closeSync(file);
  }
}

function hasContent(path: string): boolean {
  return existsSync(path) && statSync(path).size > 0;
}

/** Has a child process read the whole store. @returns what it came upon */
async function damageIn(folder: string, logger: Logger): Promise<string | undefined> {
  const script = join(import.meta.dirname, `read-all${extname(import.meta.filename)}`);
  const child = fork(script, [folder], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  let told: string | undefined;
  child.on('message', (message) => (told = typeof message === 'string' ? message : undefined));
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, checkPatience);
  try {
    await once(child, 'exit');
  } finally {
    clearTimeout(timer);
  }
  const { exitCode: code, signalCode: signal } = child;
  if (isLate) {
    logger.warn(
      { code: 'store_check_unfinished', seconds: checkPatience / 1000 },
      'the store was changed by others, and is too large to be read through at the start',
    );
    return undefined;
  }
  if (code === 0) return undefined;
  return told ?? `reading it ends with ${signal ?? `exit ${code}`}`;
}

/**
 * Writes LMDB's lock file out in full. LMDB makes it with holes and maps it: on a full disk the first touch of a hole
 * ends the process by SIGBUS. A page of zeros is what a hole reads as.
 *
 * @throws {Error} if there is no room for it
 */
export function fillLockFile(folder: string): void {
  const path = join(folder, 'lock.mdb');
  const { size, blocks } = existsSync(path) ? statSync(path) : { size: 0, blocks: 0 };
  // Windows tells no blocks.
  if (size >= lockFileSize && (blocks * 512 >= size || process.platform === 'win32')) return;
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
