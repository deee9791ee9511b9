import type { Message } from '@realtime-chat/protocol';
import { type Database, open, type RootDatabase } from 'lmdb';
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

/** Raised when the arrangement of the data below changes, so that no relay misreads another's folder. */
const format = 1;

/** How far a room reaches; the room's epoch is the store's. */
type Reach = Pick<Extent, 'head' | 'floor'>;

const nothing: Reach = { head: 0, floor: 1 };

/** Rooms in a folder on this machine's disk, by LMDB. What `append` has answered survives a loss of power. */
export class LmdbLog implements RoomLog {
  #root: RootDatabase;
  #rooms: Database<Reach, string>;
  /** By [room, seq]. */
  #entries: Database<Entry, [string, number]>;
  /** [room, sender, id] → seq. */
  #ids: Database<number, [string, string, string]>;
  #epoch: string;
  #appends = new GroupCommit((batch) => this.#commit(batch));

  private constructor(root: RootDatabase, epoch: string) {
    this.#root = root;
    this.#epoch = epoch;
    this.#rooms = root.openDB({ name: 'rooms' });
    this.#entries = root.openDB({ name: 'entries' });
    this.#ids = root.openDB({ name: 'ids' });
  }

  /**
   * @param folder is made if it is not there.
   * @throws {Error} if it cannot be used; the message says why.
   */
  static async open(folder: string): Promise<LmdbLog> {
    const root = open({ path: folder, noSubdir: false, maxDbs: 8 });
    const meta = root.openDB<string | number, string>({ name: 'meta' });
    const found = meta.get('format');
    if (found !== undefined && found !== format) {
      await root.close();
      throw new Error(`it holds format ${found}, and this relay reads format ${format}`);
    }
    const kept = meta.get('epoch');
    const epoch = typeof kept === 'string' ? kept : newEpoch();
    if (kept === undefined) {
      await root.transaction(() => {
        void meta.put('format', format);
        void meta.put('epoch', epoch);
      });
      await root.flushed;
    }
    return new LmdbLog(root, epoch);
  }

  append(room: string, draft: Draft): Promise<Receipt> {
    return this.#appends.append(room, draft);
  }

  async extent(room: string): Promise<Extent> {
    return { epoch: this.#epoch, ...(this.#rooms.get(room) ?? nothing) };
  }

  async entriesAfter(room: string, after: number, limit: number): Promise<Entry[]> {
    const range = { start: [room, after + 1], end: [room, Infinity], limit };
    return Array.from(this.#entries.getRange(range), ({ value }) => value);
  }

  async messagesBefore(room: string, before: number, limit: number): Promise<Message[]> {
    // Read from the newest downwards; the start is included in such a range, the end is not.
    const range = { start: [room, before - 1], end: [room, 0], reverse: true, limit };
    return Array.from(this.#entries.getRange(range), ({ value }) => messageOf(value)).toReversed();
  }

  async watch(room: string, listener: CommitListener): Promise<() => void> {
    return this.#appends.watch(room, listener);
  }

  async close(): Promise<void> {
    await this.#appends.idle();
    await this.#root.close();
  }

  async #commit(batch: readonly Pending[]): Promise<Outcome[]> {
    const outcomes = await this.#root.transaction(() => batch.map((pending) => this.#append(pending)));
    // The transaction is visible already, but only the flush makes it survive a loss of power.
    await this.#root.flushed;
    return outcomes;
  }

  /** Runs inside a transaction, where each read sees the writes before it. */
  #append({ room, draft }: Pending): Outcome {
    const epoch = this.#epoch;
    const key: [string, string, string] = [room, draft.sender, draft.id];
    const known = this.#ids.get(key);
    const first = known !== undefined && this.#entries.get([room, known]);
    if (first) return repeated(epoch, draft, first);
    const { head, floor } = this.#rooms.get(room) ?? nothing;
    const entry = entryOf(draft, head + 1, Date.now());
    void this.#entries.put([room, entry.seq], entry);
    void this.#ids.put(key, entry.seq);
    void this.#rooms.put(room, { head: entry.seq, floor });
    return { receipt: { epoch, seq: entry.seq, time: entry.time, duplicate: false }, entry };
  }
}
