import { setTimeout } from 'node:timers/promises';
import type { Refusal } from '../../../refusal.ts';
import { failureOf, isOutage, refusal } from './failure.ts';

/** For how long a read waits for a connection, in milliseconds. */
const patience = 1000;
const pause = 50;

/** Turns failures of Redis into refusals, and tells of outages, so that the log has each of them once. */
export class Outages {
  /** Set by the log of this process, which then tries to write until it can. */
  onOutage: (error: unknown) => void = () => {};

  refusal(error: unknown, message?: string): Refusal {
    if (isOutage(error)) this.onOutage(error);
    return refusal(error, message);
  }

  /**
   * Reads, also through a short loss of the connection.
   *
   * @throws {Refusal} `unavailable`, if Redis is away
   */
  async read<T>(reading: () => Promise<T>): Promise<T> {
    const end = performance.now() + patience;
    for (;;) {
      try {
        return await reading();
      } catch (error) {
        const isCut = isOutage(error) && failureOf(error).code === 'ECONNLOST';
        if (!isCut || performance.now() > end) throw this.refusal(error, 'the store cannot be read');
        await setTimeout(pause);
      }
    }
  }
}
