import type { Change, Member, Message, Reacted, Reaction } from './frames.ts';

/** The fields of a message that changes affect. */
type Content = Pick<Message, 'message' | 'files' | 'reply' | 'edited' | 'deleted' | 'reactions'>;

/**
 * Applies one change to a message. Pure, and the same on both sides: the relay's fold and a client's fold, entry by
 * entry, end in the same message. This holds even if the relay's message was ahead of those entries. Only the order of
 * emoji may differ then.
 */
export function fold<T extends Content>(message: T, change: Change): Omit<T, keyof Content> & Content {
  if (message.deleted) return message;
  const { message: text, files, reply, edited, deleted, reactions, ...rest } = message;
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
        ...(files && { files }),
        ...(reply !== undefined && { reply }),
        ...(edited !== undefined && { edited }),
        ...(next.length > 0 && { reactions: next }),
      };
    }
  }
}

/** The fields of a message that the erasure of a person affects. */
type Personal = Content & Pick<Message, 'sender' | 'username' | 'verified'>;

/**
 * A message without the text and the name of an erased person: their own message is deleted, and their reactions stay, without
 * their name. An empty name stands for an erased one. Returns the same message if it has nothing of this person.
 */
export function withoutPerson<T extends Personal>(
  message: T,
  person: string,
): Omit<T, keyof Personal> & Personal {
  const {
    message: _,
    files,
    reply,
    edited,
    deleted,
    reactions,
    sender,
    username,
    verified,
    ...rest
  } = message;
  if (sender === person)
    return deleted && username === ''
      ? message
      : { ...rest, sender, username: '', message: '', deleted: true };
  const isNamed = (member: Member): boolean => member.id === person && Boolean(member.username);
  if (!reactions?.some(({ people }) => people.some(isNamed))) return message;
  return {
    ...message,
    reactions: reactions.map((reaction) => ({
      ...reaction,
      people: reaction.people.map((member) => (isNamed(member) ? { id: person, username: '' } : member)),
    })),
  };
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
