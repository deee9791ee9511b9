import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { silent } from '../../../logger.ts';
import { assertSound } from './assert-sound.ts';
import { fillLockFileIfWritable } from './lock-file.ts';
import { storeFileIn } from './open-environment.ts';
import { Witness } from './rollback-detector.ts';
import { tableCount } from '../tables.ts';

/**
 * Looks at a store that is to be read alone. The folder may be read-only.
 *
 * @param isInUse whether a relay is at work on it, which has looked at it
 * @throws {Error} if it is damaged; the message says why.
 */
export async function assertStoreSound(folder: string, isInUse = false): Promise<void> {
  fillLockFileIfWritable(folder);
  const file = storeFileIn(folder);
  const witness = join(folder, 'witness');
  const isUntouched = isInUse || (existsSync(witness) && new Witness(file, witness).agrees());
  await assertSound(folder, file, isUntouched, silent);
}

export function openReadOnly(folder: string): RootDatabase {
  fillLockFileIfWritable(folder);
  return open({ path: folder, noSubdir: false, maxDbs: tableCount, readOnly: true });
}
