import { setTimeout } from 'node:timers/promises';

/**
 * Limits work in the background to a share of the event loop: it rests in proportion to the time for which the loop worked.
 * Waits for the disk do not count. The loop also serves clients in that time, so the counted time is at most the time that
 * the work itself can take. Otherwise the work would nearly stop in a busy relay.
 */
export class Pace {
  #share: number;
  #longest: number;
  #signal: AbortSignal | undefined;
  #began = performance.eventLoopUtilization();

  /**
   * @param share above 0 and below 1
   * @param longest the longest time of the work itself between two rests, in milliseconds
   */
  constructor(share: number, longest: number, signal?: AbortSignal) {
    this.#share = share;
    this.#longest = longest;
    this.#signal = signal;
  }

  /** Starts a new measurement, so that an earlier wait does not count as work. */
  begin(): void {
    this.#began = performance.eventLoopUtilization();
  }

  /** Rests if the work since the last rest took at least this many milliseconds. Must be called often. */
  async rest(least = 0): Promise<void> {
    const { active } = performance.eventLoopUtilization(this.#began);
    if (active < least) return;
    const worked = Math.min(active, this.#longest);
    const rest = (worked * (1 - this.#share)) / this.#share;
    await setTimeout(rest, undefined, { signal: this.#signal }).catch(() => {});
    this.begin();
  }
}
