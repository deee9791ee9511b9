import { nothing } from 'lit';
import type { ChatRoom } from '../client/index.js';
import { keyOf } from '../timeline/message-key.js';
import type { Words } from '../i18n/words.js';

/** Who is writing, in a sentence. */
export function typing(room: ChatRoom | undefined, words: Words): unknown {
  const names = (room?.typing ?? []).map(({ username }) => username ?? words.say('somebody'));
  if (names.length > 2) return words.say('manyTyping');
  if (names.length > 1) return words.say('twoTyping', { names });
  return names[0] === undefined ? nothing : words.say('oneTyping', { name: names[0] });
}

/** Who has seen one's own last message, and which that is. */
export function seenBy(room: ChatRoom | undefined, words: Words): { key: string; words: string } | undefined {
  const last = room?.messages.findLast(({ own, seq }) => own && seq !== undefined);
  if (!room || !last) return undefined;
  const names = room.seen
    .filter(({ seq }) => seq >= (last.seq ?? Infinity))
    .map(({ username }) => username ?? words.say('somebody'));
  if (names.length === 0) return undefined;
  return { key: keyOf(last), words: words.say('seenBy', { names }) };
}
