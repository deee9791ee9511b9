import { limits, type Message } from '@realtime-chat/protocol';

/**
 * A message as it goes out to one reader: of many who gave it the same emoji only the first are named, and the
 * reader before them all, because by that each client knows which are its own person's.
 */
export function forReader<T extends Pick<Message, 'reactions'>>(message: T, reader: string): T {
  const { reactions } = message;
  if (!reactions?.some(({ people }) => people.length > limits.reactors)) return message;
  return {
    ...message,
    reactions: reactions.map((reaction) => {
      const { people } = reaction;
      if (people.length <= limits.reactors) return reaction;
      const own = people.filter(({ id }) => id === reader);
      const others = people.filter(({ id }) => id !== reader);
      return { ...reaction, people: [...own, ...others].slice(0, limits.reactors) };
    }),
  };
}
