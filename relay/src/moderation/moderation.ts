import { setImmediate } from 'node:timers/promises';
import type { ModerateRequest } from '@realtime-chat/protocol';
import { partId } from '../log/ids.ts';
import type { ModerationDraft } from '../log/entry-types.ts';
import type { Entry, Receipt, RoomLog } from '../log/log.ts';
import type { Logger } from '../logger.ts';
import type { Visitor } from './person.ts';
import { rateLimited, Refusal } from '../refusal.ts';
import {
  type About,
  isBanned,
  isDone,
  isMuted,
  isNothing,
  noRules,
  ruled,
  type Rules,
  rulesFrom,
} from './restrictions.ts';
import { type Paced, SlowMode } from './slow-mode.ts';
import { kind, StandingRules } from './restriction-store.ts';
import { KeyedMutex } from '../limits/keyed-mutex.ts';

/** Of more rooms in which one waits between messages, it is forgotten how long ago people wrote in the first. */
const mostSlow = 1000;

/** How many messages are deleted at once, where all of one person's are. */
const page = 100;

/**
 * What moderators decree. Each decree is an entry of the room's log, for all to know; what stands after all of them is
 * kept beside it, since entries are forgotten some day, and a ban is not.
 */
export class Moderation {
  #log: RoomLog;
  #rules: StandingRules;
  /** In rooms where one has to wait between messages: who has said something when. */
  #slow = new Map<string, SlowMode>();
  /** One decree at a time in each room. */
  #mutex = new KeyedMutex();

  private constructor(log: RoomLog, rules: StandingRules) {
    this.#log = log;
    this.#rules = rules;
  }

  static async open(log: RoomLog, logger: Logger): Promise<Moderation> {
    return new Moderation(log, await StandingRules.open(log, logger));
  }

  rules(room: string): Rules {
    return this.#rules.get(room);
  }

  /** @throws {Refusal} `banned` */
  assertMayEnter(room: string, visitor: Visitor, isKeeper: boolean): void {
    if (isBanned(this.rules(room), visitor, isKeeper)) {
      throw new Refusal('banned', 'room: a moderator has put you out of it');
    }
  }

  /**
   * What stands at this moment against somebody's writing in a room, if something does.
   *
   * @param isKeeper whether they look after the room
   */
  hindrance(room: string, visitor: Visitor, isKeeper: boolean): Refusal | undefined {
    const rules = this.rules(room);
    if (isBanned(rules, visitor, isKeeper)) {
      return new Refusal('banned', 'room: a moderator has put you out of it');
    }
    if (rules.locked && !isKeeper) {
      return new Refusal('locked', 'room: only moderators may write in it at the moment');
    }
    if (isMuted(rules, visitor, isKeeper)) {
      return new Refusal('muted', 'room: a moderator lets you not write in it at the moment');
    }
    return undefined;
  }

  /**
   * The name by which somebody who may not write is known in a room.
   *
   * @param here the name by which they are known in this room since the relay started
   */
  knownName(room: string, personId: string, here: string | undefined): string | undefined {
    const { muted } = this.rules(room);
    return here ?? (Object.hasOwn(muted, personId) ? muted[personId]?.username : undefined);
  }

  /** `rate_limited`, where one still has to wait between messages. */
  pause(room: string, visitor: Visitor, deed: Paced): Refusal | undefined {
    const { slow } = this.rules(room);
    const wait = slow === 0 ? 0 : (this.#slow.get(room)?.wait(deed, visitor, slow) ?? 0);
    if (wait === 0) return undefined;
    return rateLimited(`room: one waits ${slow} s between messages here`, wait * 1000);
  }

  /** Somebody writes now. @returns how to take it back, if it comes to nothing */
  notePace(room: string, visitor: Visitor, deed: Paced): () => void {
    if (this.rules(room).slow === 0) return () => {};
    const slow = this.#slow.get(room) ?? new SlowMode();
    this.#slow.delete(room);
    this.#slow.set(room, slow);
    const [oldest] = this.#slow.keys();
    if (this.#slow.size > mostSlow && oldest !== undefined) this.#slow.delete(oldest);
    return slow.note(deed, visitor);
  }

  /**
   * @param about what the entry does not tell
   * @throws {Refusal} `unavailable`, `conflict`, `too_many`
   */
  decree(sender: string, request: ModerateRequest, about: About = {}): Promise<Receipt> {
    const { room, id, action } = request;
    // To clear takes a while, and a ban is not to wait for it.
    const turn = JSON.stringify([room, action === 'clear']);
    return this.#mutex.run(turn, async () => {
      const draft = draftOf(sender, request);
      // What there is under this id already is not done again: the log says whether it is the same.
      if (await this.#log.knows(room, sender, id)) return this.#log.append(room, draft);
      if (draft.action === 'clear' && draft.person !== undefined)
        await this.#clear(room, draft.person, draft);
      else await this.#rule(room, draft, about);
      return this.#log.append(room, draft);
    });
  }

  /**
   * Kept before it is told: what the others have heard of holds, whatever happens then. A decree whose entry could not be
   * stored, and which is tried again, counts anew: another one may have come in between, and stands before it in the log.
   */
  async #rule(room: string, draft: ModerationDraft, about: About): Promise<void> {
    const rules = ruled(this.rules(room), { ...draft, time: Date.now() }, about);
    this.#rules.assertRoom(room, rules);
    await this.#log.note(kind, room, isNothing(rules) ? undefined : rules);
    this.#rules.set(room, rules);
    if (rules.slow === 0) this.#slow.delete(room);
  }

  /** Deletes all that somebody has said in a room, from the newest on; others are served in between. */
  async #clear(room: string, person: string, { sender, id }: ModerationDraft): Promise<void> {
    let before = Number.MAX_SAFE_INTEGER;
    for (;;) {
      const messages = await this.#log.messagesBefore(room, before, page);
      const theirs = messages.filter((message) => message.sender === person && !message.deleted);
      await Promise.all(
        theirs.map((target) => {
          const draft = { type: 'delete', id: partId(id, target.seq), sender, target } as const;
          // Meanwhile somebody else may have deleted it, or it was forgotten.
          return this.#log.append(room, draft).catch(passOverNotFound);
        }),
      );
      const [oldest] = messages;
      if (!oldest) return;
      before = oldest.seq;
      await setImmediate();
    }
  }
}

function draftOf(sender: string, request: ModerateRequest): ModerationDraft {
  const { id, action } = request;
  const person = 'person' in request ? request.person : undefined;
  const seconds = 'seconds' in request ? request.seconds : undefined;
  const isTerm = action === 'mute' || action === 'ban';
  const until = isTerm && seconds !== undefined ? Date.now() + seconds * 1000 : undefined;
  return {
    ...({ type: 'moderate', id, sender, action, person, until } as const),
    seconds: action === 'slow' ? seconds : undefined,
  };
}

function passOverNotFound(error: unknown): void {
  if (!(error instanceof Refusal && error.code === 'not_found')) throw error;
}

/** Has the decrees among entries that come from elsewhere hold. Which addresses a ban was for, no entry tells. */
export async function adopt(log: RoomLog, room: string, entries: readonly Entry[]): Promise<void> {
  const decrees = entries.filter((entry) => entry.type === 'moderate');
  const stored = await log.noted(kind, room);
  const before = stored === undefined ? noRules : rulesFrom(stored);
  const rules = decrees.reduce((sum, decree) => (isDone(sum, decree) ? sum : ruled(sum, decree)), before);
  if (rules !== before) await log.note(kind, room, rules);
}
