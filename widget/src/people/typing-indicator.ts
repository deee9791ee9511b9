import { nothing } from 'lit';
import type { ChatRoom } from '../client/index.js';
import type { Words } from '../i18n/words.js';

/** The people who are typing, in a sentence. */
export function typingIndicator(room: ChatRoom | undefined, words: Words): unknown {
  const names = (room?.typing ?? []).map(({ username }) => username ?? words.text('somebody'));
  if (names.length > 2) return words.text('manyTyping');
  if (names.length > 1) return words.text('twoTyping', { names });
  return names[0] === undefined ? nothing : words.text('oneTyping', { name: names[0] });
}
