import { setTimeout as pause } from 'node:timers/promises';

/**
 * How long to wait, in milliseconds. It is longer than a reconnect and a connect timeout on a slow machine, so it ends only
 * tests that have failed.
 */
const patience = 30_000;

/** The time between two looks where nothing tells, in milliseconds: looking without a pause would take a core from the other tests. */
const lookInterval = 5;

/**
 * Resolves with the first value that `look` finds. `look` is called now, and whenever the callback of `subscribe` is called.
 *
 * @param what completes the sentence "Waited in vain for …"
 * @param subscribe returns a function that ends the subscription
 */
export function until<T>(
  what: string,
  subscribe: (looked: () => void) => () => void,
  look: () => T | false | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`Waited in vain for ${what}`));
    }, patience);
    const stop = subscribe(() => check());
    const check = (): void => {
      const found = look();
      if (found === undefined || found === false) return;
      clearTimeout(timer);
      stop();
      resolve(found);
    };
    check();
  });
}

/** Resolves when `look` is true, which nothing tells: it is called again and again. @param what as for `until` */
export async function untilTrue(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + patience;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}`);
    await pause(lookInterval);
  }
}
