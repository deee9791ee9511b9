import type { Person } from './person.ts';

/** So many people are remembered, and so many addresses of each: more is of little use, and anybody can make it more. */
const mostPeople = 10_000;
const mostAddresses = 5;

interface Seen {
  person: Person;
  /** What they last said something under. */
  username?: string | undefined;
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
    this.#seen.set(person.id, { ...known, person, addresses });
    const [first] = this.#seen.keys();
    if (this.#seen.size > mostPeople && first !== undefined) this.#seen.delete(first);
  }

  /** Somebody says something under a name. */
  hear(personId: string, username: string): void {
    const known = this.#seen.get(personId);
    if (known) known.username = username;
  }

  personOf(id: string): Person | undefined {
    return this.#seen.get(id)?.person;
  }

  nameOf(id: string): string | undefined {
    const known = this.#seen.get(id);
    return known?.username ?? known?.person.username;
  }

  addressesOf(id: string): readonly string[] {
    return this.#seen.get(id)?.addresses ?? [];
  }
}
