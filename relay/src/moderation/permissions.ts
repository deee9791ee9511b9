import type { Logger } from '../logger.ts';
import { isModerator, type Person } from './person.ts';
import { Refusal } from '../refusal.ts';

/** What a person asks to do in a room. */
export type Action = 'join' | 'send' | 'edit' | 'delete' | 'react' | 'report' | 'moderate';

/**
 * Decides instead of the relay whether a person may do something in a room, each time. What it throws refuses it: a
 * `Refusal` by its own name, anything else as `forbidden`.
 */
export type Authorize = (
  person: Readonly<Pick<Person, 'id' | 'username' | 'roles'>>,
  room: string,
  action: Action,
) => boolean | Promise<boolean>;

/** Who may do what. */
export class Permissions {
  #authorize: Authorize | undefined;
  #logger: Logger;

  constructor(authorize: Authorize | undefined, logger: Logger) {
    this.#authorize = authorize;
    this.#logger = logger;
  }

  /** @throws {Refusal} `forbidden`, or what the site says */
  async assert(person: Person, room: string, action: Action): Promise<void> {
    if (await this.may(person, room, action)) return;
    throw new Refusal('forbidden', `room: you may not ${action} here`);
  }

  /**
   * Whether somebody looks after a room, whatever else they ask: what is decreed for all does not bind them.
   *
   * @throws {Refusal} where the site cannot say it now
   */
  async keeps(person: Person, room: string): Promise<boolean> {
    try {
      return await this.may(person, room, 'moderate');
    } catch (error) {
      // A hook may also say no by throwing.
      if (error instanceof Refusal && error.retryAfter === undefined) return false;
      throw error;
    }
  }

  async may(person: Person, room: string, action: Action): Promise<boolean> {
    if (!this.#authorize) return mayByRights(person, room, action);
    const { id, username, roles } = person;
    try {
      return await this.#authorize({ id, username, roles }, room, action);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      // It is what the site wants, and not for anybody to look after.
      this.#logger.info({ err: error, room, action }, 'authorize did not let somebody');
      throw new Refusal('forbidden', 'this site does not let you');
    }
  }
}

function mayByRights(person: Person, room: string, action: Action): boolean {
  if (action === 'moderate') return isModerator(person) && mayWrite(person, room);
  return action === 'join' || action === 'report' ? mayRead(person, room) : mayWrite(person, room);
}

function mayRead({ rooms }: Person, room: string): boolean {
  return !rooms || Object.keys(rooms).some((pattern) => fits(pattern, room));
}

function mayWrite({ rooms }: Person, room: string): boolean {
  return !rooms || Object.entries(rooms).some(([pattern, right]) => right === 'write' && fits(pattern, room));
}

function fits(pattern: string, room: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  if (others.length === 0) return pattern === room;
  const last = others.pop() ?? '';
  if (room.length < first.length + last.length || !room.startsWith(first) || !room.endsWith(last))
    return false;
  // What stands between stars is looked for from left to right: the nearest place leaves most to the others.
  let from = first.length;
  const end = room.length - last.length;
  return others.every((part) => {
    const found = room.indexOf(part, from);
    from = found + part.length;
    return found !== -1 && from <= end;
  });
}
