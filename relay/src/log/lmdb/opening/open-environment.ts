import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import type { Logger } from '../../../logger.ts';
import { newEpoch } from '../../store-rules.ts';
import { within } from '../../within.ts';
import { assertSound, mayBeUnflushed } from './assert-sound.ts';
import { assertRoom } from '../writes/disk-room.ts';
import { UnfinishedMigration } from '../../migration/unfinished-migration.ts';
import { fillLockFile } from './lock-file.ts';
import { RollbackDetector } from './rollback-detector.ts';
import { openTables, tableCount, type Tables } from '../tables.ts';

/** Raised when the arrangement of the data changes, so that no relay misreads another's folder. */
const format = 3;

/**
 * Format 1 is format 3 without changes, and without their number of messages in the rooms' reach. No release wrote
 * format 2, in which each message held all who had reacted to it.
 */
const readable: unknown[] = [undefined, 1, format];

/** The place of the note of a migration that fills the store, in the table of its format and epoch. */
export const migrationKey = 'migration';

/** An open store. */
export interface Environment {
  root: RootDatabase;
  tables: Tables;
  epoch: string;
  detector: RollbackDetector;
  /** The inode of the store's file. */
  inode: number;
}

/**
 * Opens the store of a folder, or creates one. A store gets a new epoch if it is new or was replaced by an older copy.
 *
 * @param isMigration whether it is opened by the migration that has begun to fill it
 * @throws {Error} if the store cannot be used; the message gives the reason
 */
export async function openEnvironment(
  folder: string,
  logger: Logger,
  isMigration = false,
): Promise<Environment> {
  const file = storeFileIn(folder);
  const detector = new RollbackDetector(file, join(folder, 'witness'));
  const isThere = existsSync(file);
  const before = isThere ? statSync(file).ino : undefined;
  const isUntouched = isThere && detector.agrees();
  if (!isThere) assertRoom(folder, 0);
  fillLockFile(folder);
  if (isThere) await assertSound(folder, file, isUntouched, logger);
  if (isThere && statSync(file).size > 0 && mayBeUnflushed(file)) await openRoot(folder, true).close();
  const root = openRoot(folder);
  const meta = root.openDB<string | number, string>({ name: 'meta' });
  const found = meta.get('format');
  try {
    assertReadable(meta, isMigration);
  } catch (error) {
    await root.close();
    throw error;
  }
  const isTrusted = isUntouched && detector.hasReached(versionOf(root));
  const kept = isTrusted ? meta.get('epoch') : undefined;
  const epoch = typeof kept === 'string' ? kept : newEpoch();
  if (found !== undefined && epoch !== kept) {
    logger.warn(
      { code: 'epoch_renewed', data: folder },
      'the store was replaced, or is behind what was acknowledged: all clients load it anew',
    );
  }
  if (epoch !== kept || found !== format) {
    // Synchronous: unlike the promise of a transaction, this call throws the reason of a failure, and prints nothing.
    root.transactionSync(() => {
      void meta.put('format', format);
      void meta.put('epoch', epoch);
    });
  }
  // If the file was replaced meanwhile, LMDB may have the old file open, and its writes there would be lost.
  const inode = statSync(file).ino;
  if (before !== undefined && inode !== before) {
    await root.close();
    throw new Error('its data.mdb was replaced while it was opened: start again');
  }
  detector.record(versionOf(root));
  return { root, tables: openTables(root), epoch, detector, inode };
}

/** @throws {Error} if the store is of a format that this relay does not know, or only a part of one that was moved */
export function assertReadable(meta: Tables['meta'], isMigration = false): void {
  const found: unknown = meta.get('format');
  if (!isMigration && meta.get(migrationKey) !== undefined) throw new UnfinishedMigration();
  if (!readable.includes(found)) {
    throw new Error(`it holds format ${String(found)}, and this relay reads format ${format}`);
  }
}

/** How long LMDB may take to close, in milliseconds. */
const closePatience = 2000;

/**
 * Opens the same store again after a failure of LMDB.
 *
 * @returns undefined if LMDB does not close: a process may not open one store twice
 */
export async function reopenEnvironment(
  folder: string,
  { root, ...known }: Environment,
): Promise<Environment | undefined> {
  if (!(await within(closePatience, root.close()))) return undefined;
  const next = openRoot(folder);
  return { ...known, root: next, tables: openTables(next) };
}

function openRoot(folder: string, overlappingSync = false): RootDatabase {
  const options = {
    noSubdir: false,
    maxDbs: tableCount,
    // A transaction settles when it is flushed, and not before.
    overlappingSync,
    // The relay batches writes itself. LMDB would batch the writes of each turn of the event loop, and a failed batch
    // rejects a promise that no code can handle, which ends the process.
    eventTurnBatching: false,
    // Only the owner may use LMDB's files. (The types of lmdb lack this option.)
    permissionsMode: 0o600,
  };
  return open({ path: folder, ...options });
}

export function storeFileIn(folder: string): string {
  return join(folder, 'data.mdb');
}

/** The version of a store: LMDB counts the commits, and stores this number. */
export function versionOf(root: RootDatabase): number {
  const { lastTxnId }: { lastTxnId?: unknown } = root.getStats();
  if (typeof lastTxnId !== 'number') throw new Error('LMDB does not tell its version');
  return lastTxnId;
}
