import * as v from 'valibot';
import { BurstyRateLimiter } from './bursty-rate-limiter.ts';
import { networkShare, widerNetworkOf } from './networks.ts';
import { type Logger, silent } from '../logger.ts';
import { rateLimited } from '../refusal.ts';

/**
 * A rate with bursts: `5/10` allows five actions at once, and then one every two seconds. After ten seconds of idling, five
 * at once are allowed again.
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

/** Limits that end in `-address` or `-room` are shared by all with that address or room. The others are per person. */
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
  /** Each report is read by a person, and reports must not come faster than people can read. */
  reports: rate('10/60'),
  'reports-address': rate('40/60'),
  /** Moderation actions, and reading the rules and the review queue. */
  moderation: rate('60/10'),
  /** All packets of one connection: requests, ephemeral events, answers to pings. */
  packets: rate('1000/10'),
  /** Attempts to connect, authenticated or not. */
  'handshakes-address': rate('120/60'),
  /** New rooms: those in which a guest writes the first entry. */
  'rooms-address': rate('60/3600'),
  /** The same in all. The count falls evenly, from this number to zero in 30 days. */
  'guest-rooms-total': count('100000'),
  /** Open rooms, which are those with somebody in them: by the address that opened them, and in all. */
  'open-rooms-address': count('1000'),
  'open-rooms-total': count('20000'),
  /** Requests whose body is not complete yet, from one address. */
  bodies: count('200'),
  /** The same, from all addresses. */
  'bodies-total': count('2000'),
  /** Open connections, from one address. */
  connections: count('20'),
  /** Open connections, from all addresses. */
  'connections-total': count('10000'),
});

export type LimitSettings = v.InferOutput<typeof limitsSchema>;

/** Actions with a rate by person, by address, by room, or by several of these. */
export type RateLimitedAction =
  | 'sends'
  | 'changes'
  | 'joins'
  | 'history'
  | 'reports'
  | 'moderation'
  | 'rooms'
  | 'handshakes';

/** By what an action is counted. */
export interface RateLimitKeys {
  person?: string | undefined;
  address?: string | undefined;
  room?: string | undefined;
}

/** Bounds how often actions are done. */
export class RateLimits {
  #limiters = new Map<string, BurstyRateLimiter>();
  /** The limiters by address, with a larger rate for each IPv6 /48. */
  #networks = new Map<string, BurstyRateLimiter>();
  #logger: Logger;

  /**
   * @param settings absent if limits are switched off
   * @param now a monotonic clock, in milliseconds
   */
  constructor(settings: LimitSettings | undefined, logger: Logger = silent, now?: () => number) {
    this.#logger = logger;
    for (const [name, amount] of Object.entries(settings ?? {})) {
      if (typeof amount !== 'string') continue;
      const { most, seconds } = rateOf(amount);
      this.#limiters.set(name, new BurstyRateLimiter(most, seconds, now));
      if (name.endsWith('-address'))
        this.#networks.set(name, new BurstyRateLimiter(most * networkShare, seconds, now));
    }
  }

  /**
   * @param context not counted, but added to the log line
   * @throws {Refusal} `rate_limited`
   */
  async take(action: RateLimitedAction, keys: RateLimitKeys, context: RateLimitKeys = {}): Promise<void> {
    const { person, address, room } = keys;
    // Only for a refusal, which is rare.
    const details = (): object => ({ ...keys, ...context });
    const network = address === undefined ? undefined : widerNetworkOf(address);
    this.#take(this.#limiters, action, person, 'one person', details);
    this.#take(this.#limiters, `${action}-address`, address, 'one address', details);
    this.#take(this.#networks, `${action}-address`, network, 'one network', () => ({
      ...details(),
      network,
    }));
    this.#take(this.#limiters, `${action}-room`, room, 'one room', details);
  }

  #take(
    limiters: ReadonlyMap<string, BurstyRateLimiter>,
    name: string,
    key: string | undefined,
    whose: string,
    details: () => object,
  ): void {
    if (key === undefined) return;
    const wait = limiters.get(name)?.take(key) ?? 0;
    if (wait <= 0) return;
    const refusal = rateLimited(`more at a time than ${whose} may do (${name})`, wait);
    this.#logger.info({ code: 'limit_reached', limit: name, ...details() }, refusal.message);
    throw refusal;
  }
}

/** @param amount such as `5/10` */
export function rateOf(amount: string): { most: number; seconds: number } {
  const [most = 1, seconds = 1] = amount.split('/').map(Number);
  return { most, seconds };
}
