import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../../../logger.ts';
import { runScript, type ScriptEnd } from './child-script.ts';

/** How long the check of all pages may take, in milliseconds. */
const checkPatience = 30_000;

/** The smallest page, and the part of a meta page that is looked at. */
const pageSize = 4096;
const metaSize = 168;

/** The offsets in a meta page: LMDB's `MDB_meta` in data format 2, behind a page header of 24 bytes. */
const at = { magic: 24, version: 28, pageSize: 48, flags: 52, lastPage: 144 };
const magic = 0xbeefc0de;
const dataFormat = 2;
const overlappingSync = 0x1000;

const wayBack = 'Put a backup of the folder in its place, or import what was exported into a new folder';

/** The signals by which the system ends a process that reads damaged pages. */
const signalsOfDamage: readonly unknown[] = ['SIGBUS', 'SIGSEGV', 'SIGABRT'];

/** The store cannot be trusted. The message gives the reason, and how to restore it. */
export class DamagedStore extends Error {
  /** Whether reading it ends with an error, and not with the process. */
  readonly isReadable: boolean;

  constructor(what: string, isReadable = false) {
    const more = isReadable ? '. `export` may still read some of its rooms' : '';
    super(`its data.mdb ${what}. ${wayBack}${more}`);
    this.isReadable = isReadable;
  }
}

/** The result of the child process that read the whole store. */
interface Finding {
  damage?: { what: string; isReadable: boolean };
  /** The reason why the child process could not read everything. */
  unfinished?: string;
}

/**
 * Checks a store before LMDB maps it. LMDB trusts its file: if the file was cut or altered, a signal ends the process.
 * Therefore this function reads the first page itself. If the file has changed since the relay's last note, a child
 * process reads the whole store, and a signal ends only the child.
 *
 * @param isUntouched whether the store's file is as the relay left it
 * @throws {DamagedStore} if the store is damaged
 */
export async function assertSound(
  folder: string,
  file: string,
  isUntouched: boolean,
  logger: Logger,
): Promise<void> {
  const { size } = statSync(file);
  // A relay that was killed while it created the file leaves an empty file, and no note.
  const isNew = size === 0 && !hasContent(join(folder, 'witness'));
  if (isNew) return;
  const needed = sizeByMeta(file, size);
  if (isUntouched && size >= needed) return;
  const { damage, unfinished } = await readThrough(folder);
  const isCut = size < needed;
  const cut = `is damaged: it holds ${size} bytes of ${needed}`;
  if (damage) {
    throw new DamagedStore(`${isCut ? cut : 'is damaged'} (${damage.what})`, damage.isReadable && !isCut);
  }
  if (unfinished === undefined) return;
  // LMDB may have given up pages at the end before it wrote them. But then the child would have read all.
  if (isCut) throw new DamagedStore(cut);
  logger.warn(
    { code: 'store_check_unfinished', reason: unfinished },
    'the store was changed by others, and could not be read through at the start',
  );
}

/** @returns how large the file has to be by its newest meta page */
function sizeByMeta(file: string, size: number): number {
  if (size < 2 * pageSize) throw new DamagedStore(`is cut short: it holds ${size} bytes`);
  const first = pageAt(file, 0);
  if (first.readUInt32LE(at.magic) !== magic) throw new DamagedStore('is no database');
  const format = first.readUInt32LE(at.version) & 0xffff;
  if (format !== dataFormat) {
    throw new Error(
      `its data.mdb is of LMDB's data format ${format}, and this relay reads format ${dataFormat}`,
    );
  }
  const pages = first.readUInt32LE(at.pageSize);
  if (pages < 512 || pages > 65_536 || (pages & (pages - 1)) !== 0 || size < 2 * pages) {
    throw new DamagedStore(`is damaged: a page would have ${pages} bytes`);
  }
  const second = pageAt(file, pages);
  if (second.readUInt32LE(at.magic) !== magic || second.readUInt32LE(at.pageSize) !== pages) {
    throw new DamagedStore('is damaged in its second page');
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

/** Lets a child process read the whole store. */
async function readThrough(folder: string): Promise<Finding> {
  let ended: ScriptEnd;
  try {
    ended = await runScript('read-all', folder, checkPatience);
  } catch (error) {
    return { unfinished: error instanceof Error ? error.message : String(error) };
  }
  const { code, signal, isLate, message } = ended;
  if (isLate) return { unfinished: `it took longer than ${checkPatience / 1000} s` };
  if (code === 0) return {};
  if (typeof message === 'string') return { damage: { what: message, isReadable: true } };
  const end = `reading it ends with ${signal ?? `exit ${code}`}`;
  return signalsOfDamage.includes(signal)
    ? { damage: { what: end, isReadable: false } }
    : { unfinished: end };
}
