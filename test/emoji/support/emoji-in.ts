import { readFileSync } from 'node:fs';
import { parseEmoji, type EmojiSet } from '../../../widget/src/emoji/emoji-data.ts';

/** The emoji as the build has written them for a language. */
export function emojiIn(language: string): EmojiSet {
  const file = new URL(`../../../widget/dist/realtime-chat-emoji-${language}.json`, import.meta.url);
  return parseEmoji(JSON.parse(readFileSync(file, 'utf8')));
}
