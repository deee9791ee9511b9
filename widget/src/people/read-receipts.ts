import { css } from 'lit';
import type { ChatRoom } from '../client/index.js';
import type { Words } from '../i18n/words.js';
import { keyOf } from '../timeline/message-key.js';

export const readReceiptStyles = css`
  [part='seen'] {
    inline-size: fit-content;
    margin-block-start: 2px;
    margin-inline-start: auto;
    overflow: clip;
    padding-inline: 4px;
    font-size: 0.75em;
    line-height: calc(4em / 3);
    color: var(--_muted);
  }
`;

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
