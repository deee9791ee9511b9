import { limits, type Message, type Reaction } from '@realtime-chat/protocol';
import type { RoomLog } from '../log/log.ts';

/**
 * A message as one reader gets it. Of many people that reacted, only some are named. The reader comes first: so each
 * client knows which reactions are its own.
 */
export async function withReaderReactions<T extends Pick<Message, 'seq' | 'reactions'>>(
  log: RoomLog,
  room: string,
  message: T,
  reader: string,
): Promise<T> {
  const { seq, reactions = [] } = message;
  const named = reactions.reduce((sum, { people }) => sum + people.length, 0);
  if (named <= limits.reactors && reactions.every(({ count, people }) => count <= people.length)) {
    return message;
  }
  const ordered = reactions.map(async (reaction) => {
    const { emoji, count, people } = reaction;
    const isHidden = count > people.length;
    const own =
      people.find(({ id }) => id === reader) ??
      (isHidden ? await log.reactor(room, seq, emoji, reader) : undefined);
    return own ? { ...reaction, people: [own, ...people.filter(({ id }) => id !== reader)] } : reaction;
  });
  return { ...message, reactions: withFewNamed(await Promise.all(ordered)) };
}

/** Divides the names among the kinds of emoji. A kind with few names leaves its share to the next. */
function withFewNamed(reactions: readonly Reaction[]): Reaction[] {
  let left: number = limits.reactors;
  let kinds = reactions.length;
  const people = new Map<string, Reaction['people']>();
  for (const reaction of reactions.toSorted((one, other) => one.people.length - other.people.length)) {
    const some = reaction.people.slice(0, Math.floor(left / kinds));
    people.set(reaction.emoji, some);
    left -= some.length;
    kinds -= 1;
  }
  return reactions.map((reaction) => ({ ...reaction, people: people.get(reaction.emoji) ?? [] }));
}
