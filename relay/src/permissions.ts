import { isModerator, mayRead, mayWrite, type Person } from './person.ts';
import { Refusal } from './refusal.ts';

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

  constructor(authorize: Authorize | undefined) {
    this.#authorize = authorize;
  }

  /** @throws {Refusal} `forbidden`, or what the site says */
  async assert(person: Person, room: string, action: Action): Promise<void> {
    if (await this.may(person, room, action)) return;
    throw new Refusal('forbidden', `room: you may not ${action} here`);
  }

  async may(person: Person, room: string, action: Action): Promise<boolean> {
    if (!this.#authorize) return mayByRights(person, room, action);
    const { id, username, roles } = person;
    try {
      return await this.#authorize({ id, username, roles }, room, action);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal('forbidden', 'this site does not let you', { cause: error });
    }
  }
}

function mayByRights(person: Person, room: string, action: Action): boolean {
  if (action === 'moderate') return isModerator(person) && mayWrite(person, room);
  return action === 'join' || action === 'report' ? mayRead(person, room) : mayWrite(person, room);
}
