import { confusableSkeletons } from './confusables.ts';

/** Which names are taken, and by whom. */
export class TakenNames {
  /** By what they look like: how often each person goes by such a name. */
  #takers = new Map<string, Map<string, number>>();

  add(name: string, personId: string): void {
    for (const look of confusableSkeletons(name)) {
      const people = this.#takers.get(look) ?? new Map<string, number>();
      people.set(personId, (people.get(personId) ?? 0) + 1);
      this.#takers.set(look, people);
    }
  }

  remove(name: string, personId: string): void {
    for (const look of confusableSkeletons(name)) {
      const people = this.#takers.get(look);
      const left = (people?.get(personId) ?? 0) - 1;
      if (left > 0) people?.set(personId, left);
      else people?.delete(personId);
      if (people?.size === 0) this.#takers.delete(look);
    }
  }

  /** Whether somebody else goes by a name that looks like this one. */
  isTaken(name: string, personId: string): boolean {
    return confusableSkeletons(name).some((look) => {
      const people = this.#takers.get(look);
      return people !== undefined && people.size > (people.has(personId) ? 1 : 0);
    });
  }
}
