import type { RootDatabase } from 'lmdb';

/** Statuses that the binding tells of a write: it is over, it is visible, its callback is due. */
const over = 0;
const visible = 1;
const callbackDue = 2;

type Settle = (status: number) => unknown;

interface Writer {
  startWriting: (address: number, settle: Settle) => unknown;
}

/**
 * Tells the code of each commit that fails.
 *
 * lmdb 3.5.6 prints every failed commit with `console.error`. It gives the reason only as a promise inside an error,
 * and where a transaction could not begin, the transaction's own promise never settles. So the status is taken where
 * the binding takes it from its native part, and a failure is handed on as the mere end of the write: its promises are
 * rejected as before, and nothing is printed.
 */
export function onFailedCommit(root: RootDatabase, tell: (status: number) => void): void {
  const writer: unknown = Reflect.get(root, 'env');
  if (!isWriter(writer)) throw new Error('this version of lmdb is not known to the relay');
  const start = writer.startWriting.bind(writer);
  const startWriting = (address: number, settle: Settle): unknown =>
    start(address, (status) => {
      if (status === over || status === visible || status === callbackDue) return settle(status);
      tell(status);
      return settle(visible);
    });
  Object.defineProperty(writer, 'startWriting', { value: startWriting });
}

function isWriter(value: unknown): value is Writer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'startWriting' in value &&
    typeof value.startWriting === 'function'
  );
}
