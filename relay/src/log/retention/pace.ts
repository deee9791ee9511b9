import { setTimeout } from 'node:timers/promises';

/**
 * Keeps work in the background to a share of the event loop: it rests in proportion to how long the loop worked meanwhile.
 * So the waits for the disk do not count. The loop also serves clients meanwhile, so only as much counts as the work itself
 * can have taken: otherwise, beside a busy relay, it would hardly go on at all.
 */
export class Pace {
  #share: number;
  #longest: number;
  #signal: AbortSignal | undefined;
  #began = performance.eventLoopUtilization();

  /**
   * @param share above 0 and below 1
   * @param longest how many milliseconds the work itself takes at most between two rests
   */
  constructor(share: number, longest: number, signal?: AbortSignal) {
    this.#share = share;
    this.#longest = longest;
    this.#signal = signal;
  }

  /** Called where a rest before does not count as work. */
  begin(): void {
    this.#began = performance.eventLoopUtilization();
  }

  /** Rests if the work since the last rest took at least so many milliseconds. It is to be called often. */
  async rest(least = 0): Promise<void> {
    const { active } = performance.eventLoopUtilization(this.#began);
    if (active < least) return;
    const worked = Math.min(active, this.#longest);
    const rest = (worked * (1 - this.#share)) / this.#share;
    await setTimeout(rest, undefined, { signal: this.#signal }).catch(() => {});
    this.begin();
  }
}
