import type { Message } from '@realtime-chat/protocol';
import { type Logger, silent } from '../logger.ts';
import { GroupCommit, type Pending } from './group-commit.ts';
import type { CommitListener, Draft, Entry, Extent, Receipt, RoomLog } from './log.ts';
import {
  assertContiguous,
  entryOf,
  idLifetime,
  messageOf,
  newEpoch,
  type Outcome,
  repeated,
  type Use,
} from './store-rules.ts';

interface Room {
  /** The entry with seq n stands at n - floor. */
  entries: Entry[];
  floor: number;
  /** By `sender id`. */
  uses: Map<string, Use>;
}

const nothing: Pick<Room, 'entries' | 'floor'> = { entries: [], floor: 1 };

/** Rooms that end with the process: for tests, and for talk that nobody wants to keep. */
export class MemoryLog implements RoomLog {
  #epoch = newEpoch();
  #rooms = new Map<string, Room>();
  #appends: GroupCommit;

  constructor(logger: Logger = silent) {
    this.#appends = new GroupCommit(async (batch) => batch.map((pending) => this.#append(pending)), logger);
  }

  append(room: string, draft: Draft): Promise<Receipt> {
    return this.#appends.append(room, draft);
  }

  async extent(room: string): Promise<Extent> {
    const { entries, floor } = this.#rooms.get(room) ?? nothing;
    return { epoch: this.#epoch, head: floor + entries.length - 1, floor };
  }

  async entriesAfter(room: string, after: number, limit: number): Promise<Entry[]> {
    const { entries, floor } = this.#rooms.get(room) ?? nothing;
    const start = Math.max(0, after + 1 - floor);
    return entries.slice(start, start + limit);
  }

  async messagesBefore(room: string, before: number, limit: number): Promise<Message[]> {
    const { entries, floor } = this.#rooms.get(room) ?? nothing;
    const end = Math.max(0, Math.min(before - floor, entries.length));
    return entries.slice(Math.max(0, end - limit), end).map(messageOf);
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
    const before = Date.now() - idLifetime;
    for (const [key, { seq, time }] of room.uses) {
      if (seq >= room.floor || time >= before) break;
      room.uses.delete(key);
    }
  }

  async restore(name: string, entries: readonly Entry[]): Promise<void> {
    const { head } = await this.extent(name);
    assertContiguous(head, entries);
    const [first] = entries;
    if (!first) return;
    const room = this.#room(name, first.seq);
    for (const entry of entries) this.#put(room, entry);
  }

  /** Only writing to a room makes it, or anyone could fill the memory by naming rooms. */
  #room(name: string, floor = 1): Room {
    const room = this.#rooms.get(name) ?? { entries: [], floor, uses: new Map() };
    this.#rooms.set(name, room);
    return room;
  }

  #put({ entries, uses }: Room, entry: Entry): void {
    entries.push(entry);
    uses.set(`${entry.sender} ${entry.id}`, { seq: entry.seq, time: entry.time });
  }

  #append({ room: name, draft }: Pending): Outcome {
    const epoch = this.#epoch;
    const room = this.#room(name);
    const use = room.uses.get(`${draft.sender} ${draft.id}`);
    if (use) return repeated(epoch, draft, use, room.entries[use.seq - room.floor]);
    const entry = entryOf(draft, room.floor + room.entries.length, Date.now());
    this.#put(room, entry);
    return { receipt: { epoch, seq: entry.seq, time: entry.time, duplicate: false }, entry };
  }
}
