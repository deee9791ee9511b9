/**
 * Well above anything that these tests wait for, a slow machine's reconnect and its connect timeout together too, so
 * that it ends only a test that has failed.
 */
const patience = 30_000;

/**
 * Resolves with the first thing that `look` finds, now or after any later call of the function that `subscribe` is
 * given.
 *
 * @param what completes the sentence "Waited in vain for …"
 * @param subscribe answers how to stop
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
