import { statfsSync } from 'node:fs';
import { StoreError } from '../failure.ts';

/** The free space that must remain after writes that add to the store, and after writes that make it smaller, in bytes. */
const reserve = 1024 * 1024;
const lastReserve = 128 * 1024;

/**
 * Refuses a write before the disk is full to the last byte. LMDB needs space to remove entries too: it rewrites pages before
 * it frees the old ones. LMDB in lmdb 3.5.6 also writes to stderr if a page does not fit, and the relay cannot prevent
 * this line.
 *
 * @param bytes the size that the write adds; undefined if the write makes the store smaller
 * @throws {StoreError} `ENOSPC`
 */
export function assertRoom(folder: string, bytes: number | undefined): void {
  const { bavail, bsize } = statfsSync(folder);
  const needed = bytes === undefined ? lastReserve : reserve + bytes;
  if (bavail * bsize < needed) throw new StoreError('ENOSPC', 'the disk is full');
}
