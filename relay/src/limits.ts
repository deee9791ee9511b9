import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import * as v from 'valibot';
import { Refusal } from './refusal.ts';

/**
 * So many times at once, in so many seconds: of `5/10` one can do five in a moment. Whoever goes on can do one every two
 * seconds, and after ten the five anew.
 */
function rate(usual: string) {
  return v.optional(
    v.pipe(
      v.string('must be like 5/10'),
      v.regex(/^[1-9]\d{0,6}\/[1-9]\d{0,4}$/, 'must be like 5/10, for five times in ten seconds'),
    ),
    usual,
  );
}

function count(usual: string) {
  return v.optional(
    v.pipe(
      v.union([v.string(), v.number()], 'must be a number'),
      v.transform(Number),
      v.safeInteger('must be a whole number'),
      v.minValue(1, 'must be at least 1'),
    ),
    usual,
  );
}

/** What ends in `-address` or `-room` is for all who share it; the rest is for one person, in all their tabs. */
export const limitsSchema = v.strictObject({
  sends: rate('5/5'),
  'sends-address': rate('60/5'),
  'sends-room': rate('300/5'),
  /** Edits, deletions and reactions. */
  changes: rate('20/10'),
  'changes-address': rate('200/10'),
  'changes-room': rate('300/10'),
  joins: rate('30/30'),
  'joins-address': rate('300/30'),
  /** Pages of history. */
  history: rate('30/10'),
  'history-address': rate('200/10'),
  /** Each goes to people, who are to have time for the next one's. */
  reports: rate('10/60'),
  'reports-address': rate('40/60'),
  /** Attempts to connect, also of those who never say who they are. */
  'handshakes-address': rate('120/60'),
  /** Connections that are open, from one address. */
  connections: count('20'),
  /** Connections that are open, from everywhere. */
  'connections-total': count('10000'),
});

export type LimitSettings = v.InferOutput<typeof limitsSchema>;

/** What is counted by who does it, from where, and in which room, where there is a rate for that. */
export type Deed = 'sends' | 'changes' | 'joins' | 'history' | 'reports' | 'handshakes';

/** Who does something, as far as it is known. */
export interface Doer {
  person?: string;
  address?: string;
  room?: string;
}

/** Bounds how often things are done. */
export class Limits {
  #limiters = new Map<string, BurstyRateLimiter>();

  /** @param settings none where nothing is bounded. */
  constructor(settings: LimitSettings | undefined) {
    for (const [name, amount] of Object.entries(settings ?? {})) {
      if (typeof amount === 'string') this.#limiters.set(name, limiter(amount));
    }
  }

  /** @throws {Refusal} `rate_limited` */
  async take(deed: Deed, { person, address, room }: Doer): Promise<void> {
    await this.#take(deed, person, 'one person');
    await this.#take(`${deed}-address`, address, 'one address');
    await this.#take(`${deed}-room`, room, 'one room');
  }

  async #take(name: string, key: string | undefined, whose: string): Promise<void> {
    if (key === undefined) return;
    try {
      await this.#limiters.get(name)?.consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const retryAfter = Math.max(1, error.msBeforeNext) / 1000;
      throw new Refusal('rate_limited', `more at a time than ${whose} may do (${name})`, { retryAfter });
    }
  }
}

function limiter(amount: string): BurstyRateLimiter {
  const [most = 1, seconds = 1] = amount.split('/').map(Number);
  return new BurstyRateLimiter(
    new RateLimiterMemory({ points: 1, duration: seconds / most }),
    new RateLimiterMemory({ points: most - 1, duration: seconds }),
  );
}
