import type { Message } from '@realtime-chat/protocol';
import { GroupCommit, type Pending } from './group-commit.ts';
import {
  type CommitListener,
  type Draft,
  type Entry,
  entryOf,
  type Extent,
  messageOf,
  newEpoch,
  type Outcome,
  type Receipt,
  repeated,
  type RoomLog,
} from './log.ts';

interface Room {
  /** The entry with seq n stands at n - 1. */
  entries: Entry[];
  /** `sender id` → the entry's seq. */
  ids: Map<string, number>;
}

/** Rooms that end with the process: for tests, and for talk that nobody wants to keep. */
export class MemoryLog implements RoomLog {
  #epoch = newEpoch();
  #rooms = new Map<string, Room>();
  #appends = new GroupCommit(async (batch) => batch.map((pending) => this.#append(pending)));

  append(room: string, draft: Draft): Promise<Receipt> {
    return this.#appends.append(room, draft);
  }

  async extent(room: string): Promise<Extent> {
    return { epoch: this.#epoch, head: this.#entries(room).length, floor: 1 };
  }

  async entriesAfter(room: string, after: number, limit: number): Promise<Entry[]> {
    return this.#entries(room).slice(after, after + limit);
  }

  async messagesBefore(room: string, before: number, limit: number): Promise<Message[]> {
    const entries = this.#entries(room);
    const end = Math.max(0, Math.min(before - 1, entries.length));
    return entries.slice(Math.max(0, end - limit), end).map(messageOf);
  }

  async watch(room: string, listener: CommitListener): Promise<() => void> {
    return this.#appends.watch(room, listener);
  }

  close(): Promise<void> {
    return this.#appends.idle();
  }

  /** Reading a room does not make it, or anyone could fill the memory by naming rooms. */
  #entries(room: string): readonly Entry[] {
    return this.#rooms.get(room)?.entries ?? [];
  }

  #append({ room: name, draft }: Pending): Outcome {
    const epoch = this.#epoch;
    const room: Room = this.#rooms.get(name) ?? { entries: [], ids: new Map() };
    this.#rooms.set(name, room);
    const { entries, ids } = room;
    const key = `${draft.sender} ${draft.id}`;
    const known = ids.get(key);
    const first = known && entries[known - 1];
    if (first) return repeated(epoch, draft, first);
    const entry = entryOf(draft, entries.length + 1, Date.now());
    entries.push(entry);
    ids.set(key, entry.seq);
    return { receipt: { epoch, seq: entry.seq, time: entry.time, duplicate: false }, entry };
  }
}
