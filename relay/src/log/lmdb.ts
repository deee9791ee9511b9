import { existsSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Message } from '@realtime-chat/protocol';
import { type Database, open, type RootDatabase } from 'lmdb';
import { type Logger, silent } from '../logger.ts';
import { GroupCommit, type Pending } from './group-commit.ts';
import type { CommitListener, Draft, Entry, Extent, Receipt, RoomLog } from './log.ts';
import {
  assertContiguous,
  entryOf,
  forgetStep,
  idLifetime,
  messageOf,
  newEpoch,
  type Outcome,
  repeated,
  type Use,
} from './store-rules.ts';
import { Witness } from './witness.ts';

/** Raised when the arrangement of the data below changes, so that no relay misreads another's folder. */
const format = 1;

/** How far a room reaches; the room's epoch is the store's. */
type Reach = Pick<Extent, 'head' | 'floor'>;

/** Whose id is still known, and since when. */
type Forgotten = Pick<Entry, 'sender' | 'id' | 'time'>;

const nothing: Reach = { head: 0, floor: 1 };

/** Rooms in a folder on this machine's disk, by LMDB. What `append` has answered survives a loss of power. */
export class LmdbLog implements RoomLog {
  #root: RootDatabase;
  #rooms: Database<Reach, string>;
  /** By [room, seq]. */
  #entries: Database<Entry, [string, number]>;
  /** By [room, sender, id]. */
  #uses: Database<Use, [string, string, string]>;
  /** What is forgotten but for its id, by [room, seq]. */
  #forgotten: Database<Forgotten, [string, number]>;
  #epoch: string;
  #witness: Witness;
  #closed: Promise<void> | undefined;
  /** Of rooms with entries that are committed but not flushed yet: the head before them, beyond which nobody reads. */
  #flushed = new Map<string, number>();
  #appends: GroupCommit;

  private constructor(root: RootDatabase, epoch: string, witness: Witness, logger: Logger) {
    this.#root = root;
    this.#epoch = epoch;
    this.#witness = witness;
    this.#rooms = root.openDB({ name: 'rooms' });
    this.#entries = root.openDB({ name: 'entries' });
    this.#uses = root.openDB({ name: 'uses' });
    this.#forgotten = root.openDB({ name: 'forgotten' });
    this.#appends = new GroupCommit((batch) => this.#commit(batch), logger);
  }

  /**
   * @param folder must be there.
   * @throws {Error} if it cannot be used; the message says why.
   */
  static async open(folder: string, logger: Logger = silent): Promise<LmdbLog> {
    const file = fileIn(folder);
    const witness = new Witness(file, join(folder, 'witness'));
    const isThere = existsSync(file);
    if (isThere) await assertDatabase(file);
    const isUntouched = isThere && witness.agrees();
    // Appends are gathered here already; and of the batches that LMDB would make of each turn of the event loop,
    // a failed one rejects a promise that nobody can reach, which ends the process.
    const root = open({ path: folder, noSubdir: false, maxDbs: 8, eventTurnBatching: false });
    const meta = root.openDB<string | number, string>({ name: 'meta' });
    const found = meta.get('format');
    if (found !== undefined && found !== format) {
      await root.close();
      throw new Error(`it holds format ${found}, and this relay reads format ${format}`);
    }
    const isTrusted = isUntouched && witness.hasReached(versionOf(root));
    const kept = isTrusted ? meta.get('epoch') : undefined;
    const epoch = typeof kept === 'string' ? kept : newEpoch();
    if (epoch !== kept) {
      await root.transaction(() => {
        void meta.put('format', format);
        void meta.put('epoch', epoch);
      });
      await root.flushed;
    }
    witness.note(versionOf(root));
    return new LmdbLog(root, epoch, witness, logger);
  }

  /** Whether the folder is there and holds a store. */
  static isIn(folder: string): boolean {
    return existsSync(fileIn(folder));
  }

  append(room: string, draft: Draft): Promise<Receipt> {
    return this.#appends.append(room, draft);
  }

  async extent(room: string): Promise<Extent> {
    const { head, floor } = this.#rooms.get(room) ?? nothing;
    return { epoch: this.#epoch, head: this.#flushed.get(room) ?? head, floor };
  }

  async entriesAfter(room: string, after: number, limit: number): Promise<Entry[]> {
    // The end of a range is not included.
    const end = (this.#flushed.get(room) ?? Infinity) + 1;
    const range = { start: [room, after + 1], end: [room, end], limit };
    return Array.from(this.#entries.getRange(range), ({ value }) => value);
  }

  async messagesBefore(room: string, before: number, limit: number): Promise<Message[]> {
    // Read from the newest downwards; the start is included in such a range, the end is not.
    const newest = Math.min(before - 1, this.#flushed.get(room) ?? Infinity);
    const range = { start: [room, newest], end: [room, 0], reverse: true, limit };
    return Array.from(this.#entries.getRange(range), ({ value }) => messageOf(value)).toReversed();
  }

  async watch(room: string, listener: CommitListener): Promise<() => void> {
    return this.#appends.watch(room, listener);
  }

  async rooms(): Promise<string[]> {
    return [...this.#rooms.getKeys()];
  }

  async forget(room: string, floor: number): Promise<void> {
    while (await this.#transact(() => this.#forgetSome(room, floor))) this.#note();
    await this.#forgetUses(room);
    this.#note();
  }

  async restore(room: string, entries: readonly Entry[]): Promise<void> {
    await this.#transact(() => {
      const { head, floor } = this.#rooms.get(room) ?? nothing;
      assertContiguous(head, entries);
      const first = entries[0]?.seq ?? floor;
      for (const entry of entries) this.#put(room, entry, head === 0 ? first : floor);
    });
    await this.#root.flushed;
    this.#note();
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      await this.#appends.idle();
      const version = versionOf(this.#root);
      await this.#root.close();
      this.#witness.note(version);
      this.#witness.close();
    })();
    return this.#closed;
  }

  /**
   * All or nothing: LMDB's outer transaction would keep what was written before an exception.
   *
   * @throws {Error} if nothing of it is stored.
   */
  async #transact<T>(act: () => T): Promise<T> {
    try {
      return await this.#root.childTransaction(act);
    } catch (error) {
      // LMDB gives the reason as a promise of its own, which nobody else looks after.
      if (error instanceof Error && 'commitError' in error) {
        Promise.resolve(error.commitError).catch((reason: unknown) => (error.cause = reason));
      }
      throw error;
    }
  }

  #note(): void {
    this.#witness.note(versionOf(this.#root));
  }

  async #commit(batch: readonly Pending[]): Promise<Outcome[]> {
    try {
      const outcomes = await this.#transact(() => batch.map((pending) => this.#append(pending)));
      // The transaction is visible already, but only the flush makes it survive a loss of power.
      await this.#root.flushed;
      this.#note();
      return outcomes;
    } finally {
      this.#flushed.clear();
    }
  }

  /** Runs inside a transaction, where each read sees the writes before it. */
  #append({ room, draft }: Pending): Outcome {
    const epoch = this.#epoch;
    const use = this.#uses.get([room, draft.sender, draft.id]);
    if (use) return repeated(epoch, draft, use, this.#entries.get([room, use.seq]));
    const { head, floor } = this.#rooms.get(room) ?? nothing;
    if (!this.#flushed.has(room)) this.#flushed.set(room, head);
    const entry = entryOf(draft, head + 1, Date.now());
    this.#put(room, entry, floor);
    return { receipt: { epoch, seq: entry.seq, time: entry.time, duplicate: false }, entry };
  }

  #put(room: string, entry: Entry, floor: number): void {
    const { seq, time, sender, id } = entry;
    void this.#entries.put([room, seq], entry);
    void this.#uses.put([room, sender, id], { seq, time });
    void this.#rooms.put(room, { head: seq, floor });
  }

  /** Forgets at most so many of the oldest entries. @returns whether there are more to forget. */
  #forgetSome(room: string, floor: number): boolean {
    const reach = this.#rooms.get(room) ?? nothing;
    const target = Math.min(floor, reach.head);
    const next = Math.min(target, reach.floor + forgetStep);
    if (next <= reach.floor) return false;
    for (let seq = reach.floor; seq < next; seq++) {
      const entry = this.#entries.get([room, seq]);
      if (!entry) continue;
      const { sender, id, time } = entry;
      void this.#forgotten.put([room, seq], { sender, id, time });
      void this.#entries.remove([room, seq]);
    }
    void this.#rooms.put(room, { head: reach.head, floor: next });
    return next < target;
  }

  /** The ids of what is forgotten, once nobody can be trying it any longer. */
  async #forgetUses(room: string): Promise<void> {
    const before = Date.now() - idLifetime;
    while (await this.#transact(() => this.#forgetSomeUses(room, before))) {
      this.#note();
      await setImmediate();
    }
  }

  /** Forgets at most so many of the oldest ids. @returns whether there may be more to forget. */
  #forgetSomeUses(room: string, before: number): boolean {
    const range = { start: [room, 0], end: [room, Infinity], limit: forgetStep };
    const oldest = [...this.#forgotten.getRange(range)];
    const young = oldest.findIndex(({ value: { time } }) => time >= before);
    const stale = young === -1 ? oldest : oldest.slice(0, young);
    for (const { key, value } of stale) {
      void this.#uses.remove([room, value.sender, value.id]);
      void this.#forgotten.remove(key);
    }
    return stale.length === forgetStep;
  }
}

function fileIn(folder: string): string {
  return join(folder, 'data.mdb');
}

/**
 * LMDB crashes the process on a file that is not its own.
 *
 * @throws {Error} unless the file is empty or begins as LMDB's do
 */
async function assertDatabase(path: string): Promise<void> {
  const file = await openFile(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(28), 0, 28, 0);
    // MDB_MAGIC, behind the header of the first page.
    if (bytesRead > 0 && buffer.readUInt32LE(24) !== 0xbeefc0de)
      throw new Error('its data.mdb is no database');
  } finally {
    await file.close();
  }
}

/** LMDB counts its commits, and keeps that number in the store. */
function versionOf(root: RootDatabase): number {
  const { lastTxnId }: { lastTxnId?: unknown } = root.getStats();
  if (typeof lastTxnId !== 'number') throw new Error('LMDB does not tell its version');
  return lastTxnId;
}
