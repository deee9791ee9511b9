import type { Change, Message, Reacted, Reaction } from './frames.ts';

/** What of a message changes. */
type Content = Pick<Message, 'message' | 'reply' | 'edited' | 'deleted' | 'reactions'>;

/**
 * How a message reads after one change to it. Pure, and the same on both sides: a message that the relay
 * has folded and one that a client folds itself, entry by entry, read the same in the end, also where the
 * relay's was ahead of those entries; only the order of emoji may differ then.
 */
export function fold<T extends Content>(message: T, change: Change): Omit<T, keyof Content> & Content {
  if (message.deleted) return message;
  const { message: text, reply, edited, deleted, reactions, ...rest } = message;
  switch (change.type) {
    case 'edit':
      return change.message === undefined
        ? message
        : { ...message, message: change.message, edited: change.time };
    case 'delete':
      return { ...rest, message: '', deleted: true };
    case 'react': {
      const next = reacted(reactions ?? [], change);
      return {
        ...rest,
        message: text,
        ...(reply !== undefined && { reply }),
        ...(edited !== undefined && { edited }),
        ...(next.length > 0 && { reactions: next }),
      };
    }
  }
}

/** Emoji stand in the order in which they were first given. */
function reacted(reactions: readonly Reaction[], change: Reacted): Reaction[] {
  const { emoji, count, sender: id, username, on } = change;
  const others = (reactions.find((each) => each.emoji === emoji)?.people ?? []).filter(
    (person) => person.id !== id,
  );
  const person = { id, ...(username !== undefined && { username }) };
  const reaction = { emoji, count, people: on ? [...others, person] : others };
  const isKnown = reactions.some((each) => each.emoji === emoji);
  return (
    isKnown ? reactions.map((each) => (each.emoji === emoji ? reaction : each)) : [...reactions, reaction]
  ).filter((each) => each.count > 0);
}
