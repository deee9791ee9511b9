import { recall, remember } from '../client/storage.js';

const key = 'emoji';

/** Two rows of them, as wide as the picker usually is. */
const kept = 16;

/** The emoji that the person used last, the latest first. */
export function recentEmoji(): string[] {
  return recall(key)?.split(' ').slice(0, kept) ?? [];
}

/** Notes that an emoji was used, in whatever way it was chosen. */
export function noteUsed(emoji: string): void {
  const others = recentEmoji().filter((other) => other !== emoji);
  remember(key, [emoji, ...others].slice(0, kept).join(' '));
}
