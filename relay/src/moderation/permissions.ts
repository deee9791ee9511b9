import { isGuest, isModerator, type Person } from './person.ts';
import { Refusal } from '../refusal.ts';
import { fitsPattern } from './room-pattern.ts';

/** What a person asks to do in a room. */
export type Action = 'join' | 'send' | 'edit' | 'delete' | 'react' | 'report' | 'moderate';

/**
 * Decides instead of the relay whether a person may do something in a room, each time. A `Refusal` that it throws is told
 * by its own name. Anything else that it throws is a fault of the site's, and the client may try again (`unavailable`).
 */
export type Authorize = (
  person: Readonly<Pick<Person, 'id' | 'username' | 'roles'>>,
  room: string,
  action: Action,
) => boolean | Promise<boolean>;

/** Who may do what. */
export class Permissions {
  #authorize: Authorize | undefined;
  #guestRooms: readonly string[];

  /** @param guestRooms patterns of the rooms that guests may have to do with, whatever the hook says */
  constructor(authorize: Authorize | undefined, guestRooms: readonly string[] = ['*']) {
    this.#authorize = authorize;
    this.#guestRooms = guestRooms;
  }

  /** The same, but each question is asked once: for a person who is in a room with many tabs. */
  askingOnce(): Permissions {
    const authorize = this.#authorize;
    if (!authorize) return this;
    const answers = new Map<string, Promise<boolean>>();
    const once: Authorize = (...question) => {
      const key = JSON.stringify(question);
      const answer = answers.get(key) ?? Promise.resolve(authorize(...question));
      answers.set(key, answer);
      return answer;
    };
    return new Permissions(once, this.#guestRooms);
  }

  /** @throws {Refusal} `forbidden`, or what the site says */
  async assert(person: Person, room: string, action: Action): Promise<void> {
    if (await this.may(person, room, action)) return;
    throw new Refusal('forbidden', `room: you may not ${action} here`);
  }

  /**
   * Asks all that a join depends on at the same time, so that a join waits for one answer of the site and not for three.
   *
   * @param choosesName whether the person wants a name of their own, which only somebody who may write gets
   * @throws {Refusal} `forbidden`, or what the site says; a refusal of the join itself comes before all others
   */
  async assertMayJoin(
    person: Person,
    room: string,
    choosesName: boolean,
  ): Promise<{ isModerator: boolean; mayWrite: boolean }> {
    const others = Promise.all([
      this.keeps(person, room),
      choosesName ? this.allows(person, room, 'send') : true,
    ]);
    // Its failure is thrown below, unless the join itself is refused first.
    others.catch(() => {});
    await this.assert(person, room, 'join');
    const [isModerator, mayWrite] = await others;
    return { isModerator, mayWrite };
  }

  /**
   * Whether somebody looks after a room, whatever else they ask: what is decreed for all does not bind them.
   *
   * @throws {Refusal} where the site cannot say it now
   */
  async keeps(person: Person, room: string): Promise<boolean> {
    return this.allows(person, room, 'moderate');
  }

  /**
   * Whether a person may do something, where nothing is refused if they may not.
   *
   * @throws {Refusal} where the site cannot say it now
   */
  async allows(person: Person, room: string, action: Action): Promise<boolean> {
    try {
      return await this.may(person, room, action);
    } catch (error) {
      // A hook may also say no by a refusal.
      if (error instanceof Refusal && error.retryAfter === undefined) return false;
      throw error;
    }
  }

  async may(person: Person, room: string, action: Action): Promise<boolean> {
    // First: the site is not asked for what it has ruled out already.
    if (isGuest(person) && !this.#guestRooms.some((pattern) => fitsPattern(pattern, room))) return false;
    if (!this.#authorize) return mayByRights(person, room, action);
    const { id, username, roles } = person;
    try {
      return await this.#authorize({ id, username, roles }, room, action);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal('unavailable', 'the site cannot say at the moment whether you may', {
        retryAfter: 5,
      });
    }
  }
}

function mayByRights(person: Person, room: string, action: Action): boolean {
  if (action === 'moderate') return isModerator(person) && mayWrite(person, room);
  return action === 'join' || action === 'report' ? mayRead(person, room) : mayWrite(person, room);
}

function mayRead({ rooms }: Person, room: string): boolean {
  return !rooms || Object.keys(rooms).some((pattern) => fitsPattern(pattern, room));
}

function mayWrite({ rooms }: Person, room: string): boolean {
  return (
    !rooms ||
    Object.entries(rooms).some(([pattern, right]) => right === 'write' && fitsPattern(pattern, room))
  );
}
