import { recall, remember } from '../client/storage.js';

/** Two rows at the picker's usual width. */
const maxRecent = 16;

/**
 * The recently used emoji, the latest first.
 *
 * @param person names the relay and the person; undefined, while the person is unknown, remembers nothing
 */
export function recentEmoji(person: string | undefined): string[] {
  return (person && recall(`emoji:${person}`)?.split(' ').slice(0, maxRecent)) || [];
}

/** Puts an emoji in front of the recently used ones. */
export function addRecentEmoji(person: string | undefined, emoji: string): void {
  if (!person) return;
  const others = recentEmoji(person).filter((other) => other !== emoji);
  remember(`emoji:${person}`, [emoji, ...others].slice(0, maxRecent).join(' '));
}
