import type { Change } from '@realtime-chat/protocol';
import { erasedBy, reactorsAfter, withoutPerson, withoutText } from '../entry-types.ts';
import { folded, isChange, type Kept, keptWithoutPerson } from '../fold.ts';
import type { Entry, Other } from '../log.ts';
import type { RoomNow, Use } from '../store-rules.ts';
import { idField, reactorField, type RoomKeys } from './keys.ts';
import { givenKey, type Known } from './known.ts';
import { parseReactor, storedTemplate } from './stored.ts';
import { headMark, template, timeMark } from './template.ts';

/** One new entry, or an id that was used for nothing. */
interface New {
  kind: 'message' | 'other' | 'idle';
  field: string;
  /** Empty: the time of the append. */
  time: string;
  published: Entry;
  stored: Kept | Other;
  /** The seq of the last entry that has changed it. */
  version: number;
}

interface ReactorWrite {
  target: number;
  command: 'HSET' | 'HDEL' | 'DEL';
  field: string;
  value: string;
}

/** How the script is to append. */
export interface AppendMode {
  /** The head that the room must have. */
  expected?: number;
  /** The floor of a new room. */
  first?: number;
  /** Whether the ids must be unknown. */
  onlyNew: boolean;
  isListed: boolean;
  /** The command that publishes the entries. */
  publish?: string;
  epoch: string;
}

/** Gathers what one run of the script writes to one room. What comes later is judged and folded as if it were written. */
export class RoomWrites {
  #known: Known;
  #new: New[] = [];
  #bySeq = new Map<number, New>();
  #uses = new Map<string, Use>();
  /** The messages by whose state something was judged. */
  #targets = new Set<number>();
  #changed = new Map<number, { kept: Kept | Other; version: number }>();
  #stale = new Map<number, Other>();
  #reactors: ReactorWrite[] = [];
  #given = new Map<string, boolean>();
  #cleared = new Set<number>();
  #count = 0;
  #bytes = 0;

  constructor(known: Known) {
    this.#known = known;
  }

  /** How much is written, about, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#new.length === 0;
  }

  /** The new entries, with marks for the seqs and times that only the script knows. */
  get published(): Entry[] {
    return this.#new.filter(({ kind }) => kind !== 'idle').map(({ published }) => published);
  }

  now(epoch: string): RoomNow {
    return {
      epoch,
      head: headMark + this.#count,
      now: timeMark,
      use: (sender, id) => this.#uses.get(idField(sender, id)) ?? this.#known.uses.get(idField(sender, id)),
      entry: (seq) => this.#entry(seq),
      hasGiven: (target, emoji, person) => this.#hasGiven(target, emoji, person),
    };
  }

  /** The target of an entry must not change until the entry is written. */
  rely(target: number): void {
    if (this.#known.entries.has(target)) this.#targets.add(target);
  }

  /** @param time of an entry that is brought back; absent: the time of the append */
  put(entry: Entry, time?: number): void {
    const { seq, sender, id } = entry;
    const kind = entry.type === 'message' ? 'message' : 'other';
    const added: New = {
      kind,
      field: idField(sender, id),
      time: time === undefined ? '' : String(time),
      published: entry,
      stored: entry,
      version: seq,
    };
    this.#count += 1;
    this.#add(added, { seq, time: entry.time });
    this.#bySeq.set(seq, added);
    if (isChange(entry)) added.stored = this.#fold(entry);
    const person = erasedBy(entry);
    if (person !== undefined) for (const seq of this.#known.erased) this.#erase(seq, person, entry.seq);
  }

  note(use: Use & { idle: Entry }): void {
    const { sender, id } = use.idle;
    const entry = use.idle;
    const version = use.seq;
    this.#add(
      { kind: 'idle', field: idField(sender, id), time: '', published: entry, stored: entry, version },
      use,
    );
  }

  /** The keys of the script, and its arguments. */
  forScript(room: RoomKeys, mode: AppendMode): { keys: string[]; values: (string | number)[] } {
    const targets = [...new Set(this.#reactors.map(({ target }) => target))];
    const { state, entries, messages, uses, forgotten, channel } = room;
    const reactorKeys = targets.map((target) => room.reactors(target));
    const news = this.#new.map((each) => [
      each.kind,
      each.field,
      each.time,
      template(each.published),
      each.kind === 'idle' || each.stored === each.published ? '' : storedTemplate(each.version, each.stored),
    ]);
    const relied = [...this.#targets].map((seq) => {
      const change = this.#changed.get(seq);
      const version = this.#known.entries.get(seq)?.version ?? '';
      return [seq, version, change ? storedTemplate(change.version, change.kept) : ''];
    });
    const stale = Array.from(this.#stale, ([seq, entry]) => [seq, storedTemplate(seq, entry)]);
    const reactors = this.#reactors.map(({ target, command, field, value }) => {
      return [targets.indexOf(target) + 1, command, field, value];
    });
    const flags = [
      mode.expected ?? '',
      mode.first ?? '',
      mode.onlyNew ? '1' : '0',
      mode.isListed ? '1' : '0',
      mode.publish ?? '',
      mode.epoch,
    ];
    return {
      keys: [state, entries, messages, uses, forgotten, channel, ...reactorKeys],
      values: [...flags, ...[news, relied, stale, reactors].flatMap((rows) => [rows.length, ...rows.flat()])],
    };
  }

  #add(added: New, use: Use): void {
    this.#new.push(added);
    this.#uses.set(added.field, use);
    this.#bytes += 300 + 3 * ('message' in added.published ? (added.published.message?.length ?? 0) : 0);
  }

  #entry(seq: number): Kept | Other | undefined {
    const known = this.#changed.get(seq)?.kept ?? this.#stale.get(seq) ?? this.#known.entries.get(seq)?.entry;
    return this.#bySeq.get(seq)?.stored ?? known;
  }

  /** @returns the change in the form to store */
  #fold(entry: Change): Other {
    const original = this.#entry(entry.target);
    // Its text is nowhere else, so nobody could delete it.
    if (original?.type !== 'message') return withoutText(entry);
    const { kept, change, stale } = folded(original, entry);
    this.#replace(original.seq, kept, entry.seq);
    if (stale !== undefined) this.#dropText(stale);
    if (!original.deleted) this.#noteReactor(change);
    return change;
  }

  /** Takes the text and the name of an erased person out of one of their entries. */
  #erase(seq: number, person: string, version: number): void {
    const entry = this.#entry(seq);
    if (entry?.type === 'message') {
      if (entry.textIn !== undefined) this.#dropText(entry.textIn);
      if (entry.reactions) this.#clearReactors(seq);
      this.#replace(seq, keptWithoutPerson(entry, person), version);
    } else if (entry) {
      const erased = withoutPerson(entry, person);
      if (erased === entry) return;
      this.#replace(seq, erased, version);
      if (isChange(entry)) this.#eraseReactor(entry, person, version);
    }
  }

  /** Takes the name of a person out of the reactions of a message, and out of the full list of these reactions. */
  #eraseReactor(change: Change, person: string, version: number): void {
    const after = reactorsAfter(change);
    if (after === undefined || after === 'clear') return;
    const { target } = change;
    const value = this.#known.given.get(givenKey(target, after.emoji, person));
    if (value !== undefined && !this.#cleared.has(target) && parseReactor(value).username) {
      const field = reactorField(after.emoji, person);
      this.#reactors.push({ target, command: 'HSET', field, value: JSON.stringify({ username: '' }) });
    }
    const message = this.#entry(target);
    if (message?.type !== 'message') return;
    const erased = keptWithoutPerson(message, person);
    if (erased !== message) this.#replace(target, erased, version);
  }

  #replace(seq: number, kept: Kept | Other, version: number): void {
    const own = this.#bySeq.get(seq);
    if (own) {
      own.stored = kept;
      own.version = version;
      return;
    }
    this.#targets.add(seq);
    this.#changed.set(seq, { kept, version });
  }

  #dropText(seq: number): void {
    const edit = this.#entry(seq);
    if (!edit || !isChange(edit)) return;
    const own = this.#bySeq.get(seq);
    if (own) own.stored = withoutText(edit);
    else this.#stale.set(seq, withoutText(edit));
  }

  #noteReactor(change: Change): void {
    const { target, sender } = change;
    const after = reactorsAfter(change);
    if (!after) return;
    if (after === 'clear') {
      this.#clearReactors(target);
      return;
    }
    const { emoji, on, username } = after;
    const field = reactorField(emoji, sender);
    const value = on ? JSON.stringify(username === undefined ? {} : { username }) : '';
    this.#given.set(givenKey(target, emoji, sender), on);
    this.#reactors.push({ target, command: on ? 'HSET' : 'HDEL', field, value });
  }

  #clearReactors(target: number): void {
    this.#cleared.add(target);
    this.#reactors.push({ target, command: 'DEL', field: '', value: '' });
  }

  #hasGiven(target: number, emoji: string, person: string): boolean {
    if (this.#cleared.has(target)) return false;
    const key = givenKey(target, emoji, person);
    return this.#given.get(key) ?? this.#known.given.has(key);
  }
}
