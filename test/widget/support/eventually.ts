/**
 * Tries until it no longer throws; what it threw last is the reason if it never does. The pauses grow: each attempt that
 * fails makes an error with its stack and its words, and many such a second would take more CPU than the test itself.
 */
export async function eventually<T>(attempt: () => T | Promise<T>, milliseconds = 30_000): Promise<T> {
  const deadline = Date.now() + milliseconds;
  let pause = 5;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 1.4, 100);
  }
}
