import type { Change, Member, Message } from '@realtime-chat/protocol';
import { type Logger, silent } from '../../logger.ts';
import { Refusal } from '../../refusal.ts';
import { type Draft, erasedBy, reactorsAfter, withoutPerson, withoutText } from '../entry-types.ts';
import { broughtBack, entryOf, folded, isChange, type Kept, keptWithoutPerson, messageOf } from '../fold.ts';
import { GroupCommit, type Pending } from '../group-commit.ts';
import type {
  AnyCommitListener,
  CommitListener,
  Entry,
  Extent,
  ForgetOptions,
  Other,
  Permit,
  AppendResult,
  RoomLog,
  RoomSummary,
} from '../log.ts';
import { assertContiguous, idLifetime, judge, newEpoch, type Outcome, type Use } from '../store-rules.ts';

interface Room {
  /** The entries. The one with seq n is at index n - floor. */
  entries: (Kept | Other)[];
  /** The seqs of the messages among them, ascending. */
  messages: number[];
  floor: number;
  /** All who gave an emoji, by the seq of the message, then by `emoji sender`. */
  reactors: Map<number, Map<string, Member>>;
  /** The place of each id, by `sender id`. */
  uses: Map<string, Use>;
}

/** Takes the texts and the name of a person out of a room. */
function erasePerson(room: Room, person: string): void {
  for (const [index, entry] of room.entries.entries()) {
    if (entry.type === 'message' && entry.sender === person) {
      dropText(room, entry.textIn);
      room.reactors.delete(entry.seq);
    }
    room.entries[index] =
      entry.type === 'message' ? keptWithoutPerson(entry, person) : withoutPerson(entry, person);
  }
  for (const people of room.reactors.values()) {
    for (const [key, { id, username }] of people) {
      if (id === person && username) people.set(key, { id, username: '' });
    }
  }
}

/** Takes the text out of the edit at `seq`, which another edit, a deletion or an erasure has replaced. */
function dropText({ entries, floor }: Room, seq: number | undefined): void {
  const holder = seq === undefined ? undefined : entries[seq - floor];
  if (holder && isChange(holder)) entries[holder.seq - floor] = withoutText(holder);
}

const nothing: Readonly<Room> = newRoom(1);

function newRoom(floor: number): Room {
  return { entries: [], messages: [], floor, reactors: new Map(), uses: new Map() };
}

/** Rooms that are lost when the process ends: for tests, and for chats that nobody needs to keep. */
export class MemoryLog implements RoomLog {
  readonly failedWrites = 0;
  #epoch = newEpoch();
  #rooms = new Map<string, Room>();
  #notes = new Map<string, Map<string, unknown>>();
  #appends: GroupCommit;

  constructor(logger: Logger = silent) {
    this.#appends = new GroupCommit(async (batch) => batch.map((pending) => this.#append(pending)), logger);
  }

  append(room: string, draft: Draft, permit?: Permit): Promise<AppendResult> {
    return this.#appends.append(room, draft, permit);
  }

  async knows(room: string, sender: string, id: string): Promise<boolean> {
    return this.#rooms.get(room)?.uses.has(`${sender} ${id}`) ?? false;
  }

  async extent(room: string): Promise<Extent> {
    const { entries, floor } = this.#rooms.get(room) ?? nothing;
    return { epoch: this.#epoch, head: floor + entries.length - 1, floor };
  }

  async entriesAfter(room: string, after: number, limit: number): Promise<Entry[]> {
    const { entries, floor } = this.#rooms.get(room) ?? nothing;
    const start = Math.max(0, after + 1 - floor);
    return entries.slice(start, start + limit).map(entryOf);
  }

  async seqsBy(room: string, person: string): Promise<number[]> {
    const { entries } = this.#rooms.get(room) ?? nothing;
    return entries.filter(({ sender }) => sender === person).map(({ seq }) => seq);
  }

  async messagesBefore(room: string, before: number, limit: number): Promise<Message[]> {
    const { messages } = this.#rooms.get(room) ?? nothing;
    const end = messages.findLastIndex((seq) => seq < before) + 1;
    return messages.slice(Math.max(0, end - limit), end).flatMap((seq) => {
      const kept = this.#message(room, seq);
      return kept ? [messageOf(kept)] : [];
    });
  }

  async reactor(room: string, seq: number, emoji: string, person: string): Promise<Member | undefined> {
    return this.#rooms.get(room)?.reactors.get(seq)?.get(`${emoji} ${person}`);
  }

  async watch(room: string, listener: CommitListener): Promise<() => void> {
    return this.#appends.watch(room, listener);
  }

  async watchAll(listener: AnyCommitListener): Promise<() => void> {
    return this.#appends.watchAll(listener);
  }

  watchFailing(): void {}

  async probe(): Promise<undefined> {
    return undefined;
  }

  close(): Promise<void> {
    return this.#appends.idle();
  }

  async putMeta(kind: string, key: string, value: unknown): Promise<void> {
    const notes = this.#notes.get(kind) ?? new Map<string, unknown>();
    if (value === undefined) notes.delete(key);
    else notes.set(key, value);
    this.#notes.set(kind, notes);
  }

  async updateMeta(kind: string, key: string, update: (before: unknown) => unknown): Promise<unknown> {
    const value = update(this.#notes.get(kind)?.get(key));
    await this.putMeta(kind, key, value);
    return value;
  }

  async watchMeta(): Promise<() => void> {
    return () => {};
  }

  async getMeta(kind: string, key: string): Promise<unknown> {
    return this.#notes.get(kind)?.get(key);
  }

  async metaAfter(
    kind: string,
    after: string | undefined,
    limit: number,
  ): Promise<[key: string, value: unknown][]> {
    return [...(this.#notes.get(kind) ?? [])]
      .filter(([key]) => after === undefined || key > after)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .slice(0, limit);
  }

  async listMeta(kind: string): Promise<Map<string, unknown>> {
    return new Map(this.#notes.get(kind));
  }

  async rooms(): Promise<string[]> {
    return [...this.#rooms.keys()];
  }

  async summaries(after: string, limit: number): Promise<RoomSummary[]> {
    const start = Buffer.from(after);
    const names = [...this.#rooms.keys()].map((name) => ({ name, bytes: Buffer.from(name) }));
    return names
      .filter(({ bytes }) => Buffer.compare(bytes, start) > 0)
      .toSorted((one, other) => Buffer.compare(one.bytes, other.bytes))
      .slice(0, limit)
      .map(({ name: room }) => {
        const { entries, messages, floor } = this.#rooms.get(room) ?? nothing;
        const head = floor + entries.length - 1;
        return { room, head, floor, messages: messages.length, lastActivity: entries.at(-1)?.time ?? 0 };
      });
  }

  async forget(name: string, floor: number, { now = Date.now() }: ForgetOptions = {}): Promise<boolean> {
    const room = this.#rooms.get(name);
    if (!room) return false;
    const gone = room.entries.splice(0, Math.min(floor - room.floor, room.entries.length - 1));
    room.floor += gone.length;
    room.messages.splice(0, room.messages.findLastIndex((seq) => seq < room.floor) + 1);
    for (const entry of gone) {
      if (entry.type !== 'message') continue;
      dropText(room, entry.textIn);
      room.reactors.delete(entry.seq);
    }
    const before = now - idLifetime;
    for (const [key, { seq, time, idle }] of room.uses) {
      if (time >= before) break;
      if (idle || seq < room.floor) room.uses.delete(key);
    }
    return gone.length > 0;
  }

  async keepNewest(name: string, count: number, options?: ForgetOptions): Promise<boolean> {
    const { messages } = this.#rooms.get(name) ?? nothing;
    const last = messages[messages.length - count - 1];
    return this.forget(name, last === undefined ? 0 : last + 1, options);
  }

  async restore(name: string, entries: readonly Entry[]): Promise<void> {
    const { head } = await this.extent(name);
    assertContiguous(head, entries);
    const [first] = entries;
    if (!first) return;
    const room = this.#room(name, first.seq);
    for (const entry of entries) this.#put(room, broughtBack(entry));
  }

  /** Only a write creates a room: otherwise anybody could fill the memory by naming rooms. */
  #room(name: string, floor = 1): Room {
    const room = this.#rooms.get(name) ?? newRoom(floor);
    this.#rooms.set(name, room);
    return room;
  }

  #message(name: string, seq: number): Kept | undefined {
    const { entries, floor } = this.#rooms.get(name) ?? nothing;
    const kept = entries[seq - floor];
    return kept?.type === 'message' ? kept : undefined;
  }

  #put(room: Room, entry: Entry): void {
    const { seq, time, sender, id } = entry;
    room.uses.set(`${sender} ${id}`, { seq, time });
    const person = erasedBy(entry);
    if (person !== undefined) erasePerson(room, person);
    if (entry.type === 'message') {
      room.messages.push(seq);
      room.entries.push(entry);
    } else room.entries.push(this.#fold(room, entry));
  }

  /** @returns the change in the form to store */
  #fold(room: Room, entry: Other): Other {
    if (!isChange(entry)) return entry;
    const place = entry.target - room.floor;
    const original = room.entries[place];
    // The message is not stored, so nobody could delete this text later.
    if (original?.type !== 'message') return withoutText(entry);
    const { kept, change, stale } = folded(original, entry);
    room.entries[place] = kept;
    dropText(room, stale);
    if (!original.deleted) this.#noteReactor(room, change);
    return change;
  }

  #noteReactor({ reactors }: Room, change: Change): void {
    const { target, sender } = change;
    const after = reactorsAfter(change);
    if (after === 'clear') reactors.delete(target);
    if (!after || after === 'clear') return;
    const { emoji, on, username } = after;
    const people = reactors.get(target) ?? new Map<string, Member>();
    if (on) people.set(`${emoji} ${sender}`, { id: sender, ...(username !== undefined && { username }) });
    else people.delete(`${emoji} ${sender}`);
    reactors.set(target, people);
  }

  #append({ room: name, draft, permit }: Pending): Outcome {
    const { entries, floor, uses, reactors } = this.#rooms.get(name) ?? nothing;
    const outcome = judge(draft, permit, {
      epoch: this.#epoch,
      head: floor + entries.length - 1,
      now: Date.now(),
      use: (sender, id) => uses.get(`${sender} ${id}`),
      entry: (seq) => entries[seq - floor],
      hasGiven: (target, emoji, person) => reactors.get(target)?.has(`${emoji} ${person}`) ?? false,
    });
    if (outcome instanceof Refusal) return outcome;
    const { entry, use } = outcome;
    if (entry) this.#put(this.#room(name), entry);
    else if (use) uses.set(`${draft.sender} ${draft.id}`, use);
    return outcome;
  }
}
