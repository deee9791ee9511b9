import type { HeldName } from '../../nodes/presence/presence.ts';
import { confusableSkeletons } from './confusables.ts';
import { TakenNames } from './taken-names.ts';

interface Held {
  name: string;
  person: string;
  /** How many members and reservations have it. */
  count: number;
  /** Whether the site has given it, so that nobody is asked for it. */
  isGiven: boolean;
  /** Whether the other processes know that it is taken. */
  isClaimed: boolean;
}

/** The names that the members in this process go by, in a room that other processes have too. */
export class SharedNames extends TakenNames {
  /** By person and name. */
  #held = new Map<string, Held>();
  /** What the other processes have to be told. */
  #changed = new Set<Held>();

  /** Adds a name that was claimed, or that the site has given. */
  override add(name: string, personId: string): void {
    const held = this.#hold(name, personId);
    if (held.count > 1) return;
    held.isGiven = true;
    this.#changed.add(held);
  }

  override reserve(name: string, personId: string): void {
    this.#hold(name, personId);
  }

  override remove(name: string, personId: string): void {
    super.remove(name, personId);
    const key = keyOf(name, personId);
    const held = this.#held.get(key);
    if (!held) return;
    held.count -= 1;
    if (held.count > 0) return;
    this.#held.delete(key);
    this.#changed.add(held);
  }

  /** Whether the person need not claim the name. */
  isClaimed(name: string, personId: string): boolean {
    return this.#held.get(keyOf(name, personId))?.isClaimed ?? false;
  }

  confirm(name: string, personId: string): void {
    const held = this.#held.get(keyOf(name, personId));
    if (held) held.isClaimed = true;
  }

  *heldNames(): Iterable<HeldName> {
    for (const held of this.#held.values()) yield heldName(held);
  }

  takeChanges(): { given: HeldName[]; freed: { key: string; person: string }[] } {
    const given: HeldName[] = [];
    const freed: { key: string; person: string }[] = [];
    for (const held of this.#changed) {
      const { name, person, count } = held;
      if (count > 0) {
        held.isClaimed = true;
        given.push(heldName(held));
      } else {
        // Another name of the person may look like it.
        const keys = confusableSkeletons(name).taken.filter((key) => !this.owns(key, person));
        freed.push(...keys.map((key) => ({ key, person })));
      }
    }
    this.#changed.clear();
    return { given, freed };
  }

  #hold(name: string, person: string): Held {
    super.add(name, person);
    const key = keyOf(name, person);
    const held = this.#held.get(key) ?? { name, person, count: 0, isGiven: false, isClaimed: false };
    this.#held.set(key, held);
    held.count += 1;
    return held;
  }
}

export function heldName({ name, person, isGiven }: Pick<Held, 'name' | 'person' | 'isGiven'>): HeldName {
  const { taken, rivals } = confusableSkeletons(name);
  return { name, person, taken, rivals: isGiven ? [] : rivals };
}

function keyOf(name: string, person: string): string {
  return `${person.length} ${person}${name}`;
}
