import { getSystemErrorName } from 'node:util';
import type { StoreFailure } from '../store-health.ts';

/** A write that the store could not make. The message says why. */
export class StoreError extends Error {
  override name = 'StoreError';
  readonly code: string;

  constructor(code: string, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.code = code;
  }
}

/** LMDB's own codes are negative; those of the system are not. */
const namesOfLmdb: Record<number, string> = {
  [-30797]: 'MDB_PAGE_NOTFOUND',
  [-30796]: 'MDB_CORRUPTED',
  [-30795]: 'MDB_PANIC',
  [-30793]: 'MDB_INVALID',
  [-30792]: 'MDB_MAP_FULL',
  [-30782]: 'MDB_BAD_TXN',
  [-30779]: 'MDB_PROBLEM',
};

const reasons: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this account on the disk is used up',
  EFBIG: 'the file may not grow any further',
  EROFS: 'the disk is read-only',
  // Also where a page was written in part, since there was no room for the rest.
  EIO: 'the disk is full, or reports an error',
  ENOENT: 'its file is gone',
  MDB_CORRUPTED: 'its file data.mdb is damaged',
  MDB_PAGE_NOTFOUND: 'its file data.mdb is damaged',
};

export function codeOf(status: number): string {
  if (status < 0) return namesOfLmdb[status] ?? `LMDB ${status}`;
  return getSystemErrorName(-status);
}

/** A code that LMDB gives to an error, or to a failed commit. */
export function storeError(status: number, cause?: unknown): StoreError {
  const code = codeOf(status);
  return new StoreError(code, reasons[code] ?? `the store reports ${code}`, { cause });
}

/** MDB_BAD_VALSIZE: a key that cannot be. */
const badSize = -30781;

/** Whether LMDB says of an error that its own work failed, rather than that it was asked for something impossible. */
export function isFromLmdb(error: unknown): error is Error & { code: number } {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'number' && error.code !== badSize
  );
}

export function failureOf(error: unknown): StoreFailure {
  if (isFromLmdb(error)) return failureOf(storeError(error.code, error));
  const reason = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return { code, reason: error instanceof StoreError ? reason : (reasons[code] ?? reason) };
}
