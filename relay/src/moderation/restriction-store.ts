import {
  countOf,
  isEmpty,
  newlyBanned,
  noRestrictions,
  parseRestrictions,
  type Restrictions,
  withoutExpired,
} from './restrictions.ts';
import type { RoomLog } from '../log/log.ts';
import { MetaCopy } from '../log/meta/meta-copy.ts';
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
 * restrictions are refused: all stored ones are loaded at the start, since a ban must not end by a restart. What another
 * relay changes holds here as soon as this one is told of it.
 */
export class RestrictionStore {
  /** Called when another relay has banned people in a room. */
  onBanned: (room: string, people: readonly string[]) => void = () => {};
  #log: RoomLog;
  #logger: Logger;
  #restrictions = new Map<string, Restrictions>();
  #count = 0;
  #sweptAt = -Infinity;
  #copy: MetaCopy;
  /** Rooms of which the store has restrictions that have all expired. */
  #expired = new Set<string>();

  private constructor(log: RoomLog, logger: Logger) {
    this.#log = log;
    this.#logger = logger;
    this.#copy = new MetaCopy(log, {
      kind,
      keys: () => this.#restrictions.keys(),
      take: (room, stored) => this.#takeOver(room, stored),
      onRead: () => this.#removeExpired(),
      page: pageSize,
    });
  }

  /** Loads the restrictions of all rooms, even if an older relay or an import has left more than the bound. */
  static async open(log: RoomLog, logger: Logger): Promise<RestrictionStore> {
    const all = new RestrictionStore(log, logger);
    await all.#copy.open();
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
   * Changes the restrictions of a room in the store, and then here. No change by another relay is lost.
   *
   * @param change may be called several times
   * @throws {Refusal} `too_many`, `unavailable`
   */
  async update(room: string, change: (before: Restrictions) => Restrictions): Promise<void> {
    let after = noRestrictions;
    await this.#log.updateMeta(kind, room, (stored) => {
      after = change(this.#parse(room, stored) ?? noRestrictions);
      this.#assertCapacity(room, after);
      return isEmpty(after) ? undefined : after;
    });
    this.#set(room, after);
  }

  /**
   * Checks the bound. An action that lifts restrictions is always allowed.
   *
   * @throws {Refusal} `too_many`
   */
  #assertCapacity(room: string, restrictions: Restrictions): void {
    if (this.#hasCapacity(room, restrictions)) return;
    this.#sweep();
    if (this.#hasCapacity(room, restrictions)) return;
    throw new Refusal('too_many', 'the relay holds as many restrictions as it can in all rooms together');
  }

  /** A room without restrictions takes no memory. */
  #set(room: string, restrictions: Restrictions): void {
    this.#copy.noteChange(room);
    this.#count += countOf(restrictions) - countOf(this.get(room));
    if (isEmpty(restrictions)) this.#restrictions.delete(room);
    else this.#restrictions.set(room, restrictions);
  }

  /** What cannot be parsed changes nothing. */
  #takeOver(room: string, stored: unknown): void {
    const restrictions = this.#parse(room, stored);
    if (!restrictions) return;
    if (stored !== undefined && isEmpty(restrictions)) this.#expired.add(room);
    const before = this.get(room);
    this.#set(room, restrictions);
    const people = newlyBanned(before, restrictions);
    if (people.length > 0) this.onBanned(room, people);
  }

  async #removeExpired(): Promise<void> {
    const rooms = [...this.#expired];
    this.#expired.clear();
    try {
      for (const room of rooms) await this.update(room, (before) => before);
    } catch (error) {
      // The next start removes them. A store that fails once would delay the start for each of them.
      this.#logger.warn(
        { code: 'lapsed_rules_kept', err: error },
        'expired restrictions could not be removed',
      );
    }
  }

  #parse(room: string, stored: unknown): Restrictions | undefined {
    if (stored === undefined) return noRestrictions;
    try {
      return withoutExpired(parseRestrictions(stored));
    } catch (error) {
      this.#logger.error(
        { code: 'rules_unreadable', err: error, room },
        'the restrictions of a room cannot be parsed',
      );
      return undefined;
    }
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
    for (const [room, restrictions] of this.#restrictions) this.#set(room, withoutExpired(restrictions));
  }
}
