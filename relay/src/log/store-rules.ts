import { randomBytes } from 'node:crypto';
import type { Message } from '@realtime-chat/protocol';
import { Refusal } from '../refusal.ts';
import type { Draft, Entry, Receipt } from './log.ts';

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
