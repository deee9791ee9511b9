import { setTimeout as wait } from 'node:timers/promises';

/** Tries until it no longer throws; what it threw last is the reason if it never does. */
export async function eventually(attempt: () => Promise<void>, milliseconds = 30_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await wait(25);
  }
}
