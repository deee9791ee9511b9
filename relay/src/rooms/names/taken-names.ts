import { confusableSkeletons } from './confusables.ts';

/** Which names are taken, and by whom. Names that look alike count as one. */
export class TakenNames {
  /** By skeleton: how often each person (by id) goes by a name with that skeleton. */
  #owners = new Map<string, Map<string, number>>();

  add(name: string, personId: string): void {
    for (const skeleton of confusableSkeletons(name)) {
      const people = this.#owners.get(skeleton) ?? new Map<string, number>();
      people.set(personId, (people.get(personId) ?? 0) + 1);
      this.#owners.set(skeleton, people);
    }
  }

  remove(name: string, personId: string): void {
    for (const skeleton of confusableSkeletons(name)) {
      const people = this.#owners.get(skeleton);
      const left = (people?.get(personId) ?? 0) - 1;
      if (left > 0) people?.set(personId, left);
      else people?.delete(personId);
      if (people?.size === 0) this.#owners.delete(skeleton);
    }
  }

  /** Whether another person goes by a name that looks like this one. */
  isTaken(name: string, personId: string): boolean {
    return confusableSkeletons(name).some((skeleton) => {
      const people = this.#owners.get(skeleton);
      return people !== undefined && people.size > (people.has(personId) ? 1 : 0);
    });
  }
}
