import { randomBytes } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import { type Kept, messageOf } from './folding.ts';
import type { Draft, Entry, Permit, Receipt, Target } from './log.ts';

/* What every store does the same, whatever it writes to. */

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
 * The outcome of a draft whose id is known already. It must ask for the same; the name may differ, because
 * people rename themselves between a try and the next.
 */
export function repeated(epoch: string, draft: Draft, use: Use, first: Entry | undefined): Outcome {
  if (first && !isSame(draft, first)) {
    return new Refusal('conflict', 'id is taken: something else of yours already has it');
  }
  return { receipt: { epoch, ...use, duplicate: true } };
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
  }
}

/** The message that a draft is about, if it is about one. */
export function targetOf(draft: Draft): Target | undefined {
  return draft.type === 'message' ? draft.reply : draft.target;
}

/**
 * Why a draft cannot be appended, if it cannot.
 *
 * @param original the message that is kept where the draft's target says
 */
export function objection(
  draft: Draft,
  original: Kept | undefined,
  permit: Permit | undefined,
): Refusal | undefined {
  const target = targetOf(draft);
  if (!target) return undefined;
  const isThere = original?.id === target.id && (!original.deleted || draft.type === 'message');
  if (!isThere) return new Refusal('not_found', `target: there is no such message at ${target.seq}`);
  try {
    permit?.(messageOf(original));
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

/** @param original the message that the draft is about, if it is about one */
export function entryFrom(draft: Draft, seq: number, time: number, original: Kept | undefined): Entry {
  const { id, sender } = draft;
  const placed = { seq, time, id, sender };
  switch (draft.type) {
    case 'message': {
      const { type, message, username, reply } = draft;
      return {
        ...placed,
        type,
        message,
        ...(username !== undefined && { username }),
        ...(reply && { reply: reply.seq }),
      };
    }
    case 'edit':
      return { ...placed, type: draft.type, target: draft.target.seq, message: draft.message };
    case 'delete':
      return { ...placed, type: draft.type, target: draft.target.seq };
    case 'react': {
      const { type, target, username, emoji, on } = draft;
      const people = original?.reactions?.find((each) => each.emoji === emoji)?.people ?? [];
      const others = people.filter((person) => person.id !== sender).length;
      return {
        ...placed,
        type,
        target: target.seq,
        ...(username !== undefined && { username }),
        emoji,
        on,
        count: others + (on ? 1 : 0),
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
