import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { silent } from '../../../logger.ts';
import { assertSound } from './assert-sound.ts';
import { fillLockFileIfWritable } from './lock-file.ts';
import { storeFileIn } from './open-environment.ts';
import { RollbackDetector } from './rollback-detector.ts';
import { tableCount } from '../tables.ts';

/**
 * Checks a store that will only be read. The folder may be read-only.
 *
 * @param isInUse whether a relay has the store open; that relay has checked it already
 * @throws {Error} if the store is damaged; the message gives the reason
 */
export async function assertStoreSound(folder: string, isInUse = false): Promise<void> {
  fillLockFileIfWritable(folder);
  const file = storeFileIn(folder);
  const notes = join(folder, 'witness');
  const isUntouched = isInUse || (existsSync(notes) && new RollbackDetector(file, notes).agrees());
  await assertSound(folder, file, isUntouched, silent);
}

export function openReadOnly(folder: string): RootDatabase {
  fillLockFileIfWritable(folder);
  return open({ path: folder, noSubdir: false, maxDbs: tableCount, readOnly: true });
}
