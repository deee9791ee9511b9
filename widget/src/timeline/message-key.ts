import type { ChatMessage } from '../client/index.js';

/**
 * The key that identifies a message within a room. Clients make the ids, so an id is unique only together with its sender.
 * The reader's own messages use the id alone: their sender is not known before the relay has stored them.
 */
export function keyOf({ own, sender, id }: ChatMessage): string {
  return own ? id : `${sender} ${id}`;
}
