import type { Member } from '@realtime-chat/protocol';
import type { ChatMessage } from '../client/index.js';
import { mentionsIn } from '../text/mentions-in.js';

/** Of those who are not here, how many of the last who spoke can be mentioned. */
const maxSpeakers = 100;

/** The names that can be mentioned in a room, and which of them are one's own. */
export class Names {
  /** Every name that is known but one's own, those first who are here. */
  readonly others: readonly string[];
  #own: string;
  #names: ReadonlySet<string>;
  /** How long they are, the longest first: of two that begin the same, the longer is meant. */
  #lengths: readonly number[];

  constructor(names: readonly string[], own: string) {
    this.#own = comparable(own);
    this.#names = new Set(names.map(comparable));
    this.#lengths = [...new Set(names.map(({ length }) => length))].sort((a, b) => b - a);
    this.others = names.filter((name) => !this.isOwn(name));
  }

  /** @returns the length of the mention, its `@` included, that begins at this index; 0 if none does. */
  readonly lengthAt = (text: string, index: number): number => {
    const start = index + 1;
    const length = this.#lengths.find(
      (length) =>
        this.#names.has(comparable(text.slice(start, start + length))) &&
        // What goes on is another word.
        !/^[\p{L}\p{N}_]/u.test(text.slice(start + length, start + length + 2)),
    );
    return length === undefined ? 0 : length + 1;
  };

  readonly isOwn = (name: string): boolean => this.#own !== '' && comparable(name) === this.#own;

  /** Whether a text mentions the reader. */
  mentionsMe(text: string): boolean {
    return text.includes('@') && mentionsIn(text, this.lengthAt).some(this.isOwn);
  }
}

/** Everybody who is here or has spoken, as long as they stay the same. */
export class NameList {
  #key = '';
  #names = new Names([], '');

  current(members: readonly Member[], messages: readonly ChatMessage[], own: string): Names {
    const speakers = new Set(messages.map(({ username }) => username));
    const names = new Set([
      own,
      ...members.map(({ username }) => username),
      ...[...speakers].slice(-maxSpeakers),
    ]);
    const key = JSON.stringify([...names]);
    if (key !== this.#key) {
      this.#key = key;
      this.#names = new Names(
        [...names].flatMap((name) => name || []),
        own,
      );
    }
    return this.#names;
  }
}

function comparable(name: string): string {
  return name.toLowerCase();
}
