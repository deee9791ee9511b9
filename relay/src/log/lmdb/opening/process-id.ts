import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runScript } from './child-script.ts';

/** How long the child process may take, in milliseconds. */
const patience = 10_000;

/** LMDB's table of readers, of lmdb 3.5.6: a slot for each, with the process id in it. */
const slotSize = 64;
const idInSlot = 24;

/**
 * LMDB tells processes apart by their ids. Two containers that share a folder may each have a process 1: the second one
 * could not read, and lmdb 3.5.6 throws in a timer then, which ends the process. This function checks it before LMDB opens.
 *
 * A process that was killed leaves its id in LMDB's lock file too. A child process has another id, and LMDB tells it whether
 * a process with the id of this one still has the store open.
 *
 * Must not be called while this process has the store open, except by the relay that has the folder's lock.
 *
 * @throws {Error} if another process with the same id has the store open
 */
export async function assertOwnProcessId(folder: string): Promise<void> {
  if (!mayBeListed(join(folder, 'lock.mdb'))) return;
  if (!(await isListed(folder))) return;
  throw new Error(
    `a process of another container has it open, with the same process id (${process.pid}): stop that one, or run this command in its container`,
  );
}

function mayBeListed(lockFile: string): boolean {
  if (!existsSync(lockFile)) return false;
  const table = readFileSync(lockFile);
  for (let slot = 0; slot + idInSlot + 4 <= table.length; slot += slotSize) {
    if (table.readUInt32LE(slot + idInSlot) === process.pid) return true;
  }
  return false;
}

/** If the answer cannot be found, it counts as no. */
async function isListed(folder: string): Promise<boolean> {
  const { message } = await runScript('list-readers', folder, patience).catch(() => ({ message: undefined }));
  return Array.isArray(message) && message.includes(process.pid);
}
