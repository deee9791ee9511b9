import { randomBytes } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import {
  allowsDeleted,
  type Draft,
  entryFrom,
  isIdle,
  isSame,
  type TargetState,
  targetOf,
  withoutPerson,
} from './entry-types.ts';
import { type Kept, messageOf } from './fold.ts';
import type { Entry, Other, Permit, AppendResult } from './log.ts';

/* What every store does the same, whatever it writes to. */

/**
 * The outcome of one append: a refusal, or its place. An append that is not a duplicate also has the new entry, or the other
 * record to store.
 */
export type Outcome = { result: AppendResult; entry?: Entry; use?: Use } | Refusal;

/** The place where an id was used. It is kept for a while longer than the entry itself. */
export interface Use {
  seq: number;
  time: number;
  /**
   * The request under this id, if it changed nothing and is not an entry. Then `seq` is that of the newest entry at that
   * time.
   */
  idle?: Entry;
}

/** A room at the moment of an append. */
export interface RoomNow {
  epoch: string;
  head: number;
  /** The time of a new entry, in milliseconds since 1970. */
  now: number;
  use(sender: string, id: string): Use | undefined;
  entry(seq: number): Kept | Other | undefined;
  /** Whether this person gives the message at `target` the emoji. */
  hasGiven(target: number, emoji: string, person: string): boolean;
}

/** How long the id of a removed entry is still recognised, in milliseconds: longer than any client tries again. */
export const idLifetime = 7 * 24 * 60 * 60 * 1000;

/** How many entries are removed in one step. */
export const forgetStep = 500;

/** How long one step may block the event loop, in milliseconds: on a slow machine, that many entries take too long. */
export const longestForgetStep = 20;

/** Decides the outcome of a draft. Nothing is stored yet. */
export function judge(draft: Draft, permit: Permit | undefined, room: RoomNow): Outcome {
  const { epoch, head, now } = room;
  const { sender } = draft;
  const known = room.use(sender, draft.id);
  if (known) return repeated(epoch, draft, known, known.idle ?? room.entry(known.seq));
  const target = targetOf(draft);
  const found = target && room.entry(target.seq);
  const original = found?.type === 'message' ? found : undefined;
  const gives = (emoji: string): boolean =>
    original !== undefined && room.hasGiven(original.seq, emoji, sender);
  const state = { original, gives };
  const refusal = objection(draft, state, permit);
  if (refusal) return refusal;
  const entry = entryFrom(draft, { seq: head + 1, time: now }, state);
  const { seq, time } = entry;
  if (isIdle(entry, state)) {
    // Its name is never read.
    const idle = withoutPerson(entry, sender);
    return { result: { epoch, seq: head, time, duplicate: false }, use: { seq: head, time, idle } };
  }
  return { result: { epoch, seq, time, duplicate: false }, entry };
}

/** The outcome of a draft whose id is known already. The draft must equal the earlier one. */
function repeated(epoch: string, draft: Draft, { seq, time }: Use, first: Entry | undefined): Outcome {
  if (first && !isSame(draft, first)) {
    return new Refusal('conflict', 'id is taken: something else of yours already has it');
  }
  return { result: { epoch, seq, time, duplicate: true } };
}

/**
 * The reason why a draft cannot be appended, if there is one.
 *
 * @param original the stored message at the draft's target
 */
function objection(
  draft: Draft,
  { original, gives }: TargetState,
  permit: Permit | undefined,
): Refusal | undefined {
  const target = targetOf(draft);
  if (!target) return undefined;
  const isThere = original?.id === target.id && (!original.deleted || allowsDeleted(draft));
  if (!isThere) return new Refusal('not_found', `target: there is no such message at ${target.seq}`);
  try {
    permit?.(messageOf(original), gives);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    // A defect of the relay must not look like an answer, and must not fail the other appends of the batch.
    return new Refusal('unavailable', 'the relay could not check whether this is allowed', {
      retryAfter: 5,
      cause: error,
    });
  }
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

/** A random epoch. */
export function newEpoch(): string {
  return randomBytes(12).toString('base64url');
}
