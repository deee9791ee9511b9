import { html, nothing, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext } from '../../element/context.js';
import { clock } from '../../timeline/message/delivery.js';
import { icon } from '../../ui/icon/icon.js';
import { doubleClickGuard } from '../../ui/popover/double-click-guard.js';
import type { MessageActions } from '../message-actions.js';

/** Errors that come again, whenever the same text is sent. A held message is in the moderators' queue already. */
const isFinal = new Set<string | undefined>(['held', 'blocked', 'too_long', 'forbidden']);

/** Why a message could not be sent, and the buttons for it. */
export function failedMessage(
  { error, ...message }: ChatMessage,
  { words, room }: ChatContext,
  actions: MessageActions,
): TemplateResult {
  const button = (key: 'retry' | 'copy' | 'discard'): TemplateResult =>
    html`<button type="button" @click=${() => actions[key](message)}>${words.text(key)}</button>`;
  const canRetry = !isFinal.has(error) && !room?.restriction;
  return html`${error === 'held' ? icon(clock) : nothing}${words.failed(error)} <span class="choices" @click=${doubleClickGuard}>${canRetry ? button('retry') : nothing} ${button('copy')} ${button('discard')}</span>`;
}
