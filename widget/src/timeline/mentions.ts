import type { Member } from '@realtime-chat/protocol';
import type { ChatMessage } from '../client/index.js';
import type { Names } from '../element/context.js';
import { mentionsIn } from '../text/mentions-in.js';

/** How many authors of recent messages can be mentioned besides the people in the room. */
const maxAuthors = 100;

class RoomNames implements Names {
  readonly others: readonly string[];
  #own: string;
  #names: ReadonlySet<string>;
  /** The lengths of the names, longest first: of two names with the same beginning, the longer one matches. */
  #lengths: readonly number[];

  constructor(names: readonly string[], own: string) {
    this.#own = comparable(own);
    this.#names = new Set(names.map(comparable));
    this.#lengths = [...new Set(names.map(({ length }) => length))].sort((a, b) => b - a);
    this.others = names.filter((name) => !this.isOwn(name));
  }

  readonly lengthAt = (text: string, index: number): number => {
    const start = index + 1;
    const length = this.#lengths.find(
      (length) =>
        this.#names.has(comparable(text.slice(start, start + length))) &&
        // A letter after the name means that this is a longer word; a mark or a joiner, that its last letter is another one.
        !/^[\p{L}\p{M}\p{N}_\u200d]/u.test(text.slice(start + length, start + length + 2)),
    );
    return length === undefined ? 0 : length + 1;
  };

  readonly isOwn = (name: string): boolean => this.#own !== '' && comparable(name) === this.#own;

  readonly mentionsMe = (text: string): boolean =>
    text.includes('@') && mentionsIn(text, this.lengthAt).some(this.isOwn);
}

/** Builds the `Names` of members and authors, and keeps the same object until a name changes. */
export class NameList {
  #key = '';
  #names: Names = new RoomNames([], '');
  #sources: readonly unknown[] = [];

  current(members: readonly Member[], messages: readonly ChatMessage[], own: string): Names {
    const sources = [members, messages, own];
    if (sources.every((source, index) => source === this.#sources[index])) return this.#names;
    this.#sources = sources;
    const authors = new Set(messages.map(({ username }) => username));
    const names = new Set([
      own,
      ...members.map(({ username }) => username),
      ...[...authors].slice(-maxAuthors),
    ]);
    const key = JSON.stringify([...names]);
    if (key !== this.#key) {
      this.#key = key;
      this.#names = new RoomNames(
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
