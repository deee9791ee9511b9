import type { Entry, Member, Message } from '@realtime-chat/protocol';
import type { Draft } from './entry-types.ts';
import type { StoreFailure } from './store-health.ts';

/**
 * One entry of a room's log, as it reads by now: a message's entry holds the message with all that has changed in
 * it, and the text of an edit is gone once another one or a deletion has come after it.
 */
export type { Entry };

/** An entry that is no message. */
export type Other = Exclude<Entry, { type: 'message' }>;

/**
 * Judges a change by the message that it is about, as it reads at that moment: nothing can come in between.
 *
 * @param gives whether the sender gives that message an emoji already
 * @throws {Refusal} if the change may not be made
 */
export type Permit = (original: Message, gives: (emoji: string) => boolean) => void;

/** Where an appended entry stands. */
export interface AppendResult {
  epoch: string;
  seq: number;
  /** Milliseconds since 1970, by the relay's clock at the commit. */
  time: number;
  duplicate: boolean;
}

/** How far a room's log reaches. */
export interface Extent {
  epoch: string;
  /** The seq of the newest entry, 0 in an empty room. */
  head: number;
  /** The seq of the oldest entry that is kept; 1 in an empty room. */
  floor: number;
}

/** How a room forgets. */
export interface ForgetOptions {
  /** The time by which the ids of what was forgotten grow old, in milliseconds since 1970; the clock's if absent. */
  now?: number;
  /** Asked after each step, and waited for: whether to go on. */
  between?: () => Promise<boolean>;
}

/** A room as operators see it in a list. */
export interface RoomSummary extends Pick<Extent, 'head' | 'floor'> {
  room: string;
  /** How many messages are kept. */
  messages: number;
  /** When its newest entry was stored, in milliseconds since 1970. */
  lastActivity: number;
}

/** The part of a log that an operator's command reads. */
export type RoomReader = Pick<RoomLog, 'extent' | 'entriesAfter' | 'summaries' | 'close'>;

/** Receives what was committed together: contiguous, in the order of `seq`. */
export type CommitListener = (epoch: string, entries: readonly Entry[]) => void;

/** The same, of every room. */
export type AnyCommitListener = (room: string, epoch: string, entries: readonly Entry[]) => void;

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
   * A change is folded into its message in the same commit. A reaction that changes nothing is no entry, and is
   * answered with the place of the newest one; its id is known from then on like any other.
   *
   * @param permit is asked last: not for what was appended before, nor for what has no message to be about.
   * @throws {Refusal} `conflict`: the sender's id is taken by something else.
   * @throws {Refusal} `not_found`: the message that the draft is about is not kept, has another id, or is deleted.
   * A deleted one may still be answered.
   * @throws {Refusal} `unavailable`: the store cannot write, or the permit failed. Nothing was appended, unless a
   * write that took too long ends well later: asked again under the same id, the store tells.
   */
  append(room: string, draft: Draft, permit?: Permit): Promise<AppendResult>;

  /** Whether something of the sender's was appended under this id: again it would be a duplicate, or a conflict. */
  knows(room: string, sender: string, id: string): Promise<boolean>;

  extent(room: string): Promise<Extent>;

  /** At most `limit` entries with a seq above `after`, oldest first. */
  entriesAfter(room: string, after: number, limit: number): Promise<Entry[]>;

  /**
   * The newest messages with a seq below `before`, at most `limit`, oldest first. Of the people who gave a message
   * the same emoji, `limits.reactors` are named at most.
   */
  messagesBefore(room: string, before: number, limit: number): Promise<Message[]>;

  /** This person, by the name of then, if they give the message at `seq` the emoji, whether it names them or not. */
  reactor(room: string, seq: number, emoji: string, person: string): Promise<Member | undefined>;

  /** Resolves when everything that is committed from then on will reach the listener. Answers how to stop. */
  watch(room: string, listener: CommitListener): Promise<() => void>;

  /** As `watch`, for the rooms of now and of later. */
  watchAll(listener: AnyCommitListener): Promise<() => void>;

  /**
   * Remembers something beside the rooms, under a kind and a key; nothing, to forget it. Durable when it resolves, and
   * kept until then.
   */
  note(kind: string, key: string, value: unknown): Promise<void>;

  /** What is remembered under a kind and a key, if something is. */
  noted(kind: string, key: string): Promise<unknown>;

  /**
   * A page of what is remembered of a kind, in an order of the store's own that does not change. So any amount can be
   * read in little memory.
   *
   * @param after the key of the last one that is known already
   */
  notesAfter(
    kind: string,
    after: string | undefined,
    limit: number,
  ): Promise<[key: string, value: unknown][]>;

  /** All that is remembered of a kind, by key. */
  notes(kind: string): Promise<Map<string, unknown>>;

  /** The names of all rooms that hold something. */
  rooms(): Promise<string[]>;

  /**
   * At most `limit` of the rooms that hold something, in the order of their names' UTF-8 bytes, behind the one that is named
   * `after`; from the first one on where that is empty.
   */
  summaries(after: string, limit: number): Promise<RoomSummary[]>;

  /**
   * Forgets a room's entries with a seq below `floor`, bit by bit, so that appends get through in between.
   * The newest entry stays in any case: without it the next seq would be unknown. What was sent lately is
   * recognised as a duplicate even so; the ids of what was sent earlier are forgotten too, also where nothing else is.
   */
  forget(room: string, floor: number, options?: ForgetOptions): Promise<void>;

  /** Forgets the oldest until only so many messages are kept, whatever stands between them; else as `forget`. */
  keepNewest(room: string, messages: number, options?: ForgetOptions): Promise<void>;

  /**
   * Brings a room back from entries that were read elsewhere, contiguous and oldest first. What a message's entry
   * says of its reactions is not read: the entries that follow it tell.
   *
   * @throws {Error} if they do not follow what the room holds
   */
  restore(room: string, entries: readonly Entry[]): Promise<void>;

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
