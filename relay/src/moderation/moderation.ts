import { setImmediate } from 'node:timers/promises';
import type { ModerateRequest } from '@realtime-chat/protocol';
import type { Visitor } from './person.ts';
import { kind, pageSize as restrictionsPageSize, RestrictionStore } from './restriction-store.ts';
import {
  type ActionDetails,
  afterAction,
  isApplied,
  isBanned,
  isMuted,
  noRestrictions,
  parseRestrictions,
  type Restrictions,
  restrictionsOf,
  withoutPersonalData,
} from './restrictions.ts';
import { LocalSlowMode, type SlowMode, type SlowModeAction } from './slow-mode.ts';
import { KeyedMutex, type Mutex } from '../limits/keyed-mutex.ts';
import type { ModerationDraft } from '../log/entry-types.ts';
import { partId } from '../log/ids.ts';
import { eachMeta } from '../log/meta/each-meta.ts';
import type { Entry, AppendResult, RoomLog } from '../log/log.ts';
import type { Logger } from '../logger.ts';
import { rateLimited, Refusal } from '../refusal.ts';

/** How many messages the action `clear` reads at once. */
const pageSize = 100;

/** The parts of which all relays on one Redis have the same. */
export interface ModerationParts {
  slowMode: SlowMode;
  mutex: Mutex;
}

/** A write in slow mode. */
export interface Turn {
  undo: () => void;
  /** `rate_limited`, if slow mode makes the visitor wait. Then the write was not counted. */
  refusal?: Refusal;
}

/**
 * The actions of moderators. Each action is an entry of the room's log, so that all clients learn of it. The resulting
 * restrictions are stored beside the log, because retention removes old entries, and a ban must stay.
 */
export class Moderation {
  #log: RoomLog;
  #restrictions: RestrictionStore;
  #slowMode: SlowMode;
  /** One action at a time in each room. */
  #mutex: Mutex;

  private constructor(log: RoomLog, restrictions: RestrictionStore, { slowMode, mutex }: ModerationParts) {
    this.#log = log;
    this.#restrictions = restrictions;
    this.#slowMode = slowMode;
    this.#mutex = mutex;
  }

  /** @param parts those that all relays share, where several share the rooms */
  static async open(log: RoomLog, logger: Logger, parts?: ModerationParts): Promise<Moderation> {
    const restrictions = await RestrictionStore.open(log, logger);
    return new Moderation(
      log,
      restrictions,
      parts ?? { slowMode: new LocalSlowMode(), mutex: new KeyedMutex() },
    );
  }

  /** Sets what is called when another relay has banned people in a room. */
  set onBanned(listener: (room: string, people: readonly string[]) => void) {
    this.#restrictions.onBanned = listener;
  }

  restrictions(room: string): Restrictions {
    return this.#restrictions.get(room);
  }

  /** @throws {Refusal} `banned` */
  assertNotBanned(room: string, visitor: Visitor, isModerator: boolean): void {
    if (isBanned(this.restrictions(room), visitor, isModerator)) throw bannedRefusal();
  }

  /**
   * The restriction that forbids a visitor to write in a room at this moment, if there is one.
   *
   * @param isModerator whether the visitor may moderate the room
   */
  writeBlockedBy(room: string, visitor: Visitor, isModerator: boolean): Refusal | undefined {
    const restrictions = this.restrictions(room);
    // Most rooms have none, and each message asks several times.
    if (restrictions === noRestrictions) return undefined;
    if (isBanned(restrictions, visitor, isModerator)) return bannedRefusal();
    if (restrictions.locked && !isModerator) {
      return new Refusal('locked', 'room: only moderators may write in it at the moment');
    }
    if (isMuted(restrictions, visitor, isModerator)) {
      return new Refusal('muted', 'room: a moderator has muted you in it');
    }
    return undefined;
  }

  /**
   * The name of a person that may not write in a room.
   *
   * @param here the name that the person has used in this room since the relay started
   */
  knownName(room: string, personId: string, here: string | undefined): string | undefined {
    const { muted } = this.restrictions(room);
    return here ?? (Object.hasOwn(muted, personId) ? muted[personId]?.username : undefined);
  }

  /**
   * Counts a write that a visitor is about to make, if the room is in slow mode. Undo it if the write fails, or if it need not
   * be counted.
   *
   * @throws {Refusal} `unavailable`
   */
  async takeTurn(room: string, visitor: Visitor, action: SlowModeAction): Promise<Turn | undefined> {
    const { slow } = this.restrictions(room);
    if (slow === 0) return undefined;
    const { wait, undo } = await this.#slowMode.take(room, action, visitor, slow);
    if (wait === 0) return { undo };
    return { undo, refusal: rateLimited(`room: slow mode allows one message every ${slow} s`, wait) };
  }

  /**
   * Stores an action and its restriction.
   *
   * @param details the part of the action that its entry does not contain
   * @throws {Refusal} `unavailable`, `conflict`, `too_many`
   */
  apply(sender: string, request: ModerateRequest, details: ActionDetails = {}): Promise<AppendResult> {
    const { room, id, action } = request;
    return this.#mutex.run(turnOf(room, action), async () => {
      const draft = draftOf(sender, request);
      // An action that is in the log under this id is not applied again. The log checks that it is the same action.
      if (await this.#log.knows(room, sender, id)) return this.#log.append(room, draft);
      if (draft.action === 'clear' && draft.person !== undefined)
        await this.#clear(room, draft.person, draft);
      else await this.#restrict(room, draft, details);
      return this.#log.append(room, draft);
    });
  }

  /** Takes the name and the addresses of a person out of all mutes and bans. */
  async erase(person: string): Promise<void> {
    for await (const [room, stored] of eachMeta(this.#log, kind, restrictionsPageSize)) {
      // The store may also have expired terms.
      const terms = restrictionsOf(stored, person);
      if (!terms.some(({ term }) => term.username !== undefined || term.addresses.length > 0)) continue;
      await this.#restrictions.update(room, (before) => withoutPersonalData(before, person));
    }
  }

  /**
   * Stores the restriction before the entry: an action that clients have seen must hold after a crash too. If the entry
   * could not be stored, the retried action is applied again. A later action may precede it in the log by then.
   */
  async #restrict(room: string, draft: ModerationDraft, details: ActionDetails): Promise<void> {
    const action = { ...draft, time: Date.now() };
    await this.#restrictions.update(room, (before) => afterAction(before, action, details));
    if (this.restrictions(room).slow === 0) this.#slowMode.end(room);
  }

  /** Deletes all messages of a person in a room, newest first. It yields to other requests between pages. */
  async #clear(room: string, person: string, { sender, id }: ModerationDraft): Promise<void> {
    let before = Number.MAX_SAFE_INTEGER;
    for (;;) {
      const messages = await this.#log.messagesBefore(room, before, pageSize);
      const theirs = messages.filter((message) => message.sender === person && !message.deleted);
      await Promise.all(
        theirs.map((target) => {
          const draft = { type: 'delete', id: partId(id, target.seq), sender, target } as const;
          // Another request may have deleted the message meanwhile, or retention may have removed it.
          return this.#log.append(room, draft).catch(ignoreNotFound);
        }),
      );
      const [oldest] = messages;
      if (!oldest) return;
      before = oldest.seq;
      await setImmediate();
    }
  }
}

/** The key of the mutex. `clear` takes a while, and a ban must not wait for it. */
function turnOf(room: string, action: ModerateRequest['action']): string {
  return JSON.stringify([room, action === 'clear']);
}

function bannedRefusal(): Refusal {
  return new Refusal('banned', 'room: a moderator has banned you from it');
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

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Refusal && error.code === 'not_found')) throw error;
}

/**
 * Applies the moderation actions among imported entries. Entries do not contain the addresses of a ban, so an imported
 * ban does not hold for guests at these addresses.
 */
export async function importActions(log: RoomLog, room: string, entries: readonly Entry[]): Promise<void> {
  const actions = entries.filter((entry) => entry.type === 'moderate');
  if (actions.length === 0) return;
  await log.updateMeta(kind, room, (stored) => {
    const before = stored === undefined ? noRestrictions : parseRestrictions(stored);
    const after = actions.reduce(
      (sum, action) => (isApplied(sum, action) ? sum : afterAction(sum, action)),
      before,
    );
    return after === before ? stored : after;
  });
}
