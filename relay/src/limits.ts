import * as v from 'valibot';
import { Allowance, rateLimited } from './allowance.ts';

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
  /** Attempts to connect, also of those who never say who they are. */
  'handshakes-address': rate('120/60'),
  /** Connections that are open, from one address. */
  connections: count('20'),
  /** Connections that are open, from everywhere. */
  'connections-total': count('10000'),
});

export type LimitSettings = v.InferOutput<typeof limitsSchema>;

/** What is counted by who does it, from where, and in which room, where there is a rate for that. */
export type Deed = 'sends' | 'changes' | 'joins' | 'history' | 'reports' | 'moderation' | 'handshakes';

/** Who does something, as far as it is known. */
export interface Doer {
  person?: string;
  address?: string;
  room?: string;
}

/** Bounds how often things are done. */
export class Limits {
  #allowances: ReadonlyMap<string, Allowance>;

  /** @param settings none where nothing is bounded. */
  constructor(settings: LimitSettings | undefined, now?: () => number) {
    this.#allowances = new Map(
      Object.entries(settings ?? {}).flatMap(([name, amount]) =>
        typeof amount === 'string' ? [[name, allowanceOf(amount, now)] as const] : [],
      ),
    );
  }

  /**
   * What is refused by one of them counts for none.
   *
   * @throws {Refusal} `rate_limited`
   */
  async take(deed: Deed, { person, address, room }: Doer): Promise<void> {
    const bounds = [
      { name: deed, key: person, whose: 'one person' },
      { name: `${deed}-address`, key: address, whose: 'one address' },
      { name: `${deed}-room`, key: room, whose: 'one room' },
    ].flatMap(({ name, key, whose }) => {
      const allowance = this.#allowances.get(name);
      return allowance && key !== undefined ? [{ name, key, whose, allowance }] : [];
    });
    const [longest] = bounds
      .map((bound) => ({ ...bound, wait: bound.allowance.wait(bound.key) }))
      .toSorted((one, other) => other.wait - one.wait);
    if (longest && longest.wait > 0) {
      throw rateLimited(`more at a time than ${longest.whose} may do (${longest.name})`, longest.wait);
    }
    for (const { allowance, key } of bounds) allowance.take(key);
  }
}

function allowanceOf(amount: string, now: (() => number) | undefined): Allowance {
  const [most = 1, seconds = 1] = amount.split('/').map(Number);
  return new Allowance(most, (seconds * 1000) / most, now);
}
