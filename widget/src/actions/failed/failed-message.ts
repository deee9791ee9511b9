import { html, nothing, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext } from '../../element/context.js';
import { clock, icon } from '../../ui/icon/icon.js';
import { doubleClickGuard } from '../../ui/popover/double-click-guard.js';
import type { MessageActions } from '../message-actions.js';

/** Errors that come again, whenever the same text is sent. */
const isFinal = new Set<string | undefined>(['blocked', 'too_long', 'forbidden']);

/** Why a message could not be sent, and the buttons for it. One that is held waits in the moderators' queue. */
export function failedMessage(
  { error, ...message }: ChatMessage,
  { words, room }: ChatContext,
  actions: MessageActions,
): TemplateResult {
  const button = (key: 'retry' | 'copy' | 'discard' | 'withdraw'): TemplateResult =>
    html`<button type="button" @click=${() => actions[key](message)}>${words.text(key)}</button>`;
  const canRetry = !isFinal.has(error) && !room?.restriction;
  const buttons =
    error === 'held'
      ? button('withdraw')
      : [canRetry ? button('retry') : nothing, ' ', button('copy'), ' ', button('discard')];
  return html`${error === 'held' ? icon(clock) : nothing}${words.failed(error)} <span class="choices" @click=${doubleClickGuard}>${buttons}</span>`;
}
