import type { Logger } from '../logger.ts';
import { Refusal } from '../refusal.ts';

/** Questions to one hook that have no answer yet, in all. */
const mostUnanswered = 1000;

/**
 * For how many milliseconds a call counts at most after it was given up. A call that hangs still holds what the site
 * gave it, as a connection to a database.
 */
const longestHang = 60_000;

/** Seconds after which a client may ask again. */
const retryAfter = 5;

export interface HookSettings {
  /** How long a hook may take to answer, in milliseconds. */
  timeout: number;
  logger: Logger;
  /** Whether a `Refusal` that the hook throws is its answer. Otherwise it is a failure like any other. */
  mayRefuse?: boolean;
}

/**
 * A function of the site that the relay asks. It may hang or fail: so each question is bounded in time, and so is their
 * number. What the hook throws is logged and thrown on.
 */
export class Hook<A extends unknown[], T> {
  #name: string;
  #ask: (...about: A) => T | Promise<T>;
  #settings: HookSettings;
  #unanswered = 0;

  constructor(name: string, ask: (...about: A) => T | Promise<T>, settings: HookSettings) {
    this.#name = name;
    this.#ask = ask;
    this.#settings = settings;
  }

  /** @throws {Refusal} `unavailable`: there is no answer in time; or what the hook throws */
  async ask(...about: A): Promise<T> {
    if (this.#unanswered >= mostUnanswered) {
      this.#log('hook_busy', 'too many calls of a hook of the site are under way');
      throw new Refusal('unavailable', `${this.#name}: the site is asked too much at the moment`, {
        retryAfter,
      });
    }
    this.#unanswered += 1;
    let timer: NodeJS.Timeout | undefined;
    let isLate = false;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        isLate = true;
        this.#log('hook_timeout', 'a hook of the site did not answer in time');
        reject(new Refusal('unavailable', `${this.#name}: the site gives no answer`, { retryAfter }));
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

  /** The call counts until it has an answer, which may come long after the timeout. */
  #release(answer: Promise<unknown>): void {
    let isCounted = true;
    const release = (): void => {
      clearTimeout(timer);
      if (isCounted) this.#unanswered -= 1;
      isCounted = false;
    };
    const timer = setTimeout(release, this.#settings.timeout + longestHang).unref();
    answer.then(release, release);
  }

  #log(code: string, message: string, err?: unknown): void {
    this.#settings.logger.warn({ code, hook: this.#name, ...(err !== undefined && { err }) }, message);
  }
}

/** The same function with these bounds; nothing, where there is none. */
export function boundedHook<A extends unknown[], T>(
  name: string,
  ask: ((...about: A) => T | Promise<T>) | undefined,
  settings: HookSettings,
): ((...about: A) => Promise<T>) | undefined {
  if (!ask) return undefined;
  const hook = new Hook(name, ask, settings);
  return (...about) => hook.ask(...about);
}
