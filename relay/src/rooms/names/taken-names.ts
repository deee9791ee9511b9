import { confusableSkeletons } from './confusables.ts';

/** Which names are taken, and by whom. Names that look alike count as one. */
export class TakenNames {
  /** The people whose names look the same in lines of each direction, by skeleton. */
  #owners = new Owners();
  /** The others, by skeleton with its direction and without. Most rooms have none. */
  #ownersOfMixed: Owners | undefined;

  add(name: string, personId: string): void {
    const { all, byDirection } = confusableSkeletons(name);
    if (byDirection.length === 0) return this.#owners.add(all, personId);
    this.#ownersOfMixed ??= new Owners();
    this.#ownersOfMixed.add([...byDirection, ...all], personId);
  }

  remove(name: string, personId: string): void {
    const { all, byDirection } = confusableSkeletons(name);
    if (byDirection.length === 0) this.#owners.remove(all, personId);
    else this.#ownersOfMixed?.remove([...byDirection, ...all], personId);
  }

  /** Whether another person goes by a name that looks like this one in a line of the same direction. */
  isTaken(name: string, personId: string): boolean {
    const { all, byDirection } = confusableSkeletons(name);
    if (this.#owners.hasOther(all, personId)) return true;
    return this.#ownersOfMixed?.hasOther(byDirection.length === 0 ? all : byDirection, personId) ?? false;
  }
}

class Owners {
  /**
   * The id of the person who goes by a name with the skeleton. A list of ids if there are several, or one several times:
   * a list for each name of a large room would take much memory.
   */
  #bySkeleton = new Map<string, string | readonly string[]>();

  add(skeletons: readonly string[], personId: string): void {
    for (const skeleton of skeletons) {
      const people = this.#of(skeleton);
      this.#bySkeleton.set(skeleton, people.length === 0 ? personId : [...people, personId]);
    }
  }

  remove(skeletons: readonly string[], personId: string): void {
    for (const skeleton of skeletons) {
      const people = this.#of(skeleton);
      const at = people.indexOf(personId);
      if (at === -1) continue;
      const [first, ...others] = people.toSpliced(at, 1);
      if (first === undefined) this.#bySkeleton.delete(skeleton);
      else this.#bySkeleton.set(skeleton, others.length === 0 ? first : [first, ...others]);
    }
  }

  hasOther(skeletons: readonly string[], personId: string): boolean {
    return skeletons.some((skeleton) => this.#of(skeleton).some((id) => id !== personId));
  }

  #of(skeleton: string): readonly string[] {
    const people = this.#bySkeleton.get(skeleton) ?? [];
    return typeof people === 'string' ? [people] : people;
  }
}
