import { type Change, fold, limits, type Message, type MessageEntry } from '@realtime-chat/protocol';
import { erasedBy, textAfter, withoutPerson, withoutText } from './entry-types.ts';
import type { Entry, Other } from './log.ts';

/** A message's entry as a store keeps it. It names only the first people who gave it an emoji. */
export type Kept = MessageEntry & {
  /** The seq of the edit whose entry has the text too. It never leaves the store. */
  textIn?: number;
};

/** The effect of a change on a room. */
export interface Folded {
  kept: Kept;
  change: Change;
  /** The seq of an earlier edit, whose entry must lose its text. */
  stale: number | undefined;
}

/**
 * Folds a change into its message. A replaced or deleted text must be nowhere in the store, so only the entry of
 * the last edit has a text. A client that missed earlier edits gets this one.
 */
export function folded(kept: Kept, change: Change): Folded {
  // This happens only when a room is imported: an export can have read the message after the change.
  if (kept.deleted) return { kept, change: withoutText(change), stale: undefined };
  const { textIn, ...message } = kept;
  const next = withFewNamed(fold(message, change));
  const text = textAfter(change);
  const isReplaced = text !== undefined;
  const holder = isReplaced ? undefined : textIn;
  const seq = text === 'replaced' ? change.seq : holder;
  return {
    kept: seq === undefined ? next : { ...next, textIn: seq },
    change,
    stale: isReplaced ? textIn : undefined,
  };
}

/** Whether an entry changes the message at its `target`. */
export function isChange(entry: Entry): entry is Change {
  return 'target' in entry;
}

/** Whether an entry replaces or deletes the texts of earlier entries, which must not be sent any longer. */
export function replacesText(entry: Entry): boolean {
  return erasedBy(entry) !== undefined || textAfter(entry) !== undefined;
}

/** A message without the text and the name of an erased person. The same message if it has nothing of this person. */
export function keptWithoutPerson(kept: Kept, person: string): Kept {
  const erased = withoutPerson(kept, person);
  if (erased === kept || kept.sender !== person) return erased;
  const { textIn: _, ...rest }: Kept = erased;
  return rest;
}

/**
 * Entries of one batch, in their form after the whole batch: a client that gets them together gets no text that was replaced
 * or deleted within the batch.
 */
export function asItReads(entries: readonly Entry[]): Entry[] {
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]));
  /** The last change of each message's text. */
  const last = new Map<number, Change>();
  for (const entry of entries) {
    const person = erasedBy(entry);
    if (person !== undefined) erase(bySeq, entry.seq, person);
    if (!isChange(entry) || textAfter(entry) === undefined) continue;
    const message = bySeq.get(entry.target);
    if (message?.type === 'message') bySeq.set(message.seq, fold(message, entry));
    const replaced = last.get(entry.target);
    if (replaced) bySeq.set(replaced.seq, withoutText(replaced));
    last.set(entry.target, entry);
  }
  return [...bySeq.values()];
}

function erase(bySeq: Map<number, Entry>, before: number, person: string): void {
  for (const [seq, entry] of bySeq) {
    if (seq >= before) continue;
    const isAboutTheirs = isChange(entry) && bySeq.get(entry.target)?.sender === person;
    bySeq.set(seq, withoutPerson(isAboutTheirs ? withoutText(entry) : entry, person));
  }
}

/** An entry without the fields that only the store uses. */
export function entryOf(kept: Kept | Other): Entry {
  if (kept.type !== 'message') return kept;
  const { textIn: _, ...entry } = kept;
  return entry;
}

/** The message of an entry, with all changes until now. */
export function messageOf({ type: _, textIn: __, ...message }: Kept): Message {
  return message;
}

/** An imported message, before the entries after it are applied. */
export function broughtBack(entry: Entry): Entry {
  if (entry.type !== 'message') return entry;
  // Reactions are counted again from the entries that follow. If the stored ones were kept, their order would change.
  const { reactions: _, ...message } = entry;
  return message;
}

/** A message names at most this many people of an emoji, because each reaction rewrites it. A table next to it has all. */
function withFewNamed({ reactions, ...message }: MessageEntry): MessageEntry {
  if (!reactions) return message;
  const bounded = reactions.map((reaction) => ({
    ...reaction,
    people: reaction.people.slice(0, limits.reactors),
  }));
  return { ...message, reactions: bounded };
}
