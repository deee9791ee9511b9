import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folder in which a compaction works. Under the folder's lock there is only one; without, its name tells by which
 * process. It is made in one step.
 */
const underLock = 'compacting';
const pattern = /^compacting-(?<pid>\d+)$/;

/**
 * @param isLocked whether other processes notice that this one has locked the folder. Where they do not, the marker is all
 *   that tells them: a process that opens the store looks for it before and afterwards.
 * @throws {Error} if another process compacts the store
 */
export function beginCompaction(folder: string, isLocked: boolean): string {
  const place = join(folder, isLocked ? underLock : `${underLock}-${process.pid}`);
  if (isLocked) removeBrokenCompactions(folder, isLocked);
  endCompaction(place);
  mkdirSync(place, { mode: 0o700 });
  try {
    assertNoCompaction(folder);
  } catch (error) {
    endCompaction(place);
    throw error;
  }
  return place;
}

export function endCompaction(place: string): void {
  rmSync(place, { recursive: true, force: true });
}

/** @throws {Error} if a process that could not lock the folder compacts the store */
export function assertNoCompaction(folder: string): void {
  for (const { name, pid } of compactionsIn(folder)) {
    if (pid === undefined || pid === process.pid || !isAlive(pid)) continue;
    throw new Error(`process ${pid} compacts it; if there is no such process, delete ${join(folder, name)}`);
  }
}

/**
 * Removes what a compaction has left that was killed. The store itself was not touched by it, or is whole. Only a process
 * that has locked the folder may do so.
 *
 * @param isLocked whether other processes notice that lock: then no compaction is under way, whatever process ids say
 */
export function removeBrokenCompactions(folder: string, isLocked: boolean): void {
  for (const { name, pid } of compactionsIn(folder)) {
    if (isLocked || pid === undefined || pid === process.pid || !isAlive(pid)) {
      endCompaction(join(folder, name));
    }
  }
}

function compactionsIn(folder: string): { name: string; pid?: number }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const pid = pattern.exec(name)?.groups?.pid;
    if (pid !== undefined) return [{ name, pid: Number(pid) }];
    return name === underLock ? [{ name }] : [];
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, and another account's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
