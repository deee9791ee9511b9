import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { chmod, copyFile, open as openFile, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { beginCompaction, endCompaction } from './compaction-marker.ts';
import { assertReadable, storeFileIn, versionOf } from '../opening/open-environment.ts';
import { assertStoreSound, openReadOnly } from '../opening/open-read-only.ts';
import { idsOfReaders } from '../opening/readers.ts';
import { RollbackDetector } from '../opening/rollback-detector.ts';
import { openTables } from '../tables.ts';

/** The files next to the store in a data folder that belong to it. */
const companions = ['secret', 'webhook-secret'];

/** The folder for an incomplete copy, inside the target folder. */
const incomplete = 'copying';

/** The size of the store's file before and after, in bytes. */
export interface Compacted {
  before: number;
  after: number;
}

/** Is told how many bytes of the copy are written, and about how many there will be. */
export type OnCopy = (bytes: number, total: number) => void;

/** How often `OnCopy` is called, in milliseconds. */
const copyPause = 200;

/**
 * Removes the unused pages from the store's file. LMDB reuses the pages of removed data and never returns them to the disk.
 * The store is copied first and then replaced in one step: an interruption leaves either the old file or the new one.
 *
 * @param isLocked whether other processes notice that this one has locked the folder
 * @throws {Error} if another process has the store open, or the disk has no room for the copy
 */
export async function compactStore(folder: string, isLocked: boolean, onCopy?: OnCopy): Promise<Compacted> {
  await assertStoreSound(folder);
  const place = beginCompaction(folder, isLocked);
  try {
    const { before, epoch } = await copyStore(folder, place, onCopy);
    const detector = detectorIn(folder);
    // A store that was not trusted before must not become trusted by this.
    const isTrusted = epoch !== undefined && (await isUntouched(folder));
    await rename(storeFileIn(place), storeFileIn(folder));
    await flushFolder(folder);
    // If the process ends before this line, the store gets a new epoch, and clients load their messages again.
    if (isTrusted) noteCopy(folder, detector);
    return { before, after: (await stat(storeFileIn(folder))).size };
  } finally {
    endCompaction(place);
  }
}

/**
 * Makes a compacted copy of the whole data folder in another place, because the disk may be full. The copy replaces the
 * store from then on. The old store loses its note of the rollback detector, so that a relay never takes the two for one
 * store. The copy is written into a folder inside the new one. Its files are renamed at the end, `data.mdb` last: a file
 * under its own name is complete. A failure leaves no files.
 *
 * @param to a folder that is empty or does not exist
 * @throws {Error} as `compactStore`
 */
export async function compactStoreTo(folder: string, to: string, onCopy?: OnCopy): Promise<Compacted> {
  const isNew = !existsSync(to);
  if (isNew) mkdirSync(to, { mode: 0o700 });
  // A copy that was killed has left only the folder of the incomplete copy.
  if (readdirSync(to).some((name) => name !== incomplete)) throw new Error(`${to} is not empty`);
  try {
    return await copyInto(folder, to, onCopy);
  } catch (error) {
    await removeCopy(to, isNew);
    throw error;
  }
}

async function copyInto(folder: string, to: string, onCopy?: OnCopy): Promise<Compacted> {
  const place = join(to, incomplete);
  await rm(place, { recursive: true, force: true });
  mkdirSync(place, { mode: 0o700 });
  await assertStoreSound(folder);
  const isTrusted = await isUntouched(folder);
  const { before } = await copyStore(folder, place, onCopy);
  const beside = companions.filter((name) => existsSync(join(folder, name)));
  for (const name of beside) await copyFile(join(folder, name), join(place, name));
  for (const name of beside) await rename(join(place, name), join(to, name));
  await rename(storeFileIn(place), storeFileIn(to));
  await rm(place, { recursive: true, force: true });
  await flushFolder(to);
  // The copy must not be trusted before the old store has lost its note. Deleting needs no space on the disk.
  await rm(join(folder, 'witness'), { force: true });
  if (isTrusted) noteCopy(to, detectorIn(to));
  return { before, after: (await stat(storeFileIn(to))).size };
}

/** Removes the files of a failed copy from a folder that was empty. */
async function removeCopy(to: string, isNew: boolean): Promise<void> {
  for (const name of [incomplete, 'data.mdb', 'lock.mdb', 'witness', ...companions]) {
    await rm(join(to, name), { recursive: true, force: true });
  }
  if (isNew) await rmdir(to);
}

/** Copies the store's file into another folder, compacted, and flushed to the disk. */
async function copyStore(
  folder: string,
  target: string,
  onCopy: OnCopy = () => {},
): Promise<{ before: number; epoch: unknown }> {
  const root = openReadOnly(folder);
  try {
    const meta = root.openDB<string | number, string>({ name: 'meta' });
    assertReadable(meta);
    assertAlone(root, folder);
    const version = versionOf(root);
    const total = usedBytes(root);
    await assertRoomFor(target, total);
    const copy = storeFileIn(target);
    const report = (): void => onCopy(existsSync(copy) ? statSync(copy).size : 0, total);
    const timer = setInterval(report, copyPause);
    try {
      await root.backup(target, true);
    } finally {
      clearInterval(timer);
    }
    report();
    await chmod(copy, 0o600);
    await flush(copy);
    assertAlone(root, folder);
    root.resetReadTxn();
    if (versionOf(root) !== version)
      throw new Error(`${folder} was written to meanwhile: stop the relay first`);
    return { before: (await stat(storeFileIn(folder))).size, epoch: meta.get('epoch') };
  } finally {
    await root.close();
  }
}

/** A relay reads at its start, and stays in LMDB's table of readers. */
function assertAlone(root: RootDatabase, folder: string): void {
  const other = idsOfReaders(root).find((pid) => pid !== process.pid);
  if (other !== undefined) throw new Error(`process ${other} has ${folder} open: stop the relay first`);
}

/** The size of the copy, in bytes. */
function usedBytes(root: RootDatabase): number {
  const tables: unknown[] = Object.values(openTables(root));
  return [root, ...tables].map((table) => pagesOf(table)).reduce((sum, bytes) => sum + bytes, 0);
}

/** The size of one table; an old store lacks some tables. The types of lmdb do not name the fields of `getStats`. */
function pagesOf(table: unknown): number {
  if (!isCounted(table)) return 0;
  const numbers = new Map(Object.entries(table.getStats()));
  const of = (name: string): number => Number(numbers.get(name) ?? 0);
  const pages = of('treeBranchPageCount') + of('treeLeafPageCount') + of('overflowPages');
  return (pages + 1) * of('pageSize');
}

function isCounted(table: unknown): table is { getStats: () => object } {
  return typeof table === 'object' && table !== null && 'getStats' in table;
}

async function assertRoomFor(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  // The companion files need space too.
  const needed = bytes + 256 * 1024;
  if (free >= needed) return;
  throw new Error(
    `the copy needs ${inMegabytes(needed)} in ${folder}, and ${inMegabytes(free)} are free: name a folder on another disk by --to`,
  );
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function detectorIn(folder: string): RollbackDetector {
  return new RollbackDetector(storeFileIn(folder), join(folder, 'witness'));
}

/** Whether a relay that starts on the folder now would keep the epoch. */
async function isUntouched(folder: string): Promise<boolean> {
  if (!existsSync(join(folder, 'witness'))) return false;
  const detector = detectorIn(folder);
  if (!detector.agrees()) return false;
  const root = openReadOnly(folder);
  try {
    return detector.hasReached(versionOf(root));
  } finally {
    await root.close();
  }
}

/** Notes the version of a copy: in a compacted copy, LMDB counts the commits from the start. */
function noteCopy(folder: string, detector: RollbackDetector): void {
  const root = openReadOnly(folder);
  try {
    detector.record(versionOf(root));
  } finally {
    detector.close();
    void root.close();
  }
}

async function flush(path: string): Promise<void> {
  const file = await openFile(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename is durable only when its folder is flushed. Windows cannot open folders. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const file = await openFile(folder);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
