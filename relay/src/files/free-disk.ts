import { statfs } from 'node:fs/promises';
import { codeOf } from '../log/folder/error-code.ts';
import { Refusal } from '../refusal.ts';

/** So many bytes of the disk are left to the messages: files never fill it. */
const leftToMessages = 32 * 1024 * 1024;

/** @throws {Refusal} `storage_full`: the disk has no room for so many bytes more */
export async function assertDiskHas(folder: string, bytes: number): Promise<void> {
  const { bavail, blocks, bsize } = await statfs(folder);
  // Some file systems of networks tell no size.
  if (blocks > 0 && bavail * bsize < bytes + leftToMessages) throw diskFull();
}

/** Turns an error of the file system that tells of a full disk, a quota or a bound on the size of files into a refusal. */
export function diskRefusal(error: unknown): unknown {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(codeOf(error))) ? diskFull(error) : error;
}

function diskFull(cause?: unknown): Refusal {
  return new Refusal('storage_full', 'the disk of the relay is full', { retryAfter: 60, cause });
}
