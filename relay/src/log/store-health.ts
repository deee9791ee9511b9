import type { Logger } from '../logger.ts';

/** Why the store cannot be written to. */
export interface StoreFailure {
  /** As the system names it (`ENOSPC`), or the store (`MDB_PANIC`). */
  code: string;
  /** One sentence for the operator. */
  reason: string;
}

/** An incident is over when no write has failed for so many milliseconds after one succeeded. */
const calm = 1000;

/**
 * Whether the store can be written to. An incident is two log lines, however many writes it refuses: one at its
 * beginning, and one at its end with the number of refused requests. Each further cause in it is one line more.
 */
export class StoreHealth {
  /** The number of failed writes. */
  failedWrites = 0;
  #logger: Logger;
  #failure: StoreFailure | undefined;
  /** Since when, in milliseconds since 1970, an incident lasts. */
  #since: number | undefined;
  /** The causes of the incident that were logged. */
  #causes = new Set<string>();
  #refused = 0;
  #lastWrite = 0;
  #ending: NodeJS.Timeout | undefined;
  #watcher: (isFailing: boolean) => void = () => {};

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Why the last write failed, if it did. */
  get failure(): StoreFailure | undefined {
    return this.#failure;
  }

  /** How many milliseconds ago a write succeeded. */
  get idle(): number {
    return performance.now() - this.#lastWrite;
  }

  /** The watcher is told when an incident begins, and when it ends. If one lasts already, it is told at once. */
  watch(watcher: (isFailing: boolean) => void): void {
    this.#watcher = watcher;
    if (this.#since !== undefined) watcher(true);
  }

  fail(failure: StoreFailure, writes = 1): void {
    clearTimeout(this.#ending);
    this.#failure = failure;
    this.failedWrites += writes;
    if (this.#since === undefined) {
      this.#since = Date.now();
      this.#refused = 0;
      this.#causes.clear();
      this.#watcher(true);
    }
    const { code, reason } = failure;
    if (this.#causes.has(code)) return;
    this.#causes.add(code);
    this.#logger.error({ code: 'store_failing', cause: code, reason }, 'the store cannot be written to');
  }

  refuse(requests: number): void {
    this.#refused += requests;
  }

  succeed(): void {
    this.#lastWrite = performance.now();
    this.#failure = undefined;
    if (this.#since === undefined) return;
    clearTimeout(this.#ending);
    this.#ending = setTimeout(() => this.#end(), calm).unref();
  }

  close(): void {
    if (!this.#failure) this.#end();
  }

  #end(): void {
    clearTimeout(this.#ending);
    if (this.#since === undefined) return;
    const seconds = Math.round((Date.now() - this.#since) / 1000);
    this.#since = undefined;
    this.#logger.warn(
      { code: 'store_recovered', refused: this.#refused, seconds },
      'the store can be written to again',
    );
    this.#watcher(false);
  }
}
