import { randomBytes } from 'node:crypto';
import type { Reacted } from '@realtime-chat/protocol';
import { Refusal } from '../refusal.ts';
import { type Kept, messageOf } from './fold.ts';
import type { Draft, Entry, Other, Permit, Receipt, Target } from './log.ts';

/* What every store does the same, whatever it writes to. */

/**
 * What became of one append: its place, and the new entry or what else is to be remembered, unless it was a duplicate;
 * or a refusal.
 */
export type Outcome = { receipt: Receipt; entry?: Entry; use?: Use } | Refusal;

/** Where an id was used. Kept for a while longer than the entry itself. */
export interface Use {
  seq: number;
  time: number;
  /** What was asked under it, where that changed nothing and is no entry. `seq` is that of the newest one then. */
  idle?: Reacted;
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
  const refusal = objection(draft, original, permit, gives);
  if (refusal) return refusal;
  const entry = entryFrom(draft, head + 1, Date.now(), original, gives);
  const { seq, time } = entry;
  // What changes nothing is no entry: there can be any number of these.
  if (entry.type === 'react' && entry.on === gives(entry.emoji)) {
    return { receipt: { epoch, seq: head, time, duplicate: false }, use: { seq: head, time, idle: entry } };
  }
  return { receipt: { epoch, seq, time, duplicate: false }, entry };
}

/**
 * The outcome of a draft whose id is known already. It must ask for the same; the name may differ, because
 * people rename themselves between a try and the next.
 */
function repeated(epoch: string, draft: Draft, { seq, time }: Use, first: Entry | undefined): Outcome {
  if (first && !isSame(draft, first)) {
    return new Refusal('conflict', 'id is taken: something else of yours already has it');
  }
  return { receipt: { epoch, seq, time, duplicate: true } };
}

/** What was replaced or deleted since cannot be compared any more, and counts as the same. */
function isSame(draft: Draft, first: Entry): boolean {
  switch (draft.type) {
    case 'message':
      if (first.type !== 'message') return false;
      if (first.deleted) return true;
      return (
        first.reply === draft.reply?.seq && (first.edited !== undefined || first.message === draft.message)
      );
    case 'edit':
      return (
        first.type === 'edit' &&
        first.target === draft.target.seq &&
        (first.message === undefined || first.message === draft.message)
      );
    case 'delete':
      return first.type === 'delete' && first.target === draft.target.seq;
    case 'react':
      return (
        first.type === 'react' &&
        first.target === draft.target.seq &&
        first.emoji === draft.emoji &&
        first.on === draft.on
      );
    case 'moderate':
      return first.type === 'moderate' && first.action === draft.action && first.person === draft.person;
  }
}

/** The message that a draft is about, if it is about one. */
function targetOf(draft: Draft): Target | undefined {
  if (draft.type === 'moderate') return undefined;
  return draft.type === 'message' ? draft.reply : draft.target;
}

/**
 * Why a draft cannot be appended, if it cannot.
 *
 * @param original the message that is kept where the draft's target says
 */
function objection(
  draft: Draft,
  original: Kept | undefined,
  permit: Permit | undefined,
  gives: (emoji: string) => boolean,
): Refusal | undefined {
  const target = targetOf(draft);
  if (!target) return undefined;
  const isThere = original?.id === target.id && (!original.deleted || draft.type === 'message');
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

/**
 * @param original the message that the draft is about, if it is about one
 * @param gives whether the sender gives that message an emoji already
 */
export function entryFrom(
  draft: Draft,
  seq: number,
  time: number,
  original: Kept | undefined,
  gives: (emoji: string) => boolean = () => false,
): Entry {
  const { id, sender } = draft;
  const placed = { seq, time, id, sender };
  switch (draft.type) {
    case 'message': {
      const { type, message, username, verified, reply } = draft;
      return {
        ...placed,
        type,
        message,
        ...(username !== undefined && { username }),
        ...(verified && { verified }),
        ...(reply && { reply: reply.seq }),
      };
    }
    case 'edit':
      return { ...placed, type: draft.type, target: draft.target.seq, message: draft.message };
    case 'delete':
      return { ...placed, type: draft.type, target: draft.target.seq };
    case 'moderate': {
      const { type, action, person, until, seconds } = draft;
      return {
        ...placed,
        type,
        action,
        ...(person !== undefined && { person }),
        ...(until !== undefined && { until }),
        ...(seconds !== undefined && { seconds }),
      };
    }
    case 'react': {
      const { type, target, username, emoji, on } = draft;
      const { count = 0 } = original?.reactions?.find((each) => each.emoji === emoji) ?? {};
      return {
        ...placed,
        type,
        target: target.seq,
        ...(username !== undefined && { username }),
        emoji,
        on,
        count: count + Number(on) - Number(gives(emoji)),
      };
    }
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
