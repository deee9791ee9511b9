import { hasModeratorRole, isGuest, type Person } from './person.ts';
import { Refusal } from '../refusal.ts';
import { matchesPattern } from './room-pattern.ts';

/** A kind of request, as permissions distinguish them. */
export type Action = 'join' | 'send' | 'attach' | 'edit' | 'delete' | 'react' | 'report' | 'moderate';

/**
 * The site's hook that decides, instead of the relay, whether a person may do something in a room. It is called each
 * time. A `Refusal` that it throws reaches the client with its own code. Any other error is a fault of the site, and the
 * client may try again (`unavailable`).
 */
export type Authorize = (
  person: Readonly<Pick<Person, 'id' | 'username' | 'roles'>>,
  room: string,
  action: Action,
) => boolean | Promise<boolean>;

/** What guests may do. The hook cannot allow more. */
interface GuestOptions {
  /** Patterns of the rooms that are open to them; all if absent. */
  rooms?: readonly string[];
  /** Whether they may attach files. */
  guestFiles?: 'allow' | 'hold' | 'deny';
}

/** Decides whether a person may do something in a room: by the site's hook, or else by roles and rights. */
export class Permissions {
  #authorize: Authorize | undefined;
  #guests: GuestOptions;

  constructor(authorize: Authorize | undefined, guests: GuestOptions = {}) {
    this.#authorize = authorize;
    this.#guests = guests;
  }

  /** The same permissions with a cache: the hook is called once for a person that is in a room with many tabs. */
  withCachedAnswers(): Permissions {
    const authorize = this.#authorize;
    if (!authorize) return this;
    const cache = new Map<string, Promise<boolean>>();
    const cached: Authorize = (...args) => {
      const key = JSON.stringify(args);
      const answer = cache.get(key) ?? Promise.resolve(authorize(...args));
      cache.set(key, answer);
      return answer;
    };
    return new Permissions(cached, this.#guests);
  }

  /** @throws {Refusal} `forbidden`, or the refusal of the site's hook */
  async assert(person: Person, room: string, action: Action): Promise<void> {
    if (await this.may(person, room, action)) return;
    throw new Refusal('forbidden', `room: you may not ${action} here`);
  }

  /**
   * Checks all permissions of a join at the same time, so that the join waits for one answer of the site and not three.
   *
   * @param isNamed whether the person asks for a name of their own. Only then has the join to wait for the site to know
   * whether they may write; else it is taken as granted for now, since each message is checked anyway
   * @throws {Refusal} `forbidden`, or the refusal of the site's hook; a refusal of the join itself comes first
   */
  async assertMayJoin(
    person: Person,
    room: string,
    isNamed: boolean,
  ): Promise<{ isModerator: boolean; mayWrite: boolean }> {
    const mayWrite = this.allows(person, room, 'send').catch((error: unknown) => {
      if (isNamed || !(error instanceof Refusal)) throw error;
      return true;
    });
    const others = Promise.all([this.canModerate(person, room), mayWrite]);
    // A failure is thrown by the `await` below, unless the join itself is refused first.
    others.catch(() => {});
    await this.assert(person, room, 'join');
    const [isModerator, isWriter] = await others;
    return { isModerator, mayWrite: isWriter };
  }

  /**
   * Whether a person may moderate a room. Of all restrictions, only mutes and bans by an owner
   * hold for moderators.
   *
   * @throws {Refusal} `unavailable`, if the site's hook fails
   */
  async canModerate(person: Person, room: string): Promise<boolean> {
    return this.allows(person, room, 'moderate');
  }

  /**
   * Whether a person may do something, for callers that do not refuse the request if not.
   *
   * @throws {Refusal} `unavailable`, if the site's hook fails
   */
  async allows(person: Person, room: string, action: Action): Promise<boolean> {
    try {
      return await this.may(person, room, action);
    } catch (error) {
      // A hook may also deny by throwing a refusal.
      if (error instanceof Refusal && error.retryAfter === undefined) return false;
      throw error;
    }
  }

  async may(person: Person, room: string, action: Action): Promise<boolean> {
    // First: the hook is not called for what the options forbid to guests.
    if (isGuest(person) && !this.#isOpenToGuests(room, action)) return false;
    if (!this.#authorize) return isAllowedByRights(person, room, action);
    const { id, username, roles } = person;
    try {
      return await this.#authorize({ id, username, roles }, room, action);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal('unavailable', 'the site cannot check your permission at the moment', {
        retryAfter: 5,
      });
    }
  }

  #isOpenToGuests(room: string, action: Action): boolean {
    const { rooms = ['*'], guestFiles } = this.#guests;
    if (action === 'attach' && guestFiles === 'deny') return false;
    return rooms.some((pattern) => matchesPattern(pattern, room));
  }
}

function isAllowedByRights(person: Person, room: string, action: Action): boolean {
  if (action === 'moderate') return hasModeratorRole(person) && mayWrite(person, room);
  return action === 'join' || action === 'report' ? mayRead(person, room) : mayWrite(person, room);
}

function mayRead({ rooms }: Person, room: string): boolean {
  return !rooms || Object.keys(rooms).some((pattern) => matchesPattern(pattern, room));
}

function mayWrite({ rooms }: Person, room: string): boolean {
  return (
    !rooms ||
    Object.entries(rooms).some(([pattern, right]) => right === 'write' && matchesPattern(pattern, room))
  );
}
