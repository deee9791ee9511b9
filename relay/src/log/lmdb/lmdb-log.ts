import { existsSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Change, Member, Message } from '@realtime-chat/protocol';
import { type Database, open, type RootDatabase } from 'lmdb';
import { type Logger, silent } from '../../logger.ts';
import { Refusal } from '../../refusal.ts';
import { broughtBack, entryOf, folded, type Kept, messageOf, withoutText } from '../fold.ts';
import { GroupCommit, type Pending } from '../group-commit.ts';
import type {
  AnyCommitListener,
  CommitListener,
  Draft,
  Entry,
  Extent,
  Other,
  Permit,
  Receipt,
  RoomLog,
} from '../log.ts';
import {
  assertContiguous,
  forgetStep,
  idLifetime,
  judge,
  newEpoch,
  type Outcome,
  type Use,
} from '../store-rules.ts';
import { Witness } from './rollback-detector.ts';

/** Raised when the arrangement of the data below changes, so that no relay misreads another's folder. */
const format = 3;

/**
 * Format 1 is this one without changes, and without their number of messages in the rooms' reach. No release wrote
 * format 2, in which each message held all who had reacted to it.
 */
const readable: unknown[] = [undefined, 1, format];

/** How far a room reaches; the room's epoch is the store's. */
interface Reach extends Pick<Extent, 'head' | 'floor'> {
  /** How many messages are kept. */
  messages: number;
}

/** Whose id is still known, and since when. */
type Forgotten = Pick<Entry, 'sender' | 'id' | 'time'>;

/** Who gave an emoji, but for the id. */
type Reactor = Omit<Member, 'id'>;

/** A room as it was before what is committed but not flushed yet: nobody reads further. */
interface Before {
  head: number;
  /** Entries that were written over, by seq. */
  entries: Map<number, Kept | Other>;
}

/** Rooms in a folder on this machine's disk, by LMDB. What `append` has answered survives a loss of power. */
export class LmdbLog implements RoomLog {
  #root: RootDatabase;
  #rooms: Database<Omit<Reach, 'messages'> & Partial<Reach>, string>;
  /** Messages, as they read by now, by [room, seq]. Apart from their changes, so that a page is read at once. */
  #entries: Database<Kept, [string, number]>;
  /** All other entries, by [room, seq]. */
  #changes: Database<Other, [string, number]>;
  /** All who gave an emoji, by [room, target, emoji, sender]. A message names only the first of them. */
  #reactors: Database<Reactor, [string, number, string, string]>;
  /** By [room, sender, id]. */
  #uses: Database<Use, [string, string, string]>;
  /**
   * What is known by its id alone: what is forgotten, by [room, seq], and what changed nothing, by [room, seq of the
   * newest entry then, sender, id]. So they stand in the order of time.
   */
  #forgotten: Database<Forgotten, [string, number] | [string, number, string, string]>;
  /** What is remembered beside the rooms, by [kind, key]. */
  #notes: Database<unknown, [string, string]>;
  #epoch: string;
  #witness: Witness;
  #closed: Promise<void> | undefined;
  /** Rooms with entries that are not flushed yet, as they were before these. */
  #unflushed = new Map<string, Before>();
  #appends: GroupCommit;

  private constructor(root: RootDatabase, epoch: string, witness: Witness, logger: Logger) {
    this.#root = root;
    this.#epoch = epoch;
    this.#witness = witness;
    this.#rooms = root.openDB({ name: 'rooms' });
    this.#entries = root.openDB({ name: 'entries' });
    this.#changes = root.openDB({ name: 'changes' });
    this.#reactors = root.openDB({ name: 'reactors' });
    this.#uses = root.openDB({ name: 'uses' });
    this.#forgotten = root.openDB({ name: 'forgotten' });
    this.#notes = root.openDB({ name: 'notes' });
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
    // What it makes is for its owner alone. (The types of lmdb do not know that option.)
    const options = { noSubdir: false, maxDbs: 8, eventTurnBatching: false, permissionsMode: 0o600 };
    const root = open({ path: folder, ...options });
    const meta = root.openDB<string | number, string>({ name: 'meta' });
    const found = meta.get('format');
    if (!readable.includes(found)) {
      await root.close();
      throw new Error(`it holds format ${found}, and this relay reads format ${format}`);
    }
    const isTrusted = isUntouched && witness.hasReached(versionOf(root));
    const kept = isTrusted ? meta.get('epoch') : undefined;
    const epoch = typeof kept === 'string' ? kept : newEpoch();
    if (epoch !== kept || found !== format) {
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

  append(room: string, draft: Draft, permit?: Permit): Promise<Receipt> {
    return this.#appends.append(room, draft, permit);
  }

  async knows(room: string, sender: string, id: string): Promise<boolean> {
    return this.#uses.doesExist([room, sender, id]);
  }

  async extent(room: string): Promise<Extent> {
    const { floor } = this.#reach(room);
    return { epoch: this.#epoch, head: this.#head(room), floor };
  }

  async entriesAfter(room: string, after: number, limit: number): Promise<Entry[]> {
    // The end of a range is not included.
    const range = { start: [room, after + 1], end: [room, this.#head(room) + 1], limit };
    return [...this.#entries.getRange(range), ...this.#changes.getRange(range)]
      .map(({ value }) => this.#flushedOf(room, value))
      .toSorted((one, other) => one.seq - other.seq)
      .slice(0, limit)
      .map(entryOf);
  }

  async messagesBefore(room: string, before: number, limit: number): Promise<Message[]> {
    // Read from the newest downwards; the start is included in such a range, the end is not.
    const newest = Math.min(before - 1, this.#head(room));
    const range = { start: [room, newest], end: [room, 0], reverse: true, limit };
    const messages = Array.from(this.#entries.getRange(range), ({ value }) => this.#flushedOf(room, value));
    return messages.map(messageOf).toReversed();
  }

  async reactor(room: string, seq: number, emoji: string, person: string): Promise<Member | undefined> {
    const found = this.#reactors.get([room, seq, emoji, person]);
    return found && { id: person, ...found };
  }

  async watch(room: string, listener: CommitListener): Promise<() => void> {
    return this.#appends.watch(room, listener);
  }

  async watchAll(listener: AnyCommitListener): Promise<() => void> {
    return this.#appends.watchAll(listener);
  }

  async note(kind: string, key: string, value: unknown): Promise<void> {
    await this.#transact(() => {
      if (value === undefined) void this.#notes.remove([kind, key]);
      else void this.#notes.put([kind, key], value);
    });
    await this.#root.flushed;
    this.#note();
  }

  async notes(kind: string): Promise<Map<string, unknown>> {
    const found = new Map<string, unknown>();
    // No text is sure to come after all keys, so the end is where another kind begins.
    for (const {
      key: [of, key],
      value,
    } of this.#notes.getRange({ start: [kind, ''] })) {
      if (of !== kind) break;
      found.set(key, value);
    }
    return found;
  }

  async rooms(): Promise<string[]> {
    return [...this.#rooms.getKeys()];
  }

  async forget(room: string, floor: number): Promise<void> {
    const reach = this.#reach(room);
    if (Math.min(floor, reach.head) > reach.floor) await this.#forgetUntil(room, (seq) => seq >= floor);
    await this.#forgetUses(room);
  }

  async keepNewest(room: string, messages: number): Promise<void> {
    if (this.#reach(room).messages > messages) {
      await this.#forgetUntil(room, (_seq, kept) => kept <= messages);
    }
    await this.#forgetUses(room);
  }

  async restore(room: string, entries: readonly Entry[]): Promise<void> {
    await this.#transact(() => {
      const { head } = this.#reach(room);
      assertContiguous(head, entries);
      const [first] = entries;
      if (head === 0 && first) void this.#rooms.put(room, { head: 0, floor: first.seq, messages: 0 });
      for (const entry of entries) this.#put(room, broughtBack(entry));
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
      this.#unflushed.clear();
    }
  }

  #reach(room: string): Reach {
    const { head, floor, messages } = this.#rooms.get(room) ?? { head: 0, floor: 1 };
    return { head, floor, messages: messages ?? head - floor + 1 };
  }

  /** The seq up to which a room is flushed. */
  #head(room: string): number {
    return this.#unflushed.get(room)?.head ?? this.#reach(room).head;
  }

  /** An entry without what is folded into it but not flushed yet. */
  #flushedOf<T extends Kept | Other>(room: string, entry: T): T {
    const before = this.#unflushed.get(room)?.entries.get(entry.seq);
    // Where there was an entry, it was of the same kind: only what it holds is ever written over.
    return (before as T | undefined) ?? entry;
  }

  /** Runs inside a transaction, where each read sees the writes before it. */
  #append({ room, draft, permit }: Pending): Outcome {
    const { head } = this.#reach(room);
    const outcome = judge(draft, permit, {
      epoch: this.#epoch,
      head,
      use: (sender, id) => this.#uses.get([room, sender, id]),
      entry: (seq) => this.#entry(room, seq),
      hasGiven: (target, emoji, person) => this.#reactors.doesExist([room, target, emoji, person]),
    });
    if (outcome instanceof Refusal) return outcome;
    const { entry, use } = outcome;
    if (entry) {
      if (!this.#unflushed.has(room)) this.#unflushed.set(room, { head, entries: new Map() });
      this.#put(room, entry);
    } else if (use) {
      const { sender, id } = draft;
      void this.#uses.put([room, sender, id], use);
      void this.#forgotten.put([room, use.seq, sender, id], { sender, id, time: use.time });
    }
    return outcome;
  }

  #entry(room: string, seq: number): Kept | Other | undefined {
    return this.#entries.get([room, seq]) ?? this.#changes.get([room, seq]);
  }

  #put(room: string, entry: Entry): void {
    const { seq, time, sender, id } = entry;
    const { floor, messages } = this.#reach(room);
    void this.#uses.put([room, sender, id], { seq, time });
    if (entry.type === 'message') void this.#entries.put([room, seq], entry);
    else void this.#changes.put([room, seq], this.#fold(room, entry));
    const added = entry.type === 'message' ? 1 : 0;
    void this.#rooms.put(room, { head: seq, floor, messages: messages + added });
  }

  /** @returns the change as it is to be kept. */
  #fold(room: string, entry: Other): Other {
    if (entry.type === 'moderate') return entry;
    const original = this.#entries.get([room, entry.target]);
    // Its text is nowhere else, so nobody could delete it.
    if (!original) return withoutText(entry);
    const { kept, change, stale } = folded(original, entry);
    this.#holdBack(room, original);
    void this.#entries.put([room, original.seq], kept);
    this.#dropText(room, stale);
    if (!original.deleted) this.#noteReactor(room, change);
    return change;
  }

  #noteReactor(room: string, change: Change): void {
    const { type, target, sender } = change;
    if (type === 'delete') this.#dropReactors(room, target);
    if (type !== 'react') return;
    const { emoji, on, username } = change;
    const key: [string, number, string, string] = [room, target, emoji, sender];
    if (on) void this.#reactors.put(key, username === undefined ? {} : { username });
    else void this.#reactors.remove(key);
  }

  #dropReactors(room: string, target: number): void {
    const keys = [...this.#reactors.getKeys({ start: [room, target], end: [room, target + 1] })];
    for (const key of keys) void this.#reactors.remove(key);
  }

  #dropText(room: string, seq: number | undefined): void {
    const edit = seq === undefined ? undefined : this.#changes.get([room, seq]);
    if (edit?.type !== 'edit') return;
    this.#holdBack(room, edit);
    void this.#changes.put([room, edit.seq], withoutText(edit));
  }

  /** Readers get it as it was until the commit is flushed. */
  #holdBack(room: string, entry: Kept | Other): void {
    const before = this.#unflushed.get(room);
    if (before && !before.entries.has(entry.seq)) before.entries.set(entry.seq, entry);
  }

  /** @param isEnough is given the seq of the oldest entry that is left, and how many messages are. */
  async #forgetUntil(room: string, isEnough: (seq: number, messages: number) => boolean): Promise<void> {
    while (await this.#transact(() => this.#forgetSome(room, isEnough))) this.#note();
    this.#note();
  }

  /** Forgets at most so many of the oldest entries. @returns whether there may be more to forget. */
  #forgetSome(room: string, isEnough: (seq: number, messages: number) => boolean): boolean {
    const { head, floor, messages } = this.#reach(room);
    const end = Math.min(head, floor + forgetStep);
    let [seq, left] = [floor, messages];
    for (; seq < end && !isEnough(seq, left); seq++) {
      const message = this.#entries.get([room, seq]);
      const entry = message ?? this.#changes.get([room, seq]);
      if (!entry) continue;
      const { sender, id, time } = entry;
      void this.#forgotten.put([room, seq], { sender, id, time });
      void (message ? this.#entries : this.#changes).remove([room, seq]);
      if (!message) continue;
      left -= 1;
      // Its last edit may come after messages that are kept.
      this.#dropText(room, message.textIn);
      if (message.reactions) this.#dropReactors(room, seq);
    }
    if (seq === floor) return false;
    void this.#rooms.put(room, { head, floor: seq, messages: left });
    return seq === end && end < head;
  }

  /** The ids of what is forgotten, once nobody can be trying it any longer. */
  async #forgetUses(room: string): Promise<void> {
    const before = Date.now() - idLifetime;
    // Looked at first: rooms in which nothing happens are asked too, again and again.
    const [oldest] = this.#forgotten.getRange({ start: [room, 0], end: [room, Infinity], limit: 1 });
    if (!oldest || oldest.value.time >= before) return;
    while (await this.#transact(() => this.#forgetSomeUses(room, before))) {
      this.#note();
      await setImmediate();
    }
    this.#note();
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
