import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The folder in which a compaction works. Its name tells by which process, and it is made in one step. */
const pattern = /^compacting-(?<pid>\d+)$/;

/**
 * The store's file is about to be replaced. A process that opens it at that moment would go on with the old one, so whoever
 * opens it looks here before and afterwards.
 *
 * @throws {Error} if another process compacts the store
 */
export function beginCompaction(folder: string): string {
  const place = join(folder, `compacting-${process.pid}`);
  rmSync(place, { recursive: true, force: true });
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

/** @throws {Error} if another process compacts the store */
export function assertNoCompaction(folder: string): void {
  for (const { name, pid } of compactionsIn(folder)) {
    if (pid === process.pid || !isAlive(pid)) continue;
    throw new Error(`process ${pid} compacts it; if there is no such process, delete ${join(folder, name)}`);
  }
}

/** Removes what a compaction has left that was killed. The store itself was not touched by it, or is whole. */
export function removeBrokenCompactions(folder: string): void {
  for (const { name, pid } of compactionsIn(folder)) {
    if (pid === process.pid || !isAlive(pid)) endCompaction(join(folder, name));
  }
}

function compactionsIn(folder: string): { name: string; pid: number }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const pid = pattern.exec(name)?.groups?.pid;
    return pid === undefined ? [] : { name, pid: Number(pid) };
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
