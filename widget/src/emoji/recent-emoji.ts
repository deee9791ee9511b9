import { recall, remember } from '../client/storage.js';

const key = 'emoji';

/** Two rows at the picker's usual width. */
const maxRecent = 16;

/** The recently used emoji, the latest first. */
export function recentEmoji(): string[] {
  return recall(key)?.split(' ').slice(0, maxRecent) ?? [];
}

/** Puts an emoji in front of the recently used ones. */
export function addRecentEmoji(emoji: string): void {
  const others = recentEmoji().filter((other) => other !== emoji);
  remember(key, [emoji, ...others].slice(0, maxRecent).join(' '));
}
