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
} from './entry-types.ts';
import { type Kept, messageOf } from './fold.ts';
import type { Entry, Other, Permit, AppendResult } from './log.ts';

/* What every store does the same, whatever it writes to. */

/**
 * What became of one append: its place, and the new entry or what else is to be remembered, unless it was a duplicate;
 * or a refusal.
 */
export type Outcome = { result: AppendResult; entry?: Entry; use?: Use } | Refusal;

/** Where an id was used. Kept for a while longer than the entry itself. */
export interface Use {
  seq: number;
  time: number;
  /** What was asked under it, where that changed nothing and is no entry. `seq` is that of the newest one then. */
  idle?: Entry;
}

/** A room at the moment of an append. */
export interface RoomNow {
  epoch: string;
  head: number;
  use(sender: string, id: string): Use | undefined;
  entry(seq: number): Kept | Other | undefined;
  /** Whether this person gives the message at `target` the emoji. */
  hasGiven(target: number, emoji: string, person: string): boolean;
}

/** For how long a forgotten entry's id is still recognised, in milliseconds: longer than anyone tries again. */
export const idLifetime = 7 * 24 * 60 * 60 * 1000;

/** How many entries are forgotten in one go. */
export const forgetStep = 500;

/** How long that may hold up the event loop: on a slow machine the number alone would for long. In milliseconds. */
export const longestForgetStep = 20;

/** What becomes of a draft. Nothing of it is stored yet. */
export function judge(draft: Draft, permit: Permit | undefined, room: RoomNow): Outcome {
  const { epoch, head } = room;
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
  const entry = entryFrom(draft, { seq: head + 1, time: Date.now() }, state);
  const { seq, time } = entry;
  if (isIdle(entry, state)) {
    return { result: { epoch, seq: head, time, duplicate: false }, use: { seq: head, time, idle: entry } };
  }
  return { result: { epoch, seq, time, duplicate: false }, entry };
}

/** The outcome of a draft whose id is known already. It must ask for the same. */
function repeated(epoch: string, draft: Draft, { seq, time }: Use, first: Entry | undefined): Outcome {
  if (first && !isSame(draft, first)) {
    return new Refusal('conflict', 'id is taken: something else of yours already has it');
  }
  return { result: { epoch, seq, time, duplicate: true } };
}

/**
 * Why a draft cannot be appended, if it cannot.
 *
 * @param original the message that is kept where the draft's target says
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
    // A mistake of ours, which must neither look like an answer nor fail what others append at the same time.
    return new Refusal('unavailable', 'it could not be found out whether this may be done', {
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

/** A name for one life of a log. */
export function newEpoch(): string {
  return randomBytes(12).toString('base64url');
}
