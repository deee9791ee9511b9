import type { Change, Message, Reacted, Reaction } from './frames.ts';

/** The fields of a message that changes affect. */
type Content = Pick<Message, 'message' | 'reply' | 'edited' | 'deleted' | 'reactions'>;

/**
 * Applies one change to a message. Pure, and the same on both sides: the relay's fold and a client's fold, entry by
 * entry, end in the same message. This holds even if the relay's message was ahead of those entries. Only the order of
 * emoji may differ then.
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

/** The emoji are in the order in which they were first given. */
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
