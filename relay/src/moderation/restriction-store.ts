import { eachNote } from '../log/notes.ts';
import type { RoomLog } from '../log/log.ts';
import type { Logger } from '../logger.ts';
import { Refusal } from '../refusal.ts';
import { countOf, inForce, isNothing, noRules, type Rules, rulesFrom } from './restrictions.ts';

/** Under which the log keeps the rules, by room. */
export const kind = 'rules';

/** Restrictions in all rooms together: each mute and ban counts as one, and so do slow mode and the lock of a room. */
const mostRestrictions = 100_000;

/** The rules of one room may be large. */
const page = 10;

/** While the bound is reached, restrictions that are over are looked for this often at most, in milliseconds. */
const sweepInterval = 60_000;

/**
 * What moderators have decreed, in all rooms. It is asked at every request, so it is in memory. Only what is new is
 * refused beyond the bound: what the store holds at the start always holds, since a ban must not end by a restart.
 */
export class StandingRules {
  #rules = new Map<string, Rules>();
  #count = 0;
  #swept = -Infinity;

  /** Reads the rules of all rooms, however many an older relay or an import has left. */
  static async open(log: RoomLog, logger: Logger): Promise<StandingRules> {
    const all = new StandingRules();
    let forget = true;
    for await (const [room, stored] of eachNote(log, kind, page)) {
      const standing = readable(room, stored, logger);
      if (!standing) continue;
      all.set(room, standing);
      if (!forget || !isNothing(standing)) continue;
      try {
        await log.note(kind, room, undefined);
      } catch (error) {
        // The next start removes them. A store that fails once would hold up the start for each of them.
        forget = false;
        logger.warn({ code: 'lapsed_rules_kept', err: error }, 'rules that are over could not be removed');
      }
    }
    if (all.#count > mostRestrictions) {
      logger.warn(
        { code: 'rules_overfull', count: all.#count, most: mostRestrictions },
        'more is decreed than the relay takes: all of it holds, and nothing new is taken',
      );
    }
    return all;
  }

  get(room: string): Rules {
    return this.#rules.get(room) ?? noRules;
  }

  /**
   * What holds less than before always has room.
   *
   * @throws {Refusal} `too_many`
   */
  assertRoom(room: string, rules: Rules): void {
    if (this.#hasRoom(room, rules)) return;
    this.#sweep();
    if (this.#hasRoom(room, rules)) return;
    throw new Refusal('too_many', 'as much is decreed in all rooms as the relay can hold');
  }

  /** A room in which nothing holds any more takes no memory. */
  set(room: string, rules: Rules): void {
    this.#count += countOf(rules) - countOf(this.get(room));
    if (isNothing(rules)) this.#rules.delete(room);
    else this.#rules.set(room, rules);
  }

  #hasRoom(room: string, rules: Rules): boolean {
    const added = countOf(rules) - countOf(this.get(room));
    return added <= 0 || this.#count + added <= mostRestrictions;
  }

  /** Mutes and bans that are over count until their room is moderated again, or until this. */
  #sweep(): void {
    const now = performance.now();
    if (now - this.#swept < sweepInterval) return;
    this.#swept = now;
    for (const [room, rules] of this.#rules) this.set(room, inForce(rules));
  }
}

function readable(room: string, stored: unknown, logger: Logger): Rules | undefined {
  try {
    return inForce(rulesFrom(stored));
  } catch (error) {
    logger.error({ code: 'rules_unreadable', err: error, room }, 'the rules of a room cannot be read');
    return undefined;
  }
}
