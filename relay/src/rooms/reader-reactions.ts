import { limits, type Message, type Reaction } from '@realtime-chat/protocol';
import type { RoomLog } from '../log/log.ts';

/**
 * A message as it goes out to one reader: of many who reacted to it only some are named, and the reader before them
 * all, because by that each client knows which are its own person's.
 */
export async function forReader<T extends Pick<Message, 'seq' | 'reactions'>>(
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

/** Shares out the names among the kinds of emoji: what one does not need, the next may have. */
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
