import { statfsSync } from 'node:fs';
import { StoreError } from '../failure.ts';

/** So much of the disk is left free by whatever adds to the store, and by whatever makes it smaller, in bytes. */
const reserve = 1024 * 1024;
const lastReserve = 128 * 1024;

/**
 * Refuses a write before the disk is full to the last byte. LMDB needs room to forget too: it writes pages anew before
 * it gives the old ones free. And LMDB of lmdb 3.5.6 writes to stderr where a page does not fit, which nothing here
 * can keep from the log.
 *
 * @param bytes how much the write adds; nothing, where it makes the store smaller
 * @throws {StoreError} `ENOSPC`
 */
export function assertRoom(folder: string, bytes: number | undefined): void {
  const { bavail, bsize } = statfsSync(folder);
  const needed = bytes === undefined ? lastReserve : reserve + bytes;
  if (bavail * bsize < needed) throw new StoreError('ENOSPC', 'the disk is full');
}
