import {
  countOf,
  isEmpty,
  noRestrictions,
  parseRestrictions,
  type Restrictions,
  withoutExpired,
} from './restrictions.ts';
import type { RoomLog } from '../log/log.ts';
import { eachMeta } from '../log/each-meta.ts';
import type { Logger } from '../logger.ts';
import { Refusal } from '../refusal.ts';

/** The kind under which the log stores restrictions, by room. */
export const kind = 'rules';

/** Restrictions in all rooms together. Each mute and each ban counts as one, and so do slow mode and the lock of a room. */
const maxRestrictions = 100_000;

/** Rooms read at once: the restrictions of one room may be large. */
export const pageSize = 10;

/** At the bound, expired restrictions are searched for at most this often, in milliseconds. */
const sweepInterval = 60_000;

/**
 * The restrictions of all rooms. They are in memory, because every request checks them. Beyond the bound, only new
 * restrictions are refused: all stored ones are loaded at the start, since a ban must not end by a restart.
 */
export class RestrictionStore {
  #restrictions = new Map<string, Restrictions>();
  #count = 0;
  #sweptAt = -Infinity;

  /** Loads the restrictions of all rooms, even if an older relay or an import has left more than the bound. */
  static async open(log: RoomLog, logger: Logger): Promise<RestrictionStore> {
    const all = new RestrictionStore();
    let removeExpired = true;
    for await (const [room, stored] of eachMeta(log, kind, pageSize)) {
      const restrictions = tryParse(room, stored, logger);
      if (!restrictions) continue;
      all.set(room, restrictions);
      if (!removeExpired || !isEmpty(restrictions)) continue;
      try {
        await log.putMeta(kind, room, undefined);
      } catch (error) {
        // The next start removes them. A store that fails once would delay the start for each of them.
        removeExpired = false;
        logger.warn({ code: 'lapsed_rules_kept', err: error }, 'expired restrictions could not be removed');
      }
    }
    if (all.#count > maxRestrictions) {
      logger.warn(
        { code: 'rules_overfull', count: all.#count, most: maxRestrictions },
        'the store has more restrictions than the bound: all of them hold, and new ones are refused',
      );
    }
    return all;
  }

  get(room: string): Restrictions {
    return this.#restrictions.get(room) ?? noRestrictions;
  }

  /**
   * Checks the bound. An action that lifts restrictions is always allowed.
   *
   * @throws {Refusal} `too_many`
   */
  assertCapacity(room: string, restrictions: Restrictions): void {
    if (this.#hasCapacity(room, restrictions)) return;
    this.#sweep();
    if (this.#hasCapacity(room, restrictions)) return;
    throw new Refusal('too_many', 'the relay holds as many restrictions as it can in all rooms together');
  }

  /** A room without restrictions takes no memory. */
  set(room: string, restrictions: Restrictions): void {
    this.#count += countOf(restrictions) - countOf(this.get(room));
    if (isEmpty(restrictions)) this.#restrictions.delete(room);
    else this.#restrictions.set(room, restrictions);
  }

  #hasCapacity(room: string, restrictions: Restrictions): boolean {
    const added = countOf(restrictions) - countOf(this.get(room));
    return added <= 0 || this.#count + added <= maxRestrictions;
  }

  /** Expired mutes and bans count until the next action in their room, or until this sweep. */
  #sweep(): void {
    const now = performance.now();
    if (now - this.#sweptAt < sweepInterval) return;
    this.#sweptAt = now;
    for (const [room, restrictions] of this.#restrictions) this.set(room, withoutExpired(restrictions));
  }
}

function tryParse(room: string, stored: unknown, logger: Logger): Restrictions | undefined {
  try {
    return withoutExpired(parseRestrictions(stored));
  } catch (error) {
    logger.error(
      { code: 'rules_unreadable', err: error, room },
      'the restrictions of a room cannot be parsed',
    );
    return undefined;
  }
}
