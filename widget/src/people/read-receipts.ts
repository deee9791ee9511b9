import type { ChatRoom } from '../client/index.js';
import type { Words } from '../i18n/words.js';
import { keyOf } from '../timeline/message-key.js';

/** The people who have seen the reader's own last message, in words, and the key of that message. */
export function seenBy(room: ChatRoom | undefined, words: Words): { key: string; label: string } | undefined {
  const last = room?.messages.findLast(({ own, seq }) => own && seq !== undefined);
  if (!room || !last) return undefined;
  const names = room.seen
    .filter(({ seq }) => seq >= (last.seq ?? Infinity))
    .map(({ username }) => username ?? words.text('somebody'));
  if (names.length === 0) return undefined;
  return { key: keyOf(last), label: words.text('seenBy', { names }) };
}
