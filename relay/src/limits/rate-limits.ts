import * as v from 'valibot';
import { BurstyRateLimiter } from './bursty-rate-limiter.ts';
import { networkShare, widerNetworkOf } from './networks.ts';
import { type Logger, silent } from '../logger.ts';
import { rateLimited } from '../refusal.ts';

/**
 * So many times at once, and as many in so many seconds from then on: of `5/10` one can do five in a moment, and then one
 * every two seconds. Who rests for ten can do five at once again.
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
  /** What moderators ask and decree. */
  moderation: rate('60/10'),
  /** Whatever one connection sends: requests, notices, answers to pings. */
  packets: rate('1000/10'),
  /** Attempts to connect, also of those who never say who they are. */
  'handshakes-address': rate('120/60'),
  /** Rooms in which guests are the first to write. */
  'rooms-address': rate('60/3600'),
  /** Rooms in which guests were the first to write; the number falls evenly, by as many in 30 days. */
  'guest-rooms-total': count('100000'),
  /** Rooms that are open because somebody is in them, by the address from which they were opened, and in all. */
  'open-rooms-address': count('1000'),
  'open-rooms-total': count('20000'),
  /** Requests whose body has not come as a whole, from one address. */
  bodies: count('200'),
  /** The same, from everywhere. */
  'bodies-total': count('2000'),
  /** Connections that are open, from one address. */
  connections: count('20'),
  /** Connections that are open, from everywhere. */
  'connections-total': count('10000'),
});

export type LimitSettings = v.InferOutput<typeof limitsSchema>;

/** What is counted by who does it, from where, and in which room, where there is a rate for that. */
export type RateLimitedAction =
  | 'sends'
  | 'changes'
  | 'joins'
  | 'history'
  | 'reports'
  | 'moderation'
  | 'rooms'
  | 'handshakes';

/** Who does something, as far as it is known. */
export interface RateLimitKeys {
  person?: string | undefined;
  address?: string | undefined;
  room?: string | undefined;
}

/** Bounds how often things are done. */
export class RateLimits {
  #limiters = new Map<string, BurstyRateLimiter>();
  /** Of those by address, for a wider network. */
  #networks = new Map<string, BurstyRateLimiter>();
  #logger: Logger;

  /** @param settings none where nothing is bounded. */
  constructor(settings: LimitSettings | undefined, logger: Logger = silent) {
    this.#logger = logger;
    for (const [name, amount] of Object.entries(settings ?? {})) {
      if (typeof amount !== 'string') continue;
      const { most, seconds } = rateOf(amount);
      this.#limiters.set(name, new BurstyRateLimiter(most, seconds));
      if (name.endsWith('-address'))
        this.#networks.set(name, new BurstyRateLimiter(most * networkShare, seconds));
    }
  }

  /**
   * @param circumstances what is not counted, but helps whoever reads the log
   * @throws {Refusal} `rate_limited`
   */
  async take(
    action: RateLimitedAction,
    { person, address, room }: RateLimitKeys,
    context: RateLimitKeys = {},
  ): Promise<void> {
    const details = { person, address, room, ...context };
    const network = address === undefined ? undefined : widerNetworkOf(address);
    await this.#take(this.#limiters, action, person, 'one person', details);
    await this.#take(this.#limiters, `${action}-address`, address, 'one address', details);
    await this.#take(this.#networks, `${action}-address`, network, 'one network', { ...details, network });
    await this.#take(this.#limiters, `${action}-room`, room, 'one room', details);
  }

  async #take(
    limiters: ReadonlyMap<string, BurstyRateLimiter>,
    name: string,
    key: string | undefined,
    whose: string,
    details: object,
  ): Promise<void> {
    if (key === undefined) return;
    const wait = (await limiters.get(name)?.take(key)) ?? 0;
    if (wait <= 0) return;
    const refusal = rateLimited(`more at a time than ${whose} may do (${name})`, wait);
    this.#logger.info({ code: 'limit_reached', limit: name, ...details }, refusal.message);
    throw refusal;
  }
}

/** @param amount such as `5/10` */
export function rateOf(amount: string): { most: number; seconds: number } {
  const [most = 1, seconds = 1] = amount.split('/').map(Number);
  return { most, seconds };
}
