import { html, nothing, type TemplateResult } from 'lit';
import type { ChatMessage } from '../client/index.js';
import type { ChatContext } from '../element/context.js';
import { firstClick } from '../ui/double-click-guard.js';
import type { MessageActs } from './message-actions.js';

/** Of a message that could not be sent: why, and what can be done with it. */
export function failedMessage(
  message: ChatMessage,
  { words }: ChatContext,
  acts: MessageActs,
): TemplateResult {
  const error: string | undefined = message.error;
  const button = (key: 'retry' | 'copy' | 'discard'): TemplateResult =>
    html`<button type="button" @click=${() => acts[key](message)}>${words.say(key)}</button>`;
  const sentence =
    error === undefined || error === 'unconfirmed'
      ? words.say(error ?? 'failed')
      : words.say('failedBecause', { problem: words.problem(error) });
  // A moderator has it already.
  return html`${sentence} <span @click=${firstClick}>${error === 'held' ? nothing : button('retry')} ${button('copy')} ${button('discard')}</span>`;
}
