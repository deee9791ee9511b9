import { html, type TemplateResult } from 'lit';
import type { ChatMessage } from '../client/index.js';
import type { ChatContext } from '../element/context.js';
import { plainText } from '../text/plain-text.js';
import { mayEdit } from './message-changes.js';

/** The message that is being answered or edited, above the text field, with a button that cancels. */
export function replyOrEdit(context: ChatContext): TemplateResult | undefined {
  const { composer, words } = context;
  const { original, isEditing } = composer;
  if (!original) return undefined;
  const { username, deleted, message } = context.latest(original);
  const label = isEditing
    ? words.text('editing')
    : words.text('replying', { name: username ?? words.text('server') });
  return html`<div part="context">
    <span id="context"><b>${label}</b> <span dir="auto">${deleted ? words.text('deleted') : plainText(message)}</span></span>
    <button type="button" aria-label=${words.text('cancel')} title=${words.text('cancel')} @click=${() => composer.cancel()}>✕</button>
  </div>`;
}

/**
 * Escape cancels a reply or an edit. The up arrow in an empty field edits the reader's own last message.
 *
 * @returns whether the key was handled; without a reply or an edit, Escape is left to the page, for example to a dialog around
 *   the chat
 */
export function onReplyOrEditKey(
  { key }: KeyboardEvent,
  field: HTMLTextAreaElement,
  messages: readonly ChatMessage[],
  context: ChatContext,
): boolean {
  const { composer } = context;
  if (composer.original) {
    if (key === 'Escape') composer.cancel();
    return key === 'Escape';
  }
  if (key !== 'ArrowUp' || field.value) return false;
  const last = messages.findLast(({ own, deleted }) => own && !deleted);
  if (!last || !mayEdit(context, last)) return false;
  composer.edit(last);
  return true;
}
