import type { Entry, Member, Message } from '@realtime-chat/protocol';
import type { Draft } from './entry-types.ts';
import type { StoreFailure } from './store-health.ts';

/**
 * One entry of a room's log in its present form. The entry of a message has the message with all its changes. The entry of an
 * edit loses its text after a later edit or a deletion.
 */
export type { Entry };

/** An entry that is not a message. */
export type Other = Exclude<Entry, { type: 'message' }>;

/**
 * Checks a change against its message at the moment of the commit: no other change can come in between.
 *
 * @param gives whether the sender has given that message an emoji already
 * @throws {Refusal} if the change may not be made
 */
export type Permit = (original: Message, gives: (emoji: string) => boolean) => void;

/** The place of an appended entry. */
export interface AppendResult {
  epoch: string;
  seq: number;
  /** Milliseconds since 1970 at the commit, by the clock of the relay, or of Redis. */
  time: number;
  duplicate: boolean;
}

/** The first and the last entry of a room's log. */
export interface Extent {
  epoch: string;
  /** The seq of the newest entry, 0 in an empty room. */
  head: number;
  /** The seq of the oldest entry that is kept; 1 in an empty room. */
  floor: number;
}

/** How old entries of a room are removed. */
export interface ForgetOptions {
  /** The present time for the age of removed entries' ids, in milliseconds since 1970; the clock's time if absent. */
  now?: number;
  /** Awaited after each step. Returns whether to continue. */
  between?: () => Promise<boolean>;
}

/** A room as operators see it in a list. */
export interface RoomSummary extends Pick<Extent, 'head' | 'floor'> {
  room: string;
  /** The number of messages in the room. */
  messages: number;
  /** The time of the newest entry, in milliseconds since 1970. */
  lastActivity: number;
}

/** The part of a log that an operator's command reads. */
export type LogReader = Pick<
  RoomLog,
  'extent' | 'entriesAfter' | 'seqsBy' | 'getMeta' | 'metaAfter' | 'summaries' | 'close'
>;

/**
 * Receives the entries of one commit: contiguous, in the order of `seq`. It gets no entries and a new epoch if the store was
 * replaced while the relay ran.
 */
export type CommitListener = (epoch: string, entries: readonly Entry[]) => void;

/** Receives the entries of one commit of any room. */
export type AnyCommitListener = (room: string, epoch: string, entries: readonly Entry[]) => void;

/**
 * Receives a value that another process has stored or deleted. `key` is undefined if any value of the kind may have changed:
 * then all have to be read. A listener that rejects then is called again.
 */
export type MetaListener = (key: string | undefined, value: unknown) => void | Promise<void>;

/** The kinds of values that only relays that share a store have in it begin with this. They do not move to a folder. */
export const sharedKinds = 'shared-';

/**
 * The append-only logs of all rooms. A room needs no creation: it exists, empty, as soon as it is named.
 *
 * Every store keeps the same promises, and test/relay/log-conformance.ts is their full text:
 * - `append` resolves only when the entry is as durable as the store can make it;
 * - `seq` counts 1, 2, 3 … per room, without a gap, under one `epoch`;
 * - each listener of a room receives every entry once, in order, after its commit.
 */
export interface RoomLog {
  /**
   * A change is folded into its message in the same commit, and an entry that erases a person into all entries before it.
   * A reaction that changes nothing does not become an entry, and gets the place of the newest one. Its id is known from then
   * on, like any other.
   *
   * @param permit is called last. It is not called for a duplicate, nor if the target does not exist.
   * @throws {Refusal} `conflict`: the sender has used this id for another draft.
   * @throws {Refusal} `not_found`: the target is not stored, has another id, or is deleted. A reply to a deleted message is
   * allowed.
   * @throws {Refusal} `unavailable`: the store cannot write, or the permit failed. Nothing was appended,
   * unless a slow write succeeds later: a second append under the same id gets the outcome.
   */
  append(room: string, draft: Draft, permit?: Permit): Promise<AppendResult>;

  /** Whether the sender has used this id: another append would be a duplicate or a conflict. */
  knows(room: string, sender: string, id: string): Promise<boolean>;

  extent(room: string): Promise<Extent>;

  /** At most `limit` entries with a seq above `after`, oldest first. */
  entriesAfter(room: string, after: number, limit: number): Promise<Entry[]>;

  /** The seqs of the kept entries of this person, ascending. */
  seqsBy(room: string, person: string): Promise<number[]>;

  /**
   * The newest messages with a seq below `before`, at most `limit`, oldest first. A message names at
   * most `limits.reactors` people for each emoji.
   */
  messagesBefore(room: string, before: number, limit: number): Promise<Message[]>;

  /** This person, by the name at that time, if they gave the message at `seq` the emoji. The message may not name them. */
  reactor(room: string, seq: number, emoji: string, person: string): Promise<Member | undefined>;

  /** Resolves when the listener gets everything that is committed from then on. @returns a function that stops it */
  watch(room: string, listener: CommitListener): Promise<() => void>;

  /**
   * Like `watch`, for what this process appends in all present and future rooms. Where several processes share a store, each
   * entry has one that is told.
   */
  watchAll(listener: AnyCommitListener): Promise<() => void>;

  /**
   * Stores a value next to the rooms, under a kind and a key; `undefined` deletes the value. The change is durable when the
   * promise resolves.
   */
  putMeta(kind: string, key: string, value: unknown): Promise<void>;

  /**
   * Replaces a value by what `update` makes of it, as one step: no other write comes in between. `update` may be called several
   * times. If it throws, nothing is stored. Resolves with what is stored.
   */
  updateMeta(kind: string, key: string, update: (before: unknown) => unknown): Promise<unknown>;

  /**
   * Resolves when the listener is told of everything that other processes change from then on, and never of this one's own
   * changes. A store of one process calls it never.
   *
   * @returns a function that stops it
   */
  watchMeta(kind: string, listener: MetaListener): Promise<() => void>;

  /** The value that `putMeta` has stored under a kind and a key, if there is one. */
  getMeta(kind: string, key: string): Promise<unknown>;

  /**
   * A page of the values of a kind, in a stable order of the store's own. With pages, any number of values can be read in
   * little memory.
   *
   * @param after the key of the last value of the page before
   */
  metaAfter(kind: string, after: string | undefined, limit: number): Promise<[key: string, value: unknown][]>;

  /** All values of a kind, by key. */
  listMeta(kind: string): Promise<Map<string, unknown>>;

  /** The names of all rooms with entries. */
  rooms(): Promise<string[]>;

  /**
   * At most `limit` rooms with entries, in the order of their names' UTF-8 bytes. The page starts after the name `after`, or
   * at the first room if `after` is empty.
   */
  summaries(after: string, limit: number): Promise<RoomSummary[]>;

  /**
   * Removes a room's entries with a seq below `floor`, in steps, so that appends run in between. The newest entry always
   * stays: without it, the next seq would be unknown. Recent ids are still recognised as duplicates; older ids are removed
   * too, even if no entry is.
   *
   * @returns whether there were entries to remove
   */
  forget(room: string, floor: number, options?: ForgetOptions): Promise<boolean>;

  /** Removes the oldest entries until only this many messages remain, with the entries between them. Else like `forget`. */
  keepNewest(room: string, messages: number, options?: ForgetOptions): Promise<boolean>;

  /**
   * Restores a room from exported entries, contiguous and oldest first. The reactions in a message's entry are ignored: they
   * follow from the later entries.
   *
   * @throws {Error} if they do not follow what the room holds
   */
  restore(room: string, entries: readonly Entry[]): Promise<void>;

  /** The number of writes to the store that have failed since it was opened. */
  readonly failedWrites: number;

  /**
   * Calls the listener with true when the store begins to fail, and with false when it has taken writes again for a moment. If
   * it fails already, the listener is called at once.
   */
  watchFailing(listener: (isFailing: boolean) => void): void;

  /** Why the store cannot be written to, if it cannot. Where nothing was written lately, a small write tells. */
  probe(): Promise<StoreFailure | undefined>;

  /**
   * Finishes what was begun; nothing may be called afterwards.
   *
   * @param time how long it may take, in milliseconds
   * @throws {Error} if the store could not be closed. The process may then not end by itself.
   */
  close(time?: number): Promise<void>;
}
