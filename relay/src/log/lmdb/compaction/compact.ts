import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { chmod, copyFile, open as openFile, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { beginCompaction, endCompaction } from './compaction-marker.ts';
import { assertReadable, storeFileIn, versionOf } from '../opening/open-environment.ts';
import { assertStoreSound, openReadOnly } from '../opening/open-read-only.ts';
import { idsOfReaders } from '../opening/readers.ts';
import { Witness } from '../opening/rollback-detector.ts';
import { openTables } from '../tables.ts';

/** What is beside the store in a data folder and belongs to it. */
const companions = ['secret', 'webhook-secret'];

/** The folder in which a copy grows, inside the one that it is for. */
const growing = 'copying';

/** How large the store's file was, and is now, in bytes. */
export interface Compacted {
  before: number;
  after: number;
}

/**
 * Makes the store's file as small as what it holds. LMDB reuses the pages of what was removed and never gives them back
 * to the disk. The store is copied first and then replaced in one step, so an interruption leaves one or the other.
 *
 * @param isLocked whether other processes notice that this one has locked the folder
 * @throws {Error} if another process has the store open, or the disk has no room for the copy
 */
export async function compactStore(folder: string, isLocked: boolean): Promise<Compacted> {
  await assertStoreSound(folder);
  const place = beginCompaction(folder, isLocked);
  try {
    const { before, epoch } = await copyStore(folder, place);
    const witness = witnessOf(folder);
    // A store that was not trusted before does not become so by this.
    const isTrusted = epoch !== undefined && (await isUntouched(folder));
    await rename(storeFileIn(place), storeFileIn(folder));
    await flushFolder(folder);
    // Between the two the store would only get a new epoch, and clients would load their messages anew.
    if (isTrusted) noteCopy(folder, witness);
    return { before, after: (await stat(storeFileIn(folder))).size };
  } finally {
    endCompaction(place);
  }
}

/**
 * Makes a small copy of the whole data folder elsewhere: for a disk that is full. The copy is the store from then on. The
 * old one loses the note that it is trusted, so that the two are never taken for one. The copy grows in a folder inside the
 * new one and is renamed at the end, its `data.mdb` last: what is there by its name is whole. After a failure nothing is left.
 *
 * @param to a folder that is empty or not there yet
 * @throws {Error} as `compactStore`
 */
export async function compactStoreTo(folder: string, to: string): Promise<Compacted> {
  const isNew = !existsSync(to);
  if (isNew) mkdirSync(to, { mode: 0o700 });
  // A copy that was killed has left that alone.
  if (readdirSync(to).some((name) => name !== growing)) throw new Error(`${to} is not empty`);
  try {
    return await copyInto(folder, to);
  } catch (error) {
    await removeCopy(to, isNew);
    throw error;
  }
}

async function copyInto(folder: string, to: string): Promise<Compacted> {
  const place = join(to, growing);
  await rm(place, { recursive: true, force: true });
  mkdirSync(place, { mode: 0o700 });
  await assertStoreSound(folder);
  const isTrusted = await isUntouched(folder);
  const { before } = await copyStore(folder, place);
  const beside = companions.filter((name) => existsSync(join(folder, name)));
  for (const name of beside) await copyFile(join(folder, name), join(place, name));
  for (const name of beside) await rename(join(place, name), join(to, name));
  await rename(storeFileIn(place), storeFileIn(to));
  await rm(place, { recursive: true, force: true });
  await flushFolder(to);
  // Only after this may the copy count, and to delete needs no room.
  await rm(join(folder, 'witness'), { force: true });
  if (isTrusted) noteCopy(to, witnessOf(to));
  return { before, after: (await stat(storeFileIn(to))).size };
}

/** Removes what a failed copy has left in a folder that was empty. */
async function removeCopy(to: string, isNew: boolean): Promise<void> {
  for (const name of [growing, 'data.mdb', 'lock.mdb', 'witness', ...companions]) {
    await rm(join(to, name), { recursive: true, force: true });
  }
  if (isNew) await rmdir(to);
}

/** Copies the store's file into another folder, compacted, and flushed to the disk. */
async function copyStore(folder: string, target: string): Promise<{ before: number; epoch: unknown }> {
  const root = openReadOnly(folder);
  try {
    const meta = root.openDB<string | number, string>({ name: 'meta' });
    assertReadable(meta.get('format'));
    assertAlone(root, folder);
    const version = versionOf(root);
    await assertRoomFor(target, usedBytes(root));
    await root.backup(target, true);
    const copy = storeFileIn(target);
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

/** What the copy will take, in bytes. */
function usedBytes(root: RootDatabase): number {
  const tables: unknown[] = Object.values(openTables(root));
  return [root, ...tables].map((table) => pagesOf(table)).reduce((sum, bytes) => sum + bytes, 0);
}

/** An old store lacks tables. And the types of lmdb do not tell what it counts. */
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
  // What is beside it has to have room as well.
  const needed = bytes + 256 * 1024;
  if (free >= needed) return;
  throw new Error(
    `the copy needs ${inMegabytes(needed)} in ${folder}, and ${inMegabytes(free)} are free: name a folder on another disk by --to`,
  );
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function witnessOf(folder: string): Witness {
  return new Witness(storeFileIn(folder), join(folder, 'witness'));
}

/** Whether a relay that starts on the folder now would keep the epoch. */
async function isUntouched(folder: string): Promise<boolean> {
  if (!existsSync(join(folder, 'witness'))) return false;
  const witness = witnessOf(folder);
  if (!witness.agrees()) return false;
  const root = openReadOnly(folder);
  try {
    return witness.hasReached(versionOf(root));
  } finally {
    await root.close();
  }
}

/** LMDB counts the commits of a compacted copy anew. */
function noteCopy(folder: string, witness: Witness): void {
  const root = openReadOnly(folder);
  try {
    witness.note(versionOf(root));
  } finally {
    witness.close();
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

/** A new name is durable only with the folder that it is in. Windows does not open folders. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const file = await openFile(folder);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
