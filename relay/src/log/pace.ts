import { setTimeout } from 'node:timers/promises';

/**
 * Keeps work in the background to a share of the event loop: it rests in proportion to how long the loop worked meanwhile.
 * So the waits for the disk do not count, and beside a busy relay the share is rather less.
 */
export class Pace {
  #share: number;
  #signal: AbortSignal | undefined;
  #began = performance.eventLoopUtilization();

  /** @param share above 0 and below 1 */
  constructor(share: number, signal?: AbortSignal) {
    this.#share = share;
    this.#signal = signal;
  }

  /** Called where a rest before does not count as work. */
  begin(): void {
    this.#began = performance.eventLoopUtilization();
  }

  /** Rests if the work since the last rest took at least so many milliseconds. It is to be called often. */
  async rest(least = 0): Promise<void> {
    const { active: worked } = performance.eventLoopUtilization(this.#began);
    if (worked < least) return;
    const rest = (worked * (1 - this.#share)) / this.#share;
    await setTimeout(rest, undefined, { signal: this.#signal }).catch(() => {});
    this.begin();
  }
}
