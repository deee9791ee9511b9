import { randomBytes } from 'node:crypto';
import type { Message, MessageEntry } from '@realtime-chat/protocol';
import { Refusal } from '../refusal.ts';

/** One change to a room, as it is stored and as it goes out. */
export type Entry = MessageEntry;

/** A change that has no place in the log yet. */
export interface Draft {
  type: 'message';
  /** Unique for one sender in one room: appended again, it answers with the place of the first. */
  id: string;
  sender: string;
  /** Absent where the relay itself speaks. */
  username?: string | undefined;
  message: string;
}

/** Where an appended entry stands. */
export interface Receipt {
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

/** Receives what was committed together: contiguous, in the order of `seq`. */
export type CommitListener = (epoch: string, entries: readonly Entry[]) => void;

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
   * @throws {Refusal} `conflict`: the sender's id is taken by another text.
   * @throws {Refusal} `unavailable`: the store cannot write; nothing was appended.
   */
  append(room: string, draft: Draft): Promise<Receipt>;

  extent(room: string): Promise<Extent>;

  /** At most `limit` entries with a seq above `after`, oldest first. */
  entriesAfter(room: string, after: number, limit: number): Promise<Entry[]>;

  /** The newest messages with a seq below `before`, at most `limit`, oldest first. */
  messagesBefore(room: string, before: number, limit: number): Promise<Message[]>;

  /** Resolves when everything that is committed from then on will reach the listener. Answers how to stop. */
  watch(room: string, listener: CommitListener): Promise<() => void>;

  /** The names of all rooms that hold something. */
  rooms(): Promise<string[]>;

  /**
   * Forgets a room's entries with a seq below `floor`, bit by bit, so that appends get through in between.
   * The newest entry stays in any case: without it the next seq would be unknown. What was sent lately is
   * recognised as a duplicate even so.
   */
  forget(room: string, floor: number): Promise<void>;

  /**
   * Brings a room back from entries that were read elsewhere, contiguous and oldest first.
   *
   * @throws {Error} if they do not follow what the room holds
   */
  restore(room: string, entries: readonly Entry[]): Promise<void>;

  /** Finishes what was begun; nothing may be called afterwards. */
  close(): Promise<void>;
}

/** What became of one append: its place and, unless it was a duplicate, the new entry; or a refusal. */
export type Outcome = { receipt: Receipt; entry?: Entry } | Refusal;

/** Where an id was used. Kept for a while longer than the entry itself. */
export interface Use {
  seq: number;
  time: number;
}

/** For how long a forgotten entry's id is still recognised, in milliseconds: longer than anyone tries again. */
export const idLifetime = 7 * 24 * 60 * 60 * 1000;

/** How many entries are forgotten in one go. */
export const forgetStep = 500;

/**
 * The outcome of a draft whose id is known already. It must be the same text; the name may differ, because
 * people rename themselves between a try and the next.
 */
export function repeated(epoch: string, draft: Draft, use: Use, first: Entry | undefined): Outcome {
  if (first && draft.message !== first.message) {
    return new Refusal('conflict', 'id is taken: another message of yours already has it');
  }
  return { receipt: { epoch, ...use, duplicate: true } };
}

export function entryOf(draft: Draft, seq: number, time: number): Entry {
  const { username, ...rest } = draft;
  return { seq, time, ...rest, ...(username !== undefined && { username }) };
}

/** @throws {Error} unless the entries follow each other and come after `head`, or begin an empty log. */
export function assertContiguous(head: number, entries: readonly Entry[]): void {
  let previous = head;
  for (const { seq } of entries) {
    if (previous !== 0 && seq !== previous + 1) {
      throw new Error(`entry ${seq} does not follow entry ${previous}`);
    }
    previous = seq;
  }
}

/** The message that an entry made. */
export function messageOf({ type: _, ...message }: Entry): Message {
  return message;
}

/** A name for one life of a log. */
export function newEpoch(): string {
  return randomBytes(12).toString('base64url');
}
