import { setTimeout as delay } from 'node:timers/promises';

/** Between one look and the next, in milliseconds, where there is no event to wait for. */
const interval = 50;

/**
 * Resolves when it is so.
 *
 * @param describe says how things stand, for whoever reads why it failed.
 * @throws {Error} if it is not so in time
 */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  seconds: number,
  describe: () => string,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`After ${seconds} s: ${describe()}`);
    await delay(interval);
  }
}
