import type { Change, Message } from '@realtime-chat/protocol';
import { type Logger, silent } from '../logger.ts';
import { broughtBack, entryOf, folded, type Kept, messageOf, withoutText } from './folding.ts';
import { GroupCommit, type Pending } from './group-commit.ts';
import type { CommitListener, Draft, Entry, Extent, Permit, Receipt, RoomLog } from './log.ts';
import {
  assertContiguous,
  entryFrom,
  idLifetime,
  newEpoch,
  objection,
  type Outcome,
  repeated,
  targetOf,
  type Use,
} from './store-rules.ts';

interface Room {
  /** The entry with seq n stands at n - floor. */
  entries: (Kept | Change)[];
  /** The seqs of the messages among them, ascending. */
  messages: number[];
  floor: number;
  /** By `sender id`. */
  uses: Map<string, Use>;
}

const nothing: Pick<Room, 'entries' | 'messages' | 'floor'> = { entries: [], messages: [], floor: 1 };

/** Rooms that end with the process: for tests, and for talk that nobody wants to keep. */
export class MemoryLog implements RoomLog {
  #epoch = newEpoch();
  #rooms = new Map<string, Room>();
  #appends: GroupCommit;

  constructor(logger: Logger = silent) {
    this.#appends = new GroupCommit(async (batch) => batch.map((pending) => this.#append(pending)), logger);
  }

  append(room: string, draft: Draft, permit?: Permit): Promise<Receipt> {
    return this.#appends.append(room, draft, permit);
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

  async messagesBefore(room: string, before: number, limit: number): Promise<Message[]> {
    const { messages } = this.#rooms.get(room) ?? nothing;
    const end = messages.findLastIndex((seq) => seq < before) + 1;
    return messages.slice(Math.max(0, end - limit), end).flatMap((seq) => {
      const kept = this.#message(room, seq);
      return kept ? [messageOf(kept)] : [];
    });
  }

  async watch(room: string, listener: CommitListener): Promise<() => void> {
    return this.#appends.watch(room, listener);
  }

  close(): Promise<void> {
    return this.#appends.idle();
  }

  async rooms(): Promise<string[]> {
    return [...this.#rooms.keys()];
  }

  async forget(name: string, floor: number): Promise<void> {
    const room = this.#rooms.get(name);
    if (!room) return;
    const gone = room.entries.splice(0, Math.min(floor - room.floor, room.entries.length - 1));
    room.floor += gone.length;
    room.messages.splice(0, room.messages.findLastIndex((seq) => seq < room.floor) + 1);
    for (const entry of gone) if (entry.type === 'message') this.#dropText(room, entry.textIn);
    const before = Date.now() - idLifetime;
    for (const [key, { seq, time }] of room.uses) {
      if (seq >= room.floor || time >= before) break;
      room.uses.delete(key);
    }
  }

  async keepNewest(name: string, count: number): Promise<void> {
    const { messages } = this.#rooms.get(name) ?? nothing;
    const last = messages[messages.length - count - 1];
    if (last !== undefined) await this.forget(name, last + 1);
  }

  async restore(name: string, entries: readonly Entry[]): Promise<void> {
    const { head } = await this.extent(name);
    assertContiguous(head, entries);
    const [first] = entries;
    if (!first) return;
    const room = this.#room(name, first.seq);
    for (const entry of entries) this.#put(room, broughtBack(entry));
  }

  /** Only writing to a room makes it, or anyone could fill the memory by naming rooms. */
  #room(name: string, floor = 1): Room {
    const room = this.#rooms.get(name) ?? { entries: [], messages: [], floor, uses: new Map() };
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
    if (entry.type === 'message') {
      room.messages.push(seq);
      room.entries.push(entry);
    } else room.entries.push(this.#fold(room, entry));
  }

  /** @returns the change as it is to be kept. */
  #fold(room: Room, entry: Change): Change {
    const place = entry.target - room.floor;
    const original = room.entries[place];
    // Its text is nowhere else, so nobody could delete it.
    if (original?.type !== 'message') return withoutText(entry);
    const { kept, change, stale } = folded(original, entry);
    room.entries[place] = kept;
    this.#dropText(room, stale);
    return change;
  }

  #dropText({ entries, floor }: Room, seq: number | undefined): void {
    const edit = seq === undefined ? undefined : entries[seq - floor];
    if (edit && edit.type !== 'message') entries[edit.seq - floor] = withoutText(edit);
  }

  #append({ room: name, draft, permit }: Pending): Outcome {
    const epoch = this.#epoch;
    const { entries, floor, uses } = this.#rooms.get(name) ?? { ...nothing, uses: new Map<string, Use>() };
    const use = uses.get(`${draft.sender} ${draft.id}`);
    if (use) return repeated(epoch, draft, use, entries[use.seq - floor]);
    const target = targetOf(draft);
    const original = target && this.#message(name, target.seq);
    const refusal = objection(draft, original, permit);
    if (refusal) return refusal;
    const entry = entryFrom(draft, floor + entries.length, Date.now(), original);
    this.#put(this.#room(name), entry);
    return { receipt: { epoch, seq: entry.seq, time: entry.time, duplicate: false }, entry };
  }
}
