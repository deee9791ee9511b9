import { html, nothing, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext } from '../../element/context.js';
import { doubleClickGuard } from '../../ui/popover/double-click-guard.js';
import type { MessageActions } from '../message-actions.js';

/** Why a message could not be sent, and the buttons for it. */
export function failedMessage(
  message: ChatMessage,
  { words }: ChatContext,
  actions: MessageActions,
): TemplateResult {
  const error: string | undefined = message.error;
  const button = (key: 'retry' | 'copy' | 'discard'): TemplateResult =>
    html`<button type="button" @click=${() => actions[key](message)}>${words.text(key)}</button>`;
  const sentence =
    error === undefined || error === 'unconfirmed'
      ? words.text(error ?? 'failed')
      : words.text('failedBecause', { problem: words.problem(error) });
  // A held message is already in the moderators' queue, so it cannot be sent again.
  return html`${sentence} <span class="choices" @click=${doubleClickGuard}>${error === 'held' ? nothing : button('retry')} ${button('copy')} ${button('discard')}</span>`;
}
