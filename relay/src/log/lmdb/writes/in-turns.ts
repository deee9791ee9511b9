/** How long the steps of a write may block the event loop, in milliseconds: as long as a frame of entries is gathered. */
const longestTurn = 10;

/**
 * Runs the steps of a generator, and awaits `pause` whenever they have taken long.
 *
 * @returns a promise only if there was a pause: all others are done in this turn of the event loop
 */
export function inTurns<T>(steps: T | Generator<void, T>, pause: () => Promise<void>): T | Promise<T> {
  if (!isGenerator(steps)) return steps;
  const end = performance.now() + longestTurn;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() > end) return pause().then(() => inTurns(steps, pause));
  }
}

function isGenerator<T>(steps: T | Generator<void, T>): steps is Generator<void, T> {
  return typeof steps === 'object' && steps !== null && 'next' in steps;
}
