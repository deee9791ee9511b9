import type { Person } from '../../moderation/person.ts';
import { isVerified } from '../../moderation/person.ts';
import type { TakenNames } from './taken-names.ts';

/** The names of a room, in all processes. */
export interface RoomNames {
  /** Those of this process. */
  names: Pick<TakenNames, 'isTaken'>;
  reserveName(name: string, personId: string): Promise<(() => void) | undefined>;
}

/** The name that a person is about to go by in a room. It is theirs from the check until they go by it. */
export class NameClaim {
  #room: RoomNames;
  #person: Person;
  #name: string | undefined;
  #free: (() => void) | undefined;
  /** The names that a person of another process has. */
  #refused = new Set<string>();

  constructor(room: RoomNames, person: Person) {
    this.#room = room;
    this.#person = person;
  }

  isTaken(name: string, personId: string): boolean {
    return this.#refused.has(name) || this.#room.names.isTaken(name, personId);
  }

  /** Whether the person can go by this name at once. A name from the site needs no claim, and no name neither. */
  holds(name: string | undefined): boolean {
    return name === undefined || name === this.#name || isVerified(this.#person, name);
  }

  /**
   * Reserves the name that `choose` returns. It is called again if that name was not free.
   *
   * @throws {Refusal} that of `choose`; `unavailable`
   */
  async take(choose: () => string | undefined): Promise<void> {
    for (let name = choose(); name !== undefined && !this.holds(name); name = choose()) {
      this.free();
      this.#free = await this.#room.reserveName(name, this.#person.id);
      if (this.#free) this.#name = name;
      else this.#refused.add(name);
    }
  }

  /** Gives the reservation back. A member who goes by the name keeps it. */
  free(): void {
    this.#free?.();
    this.#free = undefined;
    this.#name = undefined;
  }
}
