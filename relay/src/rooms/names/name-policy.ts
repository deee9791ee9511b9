import { setImmediate } from 'node:timers/promises';
import { holdsCheckMark } from '@realtime-chat/protocol';
import * as v from 'valibot';
import type { LiveRoom } from '../live-room.ts';
import type { RoomLog } from '../../log/log.ts';
import type { Logger } from '../../logger.ts';
import { eachNote } from '../../log/notes.ts';
import { resemblesServerName } from './confusables.ts';
import { TakenNames } from './taken-names.ts';
import { isGuest, isVerified, type Person } from '../../moderation/person.ts';
import { Refusal } from '../../refusal.ts';

/** Under which the log keeps the names that the site has given, by person. */
const kind = 'name';
const givenSchema = v.object({ name: v.string(), seen: v.number() });

const day = 24 * 60 * 60 * 1000;
/** Whoever is away for as long, in milliseconds, leaves the name to others. */
const kept = 180 * day;
/** Names that are kept for people who are away. Beyond it, the one seen longest ago loses theirs. */
const most = 100_000;

interface Given {
  name: string;
  /** When they were here last, to the day, in milliseconds since 1970. */
  seen: number;
}

/** After so many milliseconds of finding out what names look like, the event loop serves others first. */
const mostInTurn = 5;

/** How many names are removed from the store at once. */
const batch = 100;

/** How somebody who comes in wants to be called, and whether they have a say in it. */
export interface NameRequest {
  username: string | undefined;
  /** Of somebody who may not write at the moment: the name by which they are known, if there is one. */
  readOnly: () => { username: string | undefined } | undefined;
}

/**
 * Sees to it that nobody goes by a name that can be taken for the relay's, for one that the site gave to somebody else, or
 * for that of somebody in the room.
 */
export class NamePolicy {
  #log: RoomLog;
  #logger: Logger;
  /** By person. Whose name is told last stands last. */
  #given = new Map<string, Given>();
  #names = new TakenNames();
  /** Whether a name holds a word that the site will not have. */
  hasBlockedWord: (username: string) => boolean = () => false;
  /** Whether a guest's name holds an address, where addresses of guests are held back. */
  holdsAddress: (username: string) => boolean = () => false;
  /** Whether people whom the site names may write under another name. */
  allowsOwnNames = false;

  #most: number;
  /** People whose names have lapsed and are still in the store. */
  #lapsed = new Set<string>();
  #removing: Promise<void> | undefined;
  #isClosed = false;

  private constructor(log: RoomLog, logger: Logger, mostNames: number) {
    this.#log = log;
    this.#logger = logger;
    this.#most = mostNames;
  }

  static async open(log: RoomLog, logger: Logger, mostNames = most): Promise<NamePolicy> {
    const names = new NamePolicy(log, logger, mostNames);
    const given: [string, Given][] = [];
    for await (const [id, stored] of eachNote(log, kind)) {
      const parsed = v.safeParse(givenSchema, stored);
      if (parsed.success) given.push([id, parsed.output]);
    }
    given.sort(([, one], [, other]) => one.seen - other.seen);
    let began = performance.now();
    for (const [id, { name, seen }] of given) {
      names.#give(id, name, seen);
      if (performance.now() - began < mostInTurn) continue;
      await setImmediate();
      began = performance.now();
    }
    names.#lapse();
    return names;
  }

  /**
   * The site says what somebody is called: it stays theirs also while they are not here. A store that fails keeps nobody
   * out: the name is theirs until the relay ends.
   */
  async give({ id, username }: Person): Promise<void> {
    if (username === undefined) return;
    const known = this.#given.get(id);
    const seen = Date.now();
    if (known?.name === username && seen - known.seen < day) return;
    this.#give(id, username, seen);
    this.#lapsed.delete(id);
    try {
      await this.#log.note(kind, id, { name: username, seen });
    } catch (err) {
      this.#logger.error(
        { code: 'name_not_stored', err, id },
        'a name that the site gave could not be stored',
      );
    }
    this.#lapse();
  }

  /**
   * The name that a person goes by. Where the site names them, that is the one, whatever else they ask for.
   *
   * @param asked the name that they ask for
   * @param known the name that they go by already
   */
  nameFor(person: Person, asked: string | undefined, known: string | undefined): string | undefined {
    if (this.isNamedBySite(person)) return person.username;
    return asked ?? known ?? person.username;
  }

  /**
   * The name under which somebody who comes in is told to the others.
   *
   * @throws {Refusal} `name_taken`
   */
  nameAtJoin(
    person: Person,
    { username, readOnly }: NameRequest,
    known: string | undefined,
    room: LiveRoom,
  ): string | undefined {
    const quiet = this.isNamedBySite(person) ? undefined : readOnly();
    if (quiet) return this.#ifFree(known ?? quiet.username, person, room);
    const goesBy = this.nameFor(person, username, known);
    this.assert(goesBy, person, room);
    return goesBy;
  }

  /** Whether the site alone says what they are called. */
  isNamedBySite({ username }: Person): boolean {
    return username !== undefined && !this.allowsOwnNames;
  }

  /** The name, if it is free for them. */
  #ifFree(username: string | undefined, person: Person, room: LiveRoom): string | undefined {
    try {
      this.assert(username, person, room);
      return username;
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  /** @throws {Refusal} `name_taken` */
  assert(username: string | undefined, person: Person, room: LiveRoom): void {
    if (username === undefined || isVerified(person, username)) return;
    if (this.hasBlockedWord(username)) {
      throw new Refusal('name_taken', 'username: it holds a word that is not wanted here');
    }
    if (isGuest(person) && this.holdsAddress(username)) {
      throw new Refusal('name_taken', 'username: it holds an address, which guests may not go by here');
    }
    // Not `invalid`: as a taken name, it would pass for one that the site vouches for, and clients ask for another then.
    if (holdsCheckMark(username)) {
      throw new Refusal(
        'name_taken',
        'username: it holds a check mark, which stands for names that the site gave',
      );
    }
    const isFree =
      !resemblesServerName(username) &&
      !this.#names.isTaken(username, person.id) &&
      !room.names.isTaken(username, person.id);
    if (isFree) return;
    throw new Refusal(
      'name_taken',
      `username: ${JSON.stringify(username)} is, or looks like, somebody else's`,
    );
  }

  #give(id: string, name: string, seen: number): void {
    this.#take(id);
    this.#given.set(id, { name, seen });
    this.#names.add(name, id);
  }

  #take(id: string): void {
    const earlier = this.#given.get(id);
    if (!earlier) return;
    this.#names.remove(earlier.name, id);
    this.#given.delete(id);
  }

  /** Takes the names back of those who have not been here for long, and where there are too many. */
  #lapse(): void {
    const now = Date.now();
    for (const [id, { seen }] of this.#given) {
      if (now - seen < kept && this.#given.size <= this.#most) break;
      this.#take(id);
      this.#lapsed.add(id);
    }
    if (this.#lapsed.size === 0 || this.#isClosed) return;
    this.#removing ??= this.#removeLapsed().finally(() => (this.#removing = undefined));
  }

  /** Ends the removal of lapsed names. The rest of them lapse again at the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#lapsed.clear();
    await this.#removing;
  }

  /**
   * Removes lapsed names from the store, beside the other work of the relay. It never rejects: what cannot be removed
   * lapses again at the next start.
   */
  async #removeLapsed(): Promise<void> {
    try {
      while (this.#lapsed.size > 0) {
        const ids = [...this.#lapsed].slice(0, batch);
        await Promise.all(ids.map((id) => this.#remove(id)));
      }
    } catch (err) {
      this.#logger.warn(
        { code: 'names_not_removed', err },
        'lapsed names could not be removed from the store',
      );
    }
  }

  async #remove(id: string): Promise<void> {
    // The site may have given a name again meanwhile.
    if (!this.#lapsed.delete(id)) return;
    await this.#log.note(kind, id, undefined);
  }
}
