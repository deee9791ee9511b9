import type { TestContext } from 'node:test';
import { Store } from '../../relay/src/log/lmdb/writes/store.ts';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';

/** lmdb makes a class for each store that is opened, so this one changes no other. */
export function classOf(store: Store): { childTransaction: Act; close: () => Promise<void> } {
  return Object.getPrototypeOf(store.tables.meta);
}

type Act = (act: () => unknown) => unknown;

/**
 * A store on a disk of which a test says when it has flushed: LMDB commits, and its transaction settles no sooner than
 * the test lets it.
 */
export async function newSlowLog(t: TestContext, folder: string) {
  const stores: Store[] = [];
  const open = Store.open.bind(Store);
  const mock = t.mock.method(Store, 'open', async (...args: Parameters<typeof open>) => {
    const store = await open(...args);
    stores.push(store);
    return store;
  });
  const log = await LmdbLog.open(folder);
  mock.mock.restore();
  const [store] = stores;
  if (!store) throw new Error('no store was opened');
  let flushing: Promise<unknown> | undefined;
  let committed: () => void = () => {};
  let isInside = false;
  const lmdb = classOf(store);
  const childTransaction = lmdb.childTransaction;
  t.mock.method(lmdb, 'childTransaction', function (this: unknown, act: () => unknown) {
    if (isInside || !flushing) return childTransaction.call(this, act);
    const until = flushing;
    const inside = (): unknown => {
      isInside = true;
      try {
        return act();
      } finally {
        isInside = false;
      }
    };
    return Promise.resolve(childTransaction.call(this, inside)).then(async (result) => {
      committed();
      await until;
      return result;
    });
  });
  return {
    log,
    /** From now on commits are not flushed. */
    hold: (): { committed: Promise<void>; release: () => void } => {
      let release = (): void => {};
      flushing = new Promise<void>((resolve) => {
        release = () => {
          flushing = undefined;
          resolve();
        };
      });
      return { committed: new Promise<void>((resolve) => (committed = resolve)), release };
    },
  };
}
