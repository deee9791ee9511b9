import { type Change, fold, limits, type Message, type MessageEntry } from '@realtime-chat/protocol';
import { textAfter, withoutText } from './entry-types.ts';
import type { Entry, Other } from './log.ts';

/** A message's entry as a store keeps it. Of the people who gave it an emoji, it names so many of the first. */
export type Kept = MessageEntry & {
  /** The seq of the edit whose entry holds the text as well. It never leaves the store. */
  textIn?: number;
};

/** What a change makes of a room. */
export interface Folded {
  kept: Kept;
  change: Change;
  /** The seq of an earlier edit, whose entry must not hold its text any longer. */
  stale: number | undefined;
}

/**
 * Folds a change into its message. What was replaced or deleted must be nowhere in the store, so only the entry
 * of the last edit holds a text: one that a client has missed can be brought to it.
 */
export function folded(kept: Kept, change: Change): Folded {
  // Only where a room is brought back: an export can have read the message later than the change.
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

/** Whether it changes what other entries say: their texts must not be told any longer. */
export function replacesText(entry: Entry): entry is Change {
  return isChange(entry) && textAfter(entry) !== undefined;
}

/**
 * What was committed one after the other, as it reads after all of it: whoever gets it at once is not told a text
 * that was replaced or deleted meanwhile.
 */
export function asItReads(entries: readonly Entry[]): Entry[] {
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]));
  /** The last change of each message's text. */
  const last = new Map<number, Change>();
  for (const entry of entries) {
    if (!replacesText(entry)) continue;
    const message = bySeq.get(entry.target);
    if (message?.type === 'message') bySeq.set(message.seq, fold(message, entry));
    const replaced = last.get(entry.target);
    if (replaced) bySeq.set(replaced.seq, withoutText(replaced));
    last.set(entry.target, entry);
  }
  return [...bySeq.values()];
}

/** An entry as everybody may see it. */
export function entryOf(kept: Kept | Other): Entry {
  if (kept.type !== 'message') return kept;
  const { textIn: _, ...entry } = kept;
  return entry;
}

/** The message that an entry made, as it reads by now. */
export function messageOf({ type: _, textIn: __, ...message }: Kept): Message {
  return message;
}

/** A message that is brought back, before the entries after it have said what became of it. */
export function broughtBack(entry: Entry): Entry {
  if (entry.type !== 'message') return entry;
  // They are counted anew. Taken as they are and counted once more, they would stand in another order.
  const { reactions: _, ...message } = entry;
  return message;
}

/** Beyond so many, who gave an emoji is known beside the message alone: each reaction writes the message anew. */
function withFewNamed({ reactions, ...message }: MessageEntry): MessageEntry {
  if (!reactions) return message;
  const bounded = reactions.map((reaction) => ({
    ...reaction,
    people: reaction.people.slice(0, limits.reactors),
  }));
  return { ...message, reactions: bounded };
}
