import { setTimeout } from 'node:timers/promises';
import { Refusal } from '../../../refusal.ts';
import { failureOf } from './failure.ts';

/** For how long a read waits for a connection, in milliseconds. */
const patience = 1000;
const pause = 50;

/**
 * Reads, also through a short loss of the connection.
 *
 * @throws {Refusal} `unavailable`, if Redis is away
 */
export async function read<T>(reading: () => Promise<T>): Promise<T> {
  const end = performance.now() + patience;
  for (;;) {
    try {
      return await reading();
    } catch (cause) {
      if (failureOf(cause).code !== 'ECONNLOST' || performance.now() > end) {
        throw new Refusal('unavailable', 'the store cannot be read', { retryAfter: 5, cause });
      }
      await setTimeout(pause);
    }
  }
}
