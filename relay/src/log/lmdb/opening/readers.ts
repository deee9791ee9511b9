import type { RootDatabase } from 'lmdb';

/**
 * The ids of the processes that have read the store and still have it open. LMDB has a table of them, from which those that
 * have ended are removed first.
 */
export function idsOfReaders(root: RootDatabase): number[] {
  root.readerCheck();
  return Array.from(root.readerList().matchAll(/^ *(\d+) /gm), ([, pid]) => Number(pid));
}
