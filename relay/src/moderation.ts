import type { ModerateRequest } from '@realtime-chat/protocol';
import { Allowance, rateLimited } from './allowance.ts';
import type { Receipt, RoomLog } from './log/log.ts';
import type { Logger } from './logger.ts';
import { isGuest, isModerator, type Person } from './person.ts';
import { Refusal } from './refusal.ts';
import { isBanned, isDone, isMuted, noRules, ruled, type Rules, rulesFrom } from './rules.ts';

/** Under which the log keeps the rules, by room. */
const kind = 'rules';

/** How many messages are deleted at once, where all of one person's are. */
const page = 100;

/**
 * What moderators decree. Each decree is an entry of the room's log, for all to know; what stands after all of them is
 * kept beside it, since entries are forgotten some day, and a ban is not.
 */
export class Moderation {
  #log: RoomLog;
  #rules: Map<string, Rules>;
  /** In rooms where one has to wait between messages: who has said something when. */
  #paces = new Map<string, { slow: number; allowance: Allowance }>();
  /** One decree at a time in each room. */
  #turns = new Map<string, Promise<unknown>>();

  private constructor(log: RoomLog, rules: Map<string, Rules>) {
    this.#log = log;
    this.#rules = rules;
  }

  static async open(log: RoomLog, logger: Logger): Promise<Moderation> {
    const rules = new Map<string, Rules>();
    for (const [room, stored] of await log.notes(kind)) {
      try {
        rules.set(room, rulesFrom(stored));
      } catch (error) {
        logger.error({ err: error, room }, 'the rules of a room cannot be read');
      }
    }
    return new Moderation(log, rules);
  }

  rules(room: string): Rules {
    return this.#rules.get(room) ?? noRules;
  }

  /** @throws {Refusal} `banned` */
  assertMayEnter(room: string, person: Person, address: string): void {
    const guestAddress = isGuest(person) ? address : undefined;
    if (isBanned(this.rules(room), person.id, guestAddress, Date.now())) {
      throw new Refusal('banned', 'room: a moderator has put you out of it');
    }
  }

  /** @throws {Refusal} `muted`, `locked` */
  assertMayWrite(room: string, person: Person): void {
    const rules = this.rules(room);
    if (isModerator(person)) return;
    if (rules.locked) throw new Refusal('locked', 'room: only moderators may write in it at the moment');
    if (isMuted(rules, person.id, Date.now())) {
      throw new Refusal('muted', 'room: a moderator lets you not write in it at the moment');
    }
  }

  /** @throws {Refusal} `rate_limited`, where one has to wait between messages */
  async pace(room: string, person: Person): Promise<void> {
    const { slow } = this.rules(room);
    if (slow === 0 || isModerator(person)) return;
    const known = this.#paces.get(room);
    const pace = known?.slow === slow ? known : { slow, allowance: new Allowance(1, slow * 1000) };
    this.#paces.set(room, pace);
    const wait = pace.allowance.wait(person.id);
    if (wait > 0) throw rateLimited(`room: one waits ${slow} s between messages here`, wait);
    pace.allowance.take(person.id);
  }

  /**
   * @param addresses of those connections of a banned person that are open
   * @throws {Refusal} `unavailable`, `conflict`
   */
  decree(sender: string, request: ModerateRequest, addresses: string[] = []): Promise<Receipt> {
    const { room } = request;
    const decreed = (this.#turns.get(room) ?? Promise.resolve()).then(() =>
      this.#decree(sender, request, addresses),
    );
    const turn = decreed
      .catch(() => {})
      .then(() => {
        if (this.#turns.get(room) === turn) this.#turns.delete(room);
      });
    this.#turns.set(room, turn);
    return decreed;
  }

  async #decree(sender: string, request: ModerateRequest, addresses: string[]): Promise<Receipt> {
    const { room, id, action } = request;
    const person = 'person' in request ? request.person : undefined;
    const seconds = 'seconds' in request ? request.seconds : undefined;
    const time = Date.now();
    const isTerm = action === 'mute' || action === 'ban';
    const until = isTerm && seconds !== undefined ? time + seconds * 1000 : undefined;
    const draft = {
      ...({ type: 'moderate', id, sender, action, person, until } as const),
      seconds: action === 'slow' ? seconds : undefined,
    };
    // Kept before it is told: what the others have heard of holds, whatever happens then.
    if (!isDone(this.rules(room), draft)) {
      const rules = ruled(this.rules(room), { ...draft, time }, addresses);
      await this.#log.note(kind, room, rules);
      this.#rules.set(room, rules);
    }
    if (action === 'clear' && person !== undefined) await this.#clear(room, person, sender, id);
    return this.#log.append(room, draft);
  }

  /** Deletes all that somebody has said in a room, from the newest on. */
  async #clear(room: string, person: string, sender: string, id: string): Promise<void> {
    let before = Infinity;
    for (;;) {
      const messages = await this.#log.messagesBefore(room, Math.min(before, Number.MAX_SAFE_INTEGER), page);
      const theirs = messages.filter((message) => message.sender === person && !message.deleted);
      await Promise.all(
        theirs.map((target) => {
          const draft = { type: 'delete', id: `${id}-${target.seq}`, sender, target } as const;
          // Meanwhile somebody else may have deleted it, or it was forgotten.
          return this.#log.append(room, draft).catch(passOverNotFound);
        }),
      );
      const [oldest] = messages;
      if (!oldest) return;
      before = oldest.seq;
    }
  }
}

function passOverNotFound(error: unknown): void {
  if (!(error instanceof Refusal && error.code === 'not_found')) throw error;
}
