import { serverName } from '@realtime-chat/protocol';
import unhomoglyph from 'unhomoglyph';

/**
 * What a name looks like: two that share one of these can be taken for each other. By Unicode's skeletons (UTS 39), which
 * know letters that look alike and not their case, so both ways of leaving the case out are needed: `AIice` is like
 * `Alice` before, and `ALICE` after.
 */
export function looksOf(name: string): string[] {
  const seen = name
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800\s]/gu, '')
    .normalize('NFD');
  const lower = (text: string): string => text.toUpperCase().toLowerCase();
  return [...new Set([lower(unhomoglyph(seen)), unhomoglyph(lower(seen))])];
}

/** Which names are taken, and by whom. */
export class Names {
  /** By what they look like: how often each person goes by such a name. */
  #takers = new Map<string, Map<string, number>>();

  add(name: string, personId: string): void {
    for (const look of looksOf(name)) {
      const people = this.#takers.get(look) ?? new Map<string, number>();
      people.set(personId, (people.get(personId) ?? 0) + 1);
      this.#takers.set(look, people);
    }
  }

  remove(name: string, personId: string): void {
    for (const look of looksOf(name)) {
      const people = this.#takers.get(look);
      const left = (people?.get(personId) ?? 0) - 1;
      if (left > 0) people?.set(personId, left);
      else people?.delete(personId);
      if (people?.size === 0) this.#takers.delete(look);
    }
  }

  /** Whether somebody else goes by a name that looks like this one. */
  isTaken(name: string, personId: string): boolean {
    return looksOf(name).some((look) => {
      const people = this.#takers.get(look);
      return people !== undefined && people.size > (people.has(personId) ? 1 : 0);
    });
  }
}

const relayLooks = new Set(looksOf(serverName));

/** Whether a name looks like the relay's own. */
export function looksLikeServer(name: string): boolean {
  return looksOf(name).some((look) => relayLooks.has(look));
}
