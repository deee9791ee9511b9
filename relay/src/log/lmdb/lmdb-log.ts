import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Member, Message } from '@realtime-chat/protocol';
import { type Logger, silent } from '../../logger.ts';
import type { Draft } from '../entry-types.ts';
import { broughtBack, entryOf, messageOf } from '../fold.ts';
import { GroupCommit, type Pending } from '../group-commit.ts';
import type {
  AnyCommitListener,
  CommitListener,
  Entry,
  Extent,
  ForgetOptions,
  Permit,
  AppendResult,
  RoomLog,
  RoomSummary,
} from '../log.ts';
import type { StoreFailure } from '../store-health.ts';
import { assertContiguous, idLifetime, type Outcome } from '../store-rules.ts';
import { within } from '../within.ts';
import { appendOne, putEntry } from './append.ts';
import { seqsBy } from './erase.ts';
import { forgetSome, forgetSomeUses, hasUsesBefore } from './forget.ts';
import { storeFileIn } from './opening/open-environment.ts';
import { roomSummaries } from './room-summaries.ts';
import { Store } from './writes/store.ts';
import { metaAfter, reachOf, type Tables } from './tables.ts';
import { Unflushed } from './unflushed.ts';

/** How long closing may take by default, in milliseconds. */
const closePatience = 2000;

/** No request waits for what is forgotten. */
const forgetting = { requests: 0, frees: true };

/** Rooms in a folder on this machine's disk, by LMDB. An acknowledged append survives a loss of power. */
export class LmdbLog implements RoomLog {
  #store: Store;
  #unflushed = new Unflushed();
  #appends: GroupCommit;
  #closed: Promise<void> | undefined;

  private constructor(store: Store, logger: Logger) {
    this.#store = store;
    this.#appends = new GroupCommit((batch, late) => this.#commit(batch, late), logger);
  }

  /**
   * @param folder must exist
   * @throws {Error} if the folder cannot be used; the message gives the reason
   */
  static async open(folder: string, logger: Logger = silent): Promise<LmdbLog> {
    return new LmdbLog(await Store.open(folder, logger), logger);
  }

  /** Whether the folder exists and contains a store. */
  static isIn(folder: string): boolean {
    return existsSync(storeFileIn(folder));
  }

  append(room: string, draft: Draft, permit?: Permit): Promise<AppendResult> {
    return this.#appends.append(room, draft, permit);
  }

  async knows(room: string, sender: string, id: string): Promise<boolean> {
    return this.#tables.uses.doesExist([room, sender, id]);
  }

  async extent(room: string): Promise<Extent> {
    const { floor } = reachOf(this.#tables, room);
    return { epoch: this.#store.epoch, head: this.#head(room), floor };
  }

  async entriesAfter(room: string, after: number, limit: number): Promise<Entry[]> {
    const { entries, changes } = this.#tables;
    // The end of a range is not included.
    const range = { start: [room, after + 1], end: [room, this.#head(room) + 1], limit };
    return [...entries.getRange(range), ...changes.getRange(range)]
      .map(({ value }) => this.#unflushed.flushedOf(room, value))
      .toSorted((one, other) => one.seq - other.seq)
      .slice(0, limit)
      .map(entryOf);
  }

  async seqsBy(room: string, person: string): Promise<number[]> {
    const head = this.#head(room);
    return seqsBy(this.#tables, room, person).filter((seq) => seq <= head);
  }

  async messagesBefore(room: string, before: number, limit: number): Promise<Message[]> {
    // Read from the newest downwards; the start is included in such a range, the end is not.
    const newest = Math.min(before - 1, this.#head(room));
    const range = { start: [room, newest], end: [room, 0], reverse: true, limit };
    const messages = Array.from(this.#tables.entries.getRange(range), ({ value }) =>
      this.#unflushed.flushedOf(room, value),
    );
    return messages.map(messageOf).toReversed();
  }

  async reactor(room: string, seq: number, emoji: string, person: string): Promise<Member | undefined> {
    const found = this.#tables.reactors.get([room, seq, emoji, person]);
    return found && { id: person, ...found };
  }

  async watch(room: string, listener: CommitListener): Promise<() => void> {
    return this.#appends.watch(room, listener);
  }

  async watchAll(listener: AnyCommitListener): Promise<() => void> {
    return this.#appends.watchAll(listener);
  }

  async putMeta(kind: string, key: string, value: unknown): Promise<void> {
    await this.updateMeta(kind, key, () => value);
  }

  async updateMeta(kind: string, key: string, update: (before: unknown) => unknown): Promise<unknown> {
    const act = ({ notes }: Tables): { before: unknown; value: unknown } => {
      const before: unknown = notes.get([kind, key]);
      const value = update(before);
      if (value === undefined) void notes.remove([kind, key]);
      else void notes.put([kind, key], value);
      return { before, value };
    };
    // The note was refused, so it must not take effect, neither now nor after a restart.
    const late = ({ before }: { before: unknown }): void => {
      this.putMeta(kind, key, before).catch(() => {});
    };
    const { value } = await this.#store.write(act, { late });
    return value;
  }

  async watchMeta(): Promise<() => void> {
    return () => {};
  }

  async getMeta(kind: string, key: string): Promise<unknown> {
    return this.#tables.notes.get([kind, key]);
  }

  async metaAfter(
    kind: string,
    after: string | undefined,
    limit: number,
  ): Promise<[key: string, value: unknown][]> {
    return metaAfter(this.#tables.notes, kind, after, limit);
  }

  async listMeta(kind: string): Promise<Map<string, unknown>> {
    const found = new Map<string, unknown>();
    // No text is certain to follow all keys, so the range ends where another kind begins.
    for (const {
      key: [of, key],
      value,
    } of this.#tables.notes.getRange({ start: [kind, ''] })) {
      if (of !== kind) break;
      found.set(key, value);
    }
    return found;
  }

  async rooms(): Promise<string[]> {
    return [...this.#tables.rooms.getKeys()];
  }

  async summaries(after: string, limit: number): Promise<RoomSummary[]> {
    return roomSummaries(this.#tables, after, limit);
  }

  async forget(room: string, floor: number, options: ForgetOptions = {}): Promise<boolean> {
    const reach = reachOf(this.#tables, room);
    const hasOld = Math.min(floor, reach.head) > reach.floor;
    if (hasOld) {
      await this.#repeat((tables) => forgetSome(tables, room, (seq) => seq >= floor), options);
    }
    await this.#forgetUses(room, options);
    return hasOld;
  }

  async keepNewest(room: string, messages: number, options: ForgetOptions = {}): Promise<boolean> {
    const hasOld = reachOf(this.#tables, room).messages > messages;
    if (hasOld) {
      await this.#repeat((tables) => forgetSome(tables, room, (_seq, kept) => kept <= messages), options);
    }
    await this.#forgetUses(room, options);
    return hasOld;
  }

  async restore(room: string, entries: readonly Entry[]): Promise<void> {
    await this.#store.write(function* (tables) {
      const { head } = reachOf(tables, room);
      assertContiguous(head, entries);
      const [first] = entries;
      if (head === 0 && first) void tables.rooms.put(room, { head: 0, floor: first.seq, messages: 0 });
      for (const entry of entries)
        yield* putEntry(tables, room, reachOf(tables, room), broughtBack(entry), () => {});
    });
  }

  get failedWrites(): number {
    return this.#store.health.failedWrites;
  }

  watchFailing(listener: (isFailing: boolean) => void): void {
    this.#store.health.watch(listener);
  }

  probe(): Promise<StoreFailure | undefined> {
    return this.#store.probe();
  }

  close(time = closePatience): Promise<void> {
    this.#closed ??= (async () => {
      const end = performance.now() + time;
      await within(time, this.#appends.idle());
      await this.#store.close(end - performance.now());
    })();
    return this.#closed;
  }

  /** @param late gets outcomes that came after the batch was refused */
  async #commit(batch: readonly Pending[], late: (outcomes: Outcome[]) => void): Promise<Outcome[]> {
    const { epoch } = this.#store;
    const unflushed = this.#unflushed;
    const act = function* (tables: Tables): Generator<void, Outcome[]> {
      const outcomes: Outcome[] = [];
      for (const pending of batch) outcomes.push(yield* appendOne(tables, epoch, pending, unflushed));
      return outcomes;
    };
    const ended = (): void => this.#unflushed.clear();
    const outcomes = await this.#store.write(act, {
      requests: batch.length,
      adds: sizeOf(batch),
      late,
      ended,
    });
    return outcomes;
  }

  get #tables(): Tables {
    return this.#store.tables;
  }

  /** The seq up to which a room is flushed. */
  #head(room: string): number {
    return this.#unflushed.headOf(room) ?? reachOf(this.#tables, room).head;
  }

  /** Runs each step in a commit of its own, so that appends run in between, until there are no more steps. */
  async #repeat(step: (tables: Tables) => boolean, { between = turnOver }: ForgetOptions): Promise<void> {
    let hasMore = true;
    while (hasMore) {
      hasMore = await this.#store.write(step, forgetting);
      if (!(await between())) return;
    }
  }

  /** Removes the ids of removed entries, when no client can try them again. */
  async #forgetUses(room: string, options: ForgetOptions): Promise<void> {
    const before = (options.now ?? Date.now()) - idLifetime;
    if (!hasUsesBefore(this.#tables, room, before)) return;
    await this.#repeat((tables) => forgetSomeUses(tables, room, before), options);
  }
}

async function turnOver(): Promise<boolean> {
  await setImmediate();
  return true;
}

/** The approximate size that a batch adds to the store: its texts, and the pages that each table rewrites. */
function sizeOf(batch: readonly Pending[]): number {
  const texts = batch.map(({ draft }) => ('message' in draft ? draft.message.length : 0));
  return texts.reduce((sum, length) => sum + 3 * length + 1024, 0);
}
