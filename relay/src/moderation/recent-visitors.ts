import type { Person } from './person.ts';

/** Bounds of the memory. Anybody can create more people, addresses and names, and more are of little use. */
const maxPeople = 10_000;
const maxAddresses = 5;
const maxNames = 5;

interface RecentVisitor {
  person: Person;
  /**
   * By room: the name of the person's last message there. A name from another room must not be shown: nobody there may
   * have been able to object to it. Absent before the first message.
   */
  names?: Map<string, string> | undefined;
  /** The most recent address comes last. */
  addresses: string[];
}

/**
 * The people that were connected lately, and their addresses and names: a moderator may act on a person that has just
 * left. In memory alone.
 */
export class RecentVisitors {
  /** The person with the oldest visit comes first. */
  #visitors = new Map<string, RecentVisitor>();

  recordVisit(person: Person, address: string): void {
    const known = this.#visitors.get(person.id);
    const others = known?.addresses.filter((each) => each !== address) ?? [];
    const addresses = [...others, address].slice(-maxAddresses);
    this.#visitors.delete(person.id);
    this.#visitors.set(person.id, { person, addresses, names: known?.names });
    const [first] = this.#visitors.keys();
    if (this.#visitors.size > maxPeople && first !== undefined) this.#visitors.delete(first);
  }

  /** Records the name under which a person has sent a message in a room. */
  recordName(personId: string, room: string, username: string): void {
    const visitor = this.#visitors.get(personId);
    if (!visitor) return;
    const names = (visitor.names ??= new Map());
    names.delete(room);
    names.set(room, username);
    const [oldest] = names.keys();
    if (names.size > maxNames && oldest !== undefined) names.delete(oldest);
  }

  erase(id: string): void {
    this.#visitors.delete(id);
  }

  /** All that is known of a person, for the person. */
  recordOf(id: string): object | undefined {
    const visitor = this.#visitors.get(id);
    if (!visitor) return undefined;
    const { person, addresses, names = new Map<string, string>() } = visitor;
    const { username, picture, roles } = person;
    return {
      ...(username !== undefined && { username }),
      ...(picture !== undefined && { picture }),
      ...(roles.length > 0 && { roles }),
      addresses,
      names: Object.fromEntries(names),
    };
  }

  personOf(id: string): Person | undefined {
    return this.#visitors.get(id)?.person;
  }

  /** A person's name in a room: that of their last message there, or else the name that the site gave. */
  nameIn(room: string, id: string): string | undefined {
    const known = this.#visitors.get(id);
    return known?.names?.get(room) ?? known?.person.username;
  }

  /** The picture that the site gave a person last. */
  readonly pictureOf = (id: string): string | undefined => this.#visitors.get(id)?.person.picture;

  addressesOf(id: string): readonly string[] {
    return this.#visitors.get(id)?.addresses ?? [];
  }
}
