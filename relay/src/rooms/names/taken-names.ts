import { confusableSkeletons } from './confusables.ts';

/** Which names are taken, and by whom. Names that look alike count as one. */
export class TakenNames {
  /**
   * By skeleton: the id of the person who goes by a name with it. A list of ids if there are several, or one several times:
   * a list for each name of a large room would take much memory.
   */
  #owners = new Map<string, string | readonly string[]>();

  add(name: string, personId: string): void {
    for (const skeleton of confusableSkeletons(name).taken) {
      const people = this.#ownersOf(skeleton);
      this.#owners.set(skeleton, people.length === 0 ? personId : [...people, personId]);
    }
  }

  /** Adds a name that is about to be claimed in all processes. */
  reserve(name: string, personId: string): void {
    this.add(name, personId);
  }

  remove(name: string, personId: string): void {
    for (const skeleton of confusableSkeletons(name).taken) {
      const people = this.#ownersOf(skeleton);
      const at = people.indexOf(personId);
      if (at === -1) continue;
      const [first, ...others] = people.toSpliced(at, 1);
      if (first === undefined) this.#owners.delete(skeleton);
      else this.#owners.set(skeleton, others.length === 0 ? first : [first, ...others]);
    }
  }

  /** Whether another person goes by a name that looks like this one in a line of the same direction. */
  isTaken(name: string, personId: string): boolean {
    return confusableSkeletons(name).rivals.some((each) =>
      this.#ownersOf(each).some((id) => id !== personId),
    );
  }

  /** Whether a name of this person has the skeleton. */
  owns(skeleton: string, personId: string): boolean {
    return this.#ownersOf(skeleton).includes(personId);
  }

  #ownersOf(skeleton: string): readonly string[] {
    const people = this.#owners.get(skeleton) ?? [];
    return typeof people === 'string' ? [people] : people;
  }
}
