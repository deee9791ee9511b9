import * as v from 'valibot';
import { networkShare, widerNetworkOf } from './networks.ts';
import type { Access } from '../log/redis/reads.ts';
import { BurstyRateLimiter } from './rates/bursty-rate-limiter.ts';
import type { Rate, Refused, SharedRates } from './rates/shared-rates.ts';
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
  /** Files whose upload begins. A message has ten at most. */
  uploads: rate('30/60'),
  'uploads-address': rate('300/60'),
  /** Requests over HTTP for files, and with parts of uploads. */
  'file-requests-address': rate('2000/10'),
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
  /** Files that are being uploaded: by one person, from one address, and in all. */
  'open-uploads': count('20'),
  'open-uploads-address': count('100'),
  'open-uploads-total': count('1000'),
  /** Files that are being read over HTTP, from one address. */
  downloads: count('200'),
  /** The same, from all addresses. */
  'downloads-total': count('2000'),
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
  | 'uploads'
  | 'file-requests'
  | 'moderation'
  | 'rooms'
  | 'handshakes';

/** By what an action is counted. */
export interface RateLimitKeys {
  person?: string | undefined;
  address?: string | undefined;
  room?: string | undefined;
}

/** A rate, and its count in this process. */
interface LocalRate extends Rate {
  /** The person, address, network or room that it counts for, in words. */
  whose: string;
  limiter: BurstyRateLimiter;
}

/** Bounds how often actions are done: on all relays of a store, or in this process alone. */
export class RateLimits {
  #rates = new Map<string, LocalRate>();
  #logger: Logger;
  #shared: SharedRates | undefined;

  /**
   * @param settings absent if limits are switched off
   * @param now a monotonic clock, in milliseconds
   * @param shared counts for all relays of a store. While it does not answer, this process counts alone: nobody is locked out,
   * and nobody without a limit.
   */
  constructor(
    settings: LimitSettings | undefined,
    logger: Logger = silent,
    { now, shared }: { now?: () => number; shared?: SharedRates | undefined } = {},
  ) {
    this.#logger = logger;
    this.#shared = shared;
    const add = (rate: Rate, whose: string): void => {
      const limiter = new BurstyRateLimiter(rate.most, rate.seconds, now);
      this.#rates.set(`${rate.name} ${whose}`, { ...rate, whose, limiter });
    };
    for (const [name, amount] of Object.entries(settings ?? {})) {
      if (typeof amount !== 'string') continue;
      const rate = { name, ...rateOf(amount) };
      if (name.endsWith('-room')) add(rate, 'one room');
      else if (name.endsWith('-address')) {
        add(rate, 'one address');
        // A larger rate for each IPv6 /48.
        add({ ...rate, most: rate.most * networkShare }, 'one network');
      } else add(rate, 'one person');
    }
  }

  /** @param redis undefined for a relay that is alone; only with it the code for Redis is loaded */
  static async open(
    settings: LimitSettings | undefined,
    logger: Logger,
    redis: Access | undefined,
  ): Promise<RateLimits> {
    const shared = redis && new (await import('./rates/redis-rates.ts')).RedisRates(redis);
    return new RateLimits(settings, logger, { shared });
  }

  /**
   * @param context not counted, but added to the log line
   * @throws {Refusal} `rate_limited`
   */
  async take(action: RateLimitedAction, keys: RateLimitKeys, context: RateLimitKeys = {}): Promise<void> {
    const { person, address, room } = keys;
    const network = address === undefined ? undefined : widerNetworkOf(address);
    const rates = [
      ...this.#rateFor(action, 'one person', person),
      ...this.#rateFor(`${action}-address`, 'one address', address),
      ...this.#rateFor(`${action}-address`, 'one network', network),
      ...this.#rateFor(`${action}-room`, 'one room', room),
    ];
    const refused = await this.#firstRefusal(rates);
    if (!refused) return;
    const { name, whose } = refused.by.rate;
    const refusal = rateLimited(`more at a time than ${whose} may do (${name})`, refused.wait);
    const details = { ...keys, ...context, ...(whose === 'one network' && { network }) };
    this.#logger.info({ code: 'limit_reached', limit: name, ...details }, refusal.message);
    throw refusal;
  }

  #rateFor(name: string, whose: string, key: string | undefined): { rate: LocalRate; key: string }[] {
    const rate = key === undefined ? undefined : this.#rates.get(`${name} ${whose}`);
    return rate && key !== undefined ? [{ rate, key }] : [];
  }

  async #firstRefusal<T extends { rate: LocalRate; key: string }>(
    rates: readonly T[],
  ): Promise<Refused<T> | undefined> {
    if (rates.length === 0) return undefined;
    try {
      if (this.#shared) return await this.#shared.take(rates);
    } catch {
      // The health of the store is logged elsewhere.
    }
    for (const by of rates) {
      const wait = by.rate.limiter.take(by.key);
      if (wait > 0) return { by, wait };
    }
    return undefined;
  }
}

/** @param amount such as `5/10` */
export function rateOf(amount: string): { most: number; seconds: number } {
  const [most = 1, seconds = 1] = amount.split('/').map(Number);
  return { most, seconds };
}
