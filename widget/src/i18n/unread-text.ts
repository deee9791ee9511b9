import type { Words } from './words.js';

/** The number of new messages, and of those that mention the reader, in words. */
export function unreadText(words: Words, count: number, mentions: number): string {
  const messages = words.text('newMessages', { count });
  if (mentions === 0) return messages;
  return words.text('newMessagesAndMentions', {
    messages,
    mentions: words.text('mentions', { count: mentions }),
  });
}
