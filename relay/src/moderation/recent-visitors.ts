import type { Person } from './person.ts';

/** More people, addresses and names of each are of little use, and anybody can make them more. */
const mostPeople = 10_000;
const mostAddresses = 5;
const mostNames = 5;

interface Seen {
  person: Person;
  /**
   * By room: the name of their last message there. A name from another room must not be told: nobody there may have been
   * able to object to it.
   */
  names: Map<string, string>;
  /** The last one last. */
  addresses: string[];
}

/** Who was here lately, and from where: what is decreed may be about somebody who has just gone. In memory alone. */
export class Whereabouts {
  /** Who was not seen for longest comes first. */
  #seen = new Map<string, Seen>();

  /** Somebody connects. */
  see(person: Person, address: string): void {
    const known = this.#seen.get(person.id);
    const others = known?.addresses.filter((each) => each !== address) ?? [];
    const addresses = [...others, address].slice(-mostAddresses);
    this.#seen.delete(person.id);
    this.#seen.set(person.id, { person, addresses, names: known?.names ?? new Map<string, string>() });
    const [first] = this.#seen.keys();
    if (this.#seen.size > mostPeople && first !== undefined) this.#seen.delete(first);
  }

  /** Somebody has said something in a room under a name. */
  hear(personId: string, room: string, username: string): void {
    const names = this.#seen.get(personId)?.names;
    if (!names) return;
    names.delete(room);
    names.set(room, username);
    const [oldest] = names.keys();
    if (names.size > mostNames && oldest !== undefined) names.delete(oldest);
  }

  personOf(id: string): Person | undefined {
    return this.#seen.get(id)?.person;
  }

  /** The name by which a person is known in a room: that of their last message there, or the one the site gave. */
  nameIn(room: string, id: string): string | undefined {
    const known = this.#seen.get(id);
    return known?.names.get(room) ?? known?.person.username;
  }

  addressesOf(id: string): readonly string[] {
    return this.#seen.get(id)?.addresses ?? [];
  }
}
