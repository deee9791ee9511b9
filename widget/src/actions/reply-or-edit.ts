import { html, type TemplateResult } from 'lit';
import type { ChatMessage } from '../client/index.js';
import type { ChatContext } from '../element/context.js';
import { plainText } from '../text/plain-text.js';

/** The message that is being answered or edited, above the text field, with a button that cancels. */
export function replyOrEdit(
  original: ChatMessage,
  isEditing: boolean,
  cancel: () => void,
  context: ChatContext,
): TemplateResult {
  const { words } = context;
  const { username, deleted, message } = context.latest(original);
  const label = isEditing
    ? words.text('editing')
    : words.text('replying', { name: username ?? words.text('server') });
  return html`<div part="context">
    <span id="context"><b>${label}</b> <span dir="auto">${deleted ? words.text('deleted') : plainText(message)}</span></span>
    <button type="button" aria-label=${words.text('cancel')} title=${words.text('cancel')} @click=${cancel}>✕</button>
  </div>`;
}
