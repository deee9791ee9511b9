import type { Member } from '@realtime-chat/protocol';
import type { ChatMessage } from '../client/index.js';

/** The names that can be mentioned in a room, and which of them are one's own. */
export class Names {
  /** Every name that is known but one's own, those first who are here. */
  readonly others: readonly string[];
  #own: string;
  #pattern: RegExp;

  constructor(names: readonly string[], own: string) {
    this.#own = comparable(own);
    this.others = names.filter((name) => !this.isOwn(name));
    // Of two names that begin the same, the longer is meant.
    const longestFirst = names.toSorted((a, b) => b.length - a.length).map(escaped);
    // Without names it must match nothing.
    this.#pattern = new RegExp(`@(?:${longestFirst.join('|') || '(?!)'})(?![\\p{L}\\p{N}_])`, 'iuy');
  }

  /** @returns the length of the mention, its `@` included, that begins at this index; 0 if none does. */
  readonly lengthAt = (text: string, index: number): number => {
    this.#pattern.lastIndex = index;
    return this.#pattern.exec(text)?.[0].length ?? 0;
  };

  readonly isOwn = (name: string): boolean => comparable(name) === this.#own;

  /** Whether a text mentions the reader. */
  mentionsMe(text: string): boolean {
    for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
      if (this.isOwn(text.slice(at + 1, at + this.lengthAt(text, at)))) return true;
    }
    return false;
  }
}

/** Everybody who is here or has spoken, as long as they stay the same. */
export class NameList {
  #key = '';
  #names = new Names([], '');

  current(members: readonly Member[], messages: readonly ChatMessage[], own: string): Names {
    const names = new Set([own, ...[...members, ...messages].map(({ username }) => username ?? '')]);
    names.delete('');
    const key = JSON.stringify([own, ...names]);
    if (key !== this.#key) {
      this.#key = key;
      this.#names = new Names([...names], own);
    }
    return this.#names;
  }
}

function comparable(name: string): string {
  return name.trim().toLowerCase();
}

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
