import type { Logger } from '../logger.ts';
import { Refusal } from '../refusal.ts';

/** How many calls of one hook may be pending. */
const mostPending = 1000;

/**
 * How long a call counts as pending after its timeout, in milliseconds. A call that hangs still holds the site's
 * resources, such as a database connection.
 */
const pendingAfterTimeout = 60_000;

/** Seconds after which a client may try again. */
const retryAfter = 5;

export interface HookSettings {
  /** How long a hook may take, in milliseconds. */
  timeout: number;
  logger: Logger;
  /** Whether the hook may answer by throwing a `Refusal`. If not, a `Refusal` is logged as a failure too. */
  mayRefuse?: boolean;
}

/**
 * A function of the site that the relay calls. It may hang or fail, so each call has a timeout, and the number of pending
 * calls is bounded. An error that the hook throws is logged and rethrown.
 */
export class Hook<A extends unknown[], T> {
  #name: string;
  #ask: (...about: A) => T | Promise<T>;
  #settings: HookSettings;
  #pending = 0;

  constructor(name: string, ask: (...about: A) => T | Promise<T>, settings: HookSettings) {
    this.#name = name;
    this.#ask = ask;
    this.#settings = settings;
  }

  /** @throws {Refusal} `unavailable` if there is no answer in time. Rethrows the hook's own error. */
  async ask(...about: A): Promise<T> {
    if (this.#pending >= mostPending) {
      this.#log('hook_busy', 'too many calls of a hook of the site are pending');
      throw new Refusal('unavailable', `${this.#name}: the site has too many pending calls`, {
        retryAfter,
      });
    }
    this.#pending += 1;
    let timer: NodeJS.Timeout | undefined;
    let isLate = false;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        isLate = true;
        this.#log('hook_timeout', 'a hook of the site did not answer in time');
        reject(new Refusal('unavailable', `${this.#name}: the site did not answer in time`, { retryAfter }));
      }, this.#settings.timeout);
    });
    const answer = (async () => this.#ask(...about))();
    this.#release(answer);
    try {
      return await Promise.race([answer, tooLate]);
    } catch (error) {
      const isAnswer = error instanceof Refusal && this.#settings.mayRefuse !== false;
      if (!isLate && !isAnswer) this.#log('hook_failed', 'a hook of the site threw an error', error);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The call counts as pending until it settles, which may be long after the timeout. */
  #release(answer: Promise<unknown>): void {
    let isCounted = true;
    const release = (): void => {
      clearTimeout(timer);
      if (isCounted) this.#pending -= 1;
      isCounted = false;
    };
    const timer = setTimeout(release, this.#settings.timeout + pendingAfterTimeout).unref();
    answer.then(release, release);
  }

  #log(code: string, message: string, err?: unknown): void {
    this.#settings.logger.warn({ code, hook: this.#name, ...(err !== undefined && { err }) }, message);
  }
}

/** Wraps a function of the site in a `Hook`; undefined if the site has not set it. */
export function boundedHook<A extends unknown[], T>(
  name: string,
  ask: ((...about: A) => T | Promise<T>) | undefined,
  settings: HookSettings,
): ((...about: A) => Promise<T>) | undefined {
  if (!ask) return undefined;
  const hook = new Hook(name, ask, settings);
  return (...about) => hook.ask(...about);
}
