import { html, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext, ConversationHost } from '../../element/context.js';
import { close, icon } from '../../ui/icon/icon.js';
import { reply } from '../action-icons.js';
import { mayEdit } from '../message-changes.js';

const pencil = 'M4 20h4.5L20 8.5 15.5 4 4 15.5V20Zm9-13.5 4.5 4.5';

/** The message that is being answered or edited, at the top of the capsule, with a button that cancels. */
export function replyOrEdit(context: ChatContext): TemplateResult | undefined {
  const { composer, words, timelineParts } = context;
  const { original, isEditing } = composer;
  if (!original) return undefined;
  const latest = context.latest(original);
  const label = isEditing
    ? words.text('editing')
    : words.text('replying', { name: nameOf(original, context) });
  const cancel = words.text('cancel');
  return html`<div part="context">
    ${icon(isEditing ? pencil : reply, !isEditing)}
    <span id="context"><b>${label}</b> <span dir="auto">${latest.deleted ? words.text('deleted') : timelineParts?.textOf(latest)}</span></span>
    <button type="button" title=${cancel} @click=${() => composer.cancel()}>${icon(close)}</button>
  </div>`;
}

/** Tells screen readers when a reply or an edit begins and ends, which is only seen otherwise. */
export function announceReplyOrEdit(host: ConversationHost, context: ChatContext): void {
  let original: ChatMessage | undefined;
  let isEditing = false;
  host.addEventListener('focusout', () => {
    if (context.composer.original) host.requestUpdate();
  });
  host.addController({
    hostUpdated() {
      const { composer, words } = context;
      describeField(host.shadowRoot, composer.original !== original);
      if (composer.original === original && composer.isEditing === isEditing) return;
      const ended = original && words.text(isEditing ? 'editingEnded' : 'replyingEnded');
      ({ original, isEditing } = composer);
      const began =
        original &&
        (isEditing
          ? words.text('editingBegan')
          : words.text('replyingBegan', { name: nameOf(original, context) }));
      context.announce(began ?? ended ?? '');
    },
  });
}

/**
 * The field's description is read when the field gets the focus. Orca would also say that it changes while the field has the
 * focus, beside the announcement.
 */
function describeField(root: ShadowRoot | null, isOther: boolean): void {
  const field = root?.querySelector('textarea');
  const hasFocus = field === root?.activeElement;
  if (hasFocus && !isOther) return;
  field?.setAttribute('aria-describedby', hasFocus ? 'slow problem' : 'context slow problem');
}

function nameOf(message: ChatMessage, context: ChatContext): string {
  return context.words.author(context.latest(message).username);
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
