import type { ChatMessage } from '../client/index.js';

/**
 * What tells a message from all others in a room: ids are made by clients, and unique for one sender alone. One's own
 * keep theirs when they come to be stored, and it is known as whom.
 */
export function keyOf({ own, sender, id }: ChatMessage): string {
  return own ? id : `${sender} ${id}`;
}
