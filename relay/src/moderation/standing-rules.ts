import { eachNote } from '../log/notes.ts';
import type { RoomLog } from '../log/log.ts';
import type { Logger } from '../logger.ts';
import { Refusal } from '../refusal.ts';
import { inForce, isNothing, noRules, type Rules, rulesFrom } from './restrictions.ts';

/** Under which the log keeps the rules, by room. */
export const kind = 'rules';

/** Rooms in which something is decreed, and mutes and bans in all of them together. */
const mostRooms = 10_000;
const mostTerms = 100_000;

/** The rules of one room may be large. */
const page = 10;

/** What moderators have decreed, in all rooms. It is asked at every request, so it is in memory, and bounded. */
export class StandingRules {
  #rules = new Map<string, Rules>();
  #terms = 0;

  /** What an older relay has left beyond the bounds stays in the store, and does not hold. */
  static async open(log: RoomLog, logger: Logger): Promise<StandingRules> {
    const all = new StandingRules();
    const left: string[] = [];
    let more = 0;
    for await (const [room, stored] of eachNote(log, kind, page)) {
      try {
        const standing = inForce(rulesFrom(stored));
        if (isNothing(standing)) await log.note(kind, room, undefined);
        else if (all.#hasRoom(room, standing)) all.set(room, standing);
        else {
          more += 1;
          if (left.length < page) left.push(room);
        }
      } catch (error) {
        logger.error({ code: 'rules_unreadable', err: error, room }, 'the rules of a room cannot be read');
      }
    }
    if (more > 0) {
      logger.error(
        { code: 'rules_overfull', rooms: left, count: more },
        'more is decreed than the relay holds in memory: in these rooms nothing of it holds',
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
    throw new Refusal('too_many', 'as many people are muted and banned in all rooms as the relay can hold');
  }

  set(room: string, rules: Rules): void {
    this.#terms += termsIn(rules) - termsIn(this.get(room));
    this.#rules.set(room, rules);
  }

  #hasRoom(room: string, rules: Rules): boolean {
    const added = termsIn(rules) - termsIn(this.get(room));
    const isNew = !this.#rules.has(room);
    return (added <= 0 || this.#terms + added <= mostTerms) && (!isNew || this.#rules.size < mostRooms);
  }
}

function termsIn({ muted, banned }: Rules): number {
  return Object.keys(muted).length + Object.keys(banned).length;
}
