import { html, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext } from '../../element/context.js';
import { clock, icon } from '../../ui/icon/icon.js';

export const check = 'M5 12.5l4.5 4.5L19 7.5';

/**
 * How far a message is on its way: a check mark, and a clock in its place until the relay has stored the message. It stands
 * within the line of the time, so that no message changes its height by being sent.
 */
export function delivery(
  message: ChatMessage,
  { words, onDemand }: ChatContext,
  keepsUnsent: boolean,
): TemplateResult {
  const { state, changing } = message;
  if (state === 'sent') {
    const label = words.text(changing ? 'changing' : 'sent');
    return html`<span class=${changing ? 'changing' : 'sent'} role="img" aria-label=${label} title=${label}>${icon(changing ? clock : check)}</span>`;
  }
  const text = words.text(state === 'queued' && !keepsUnsent ? 'queuedHere' : state);
  return (
    onDemand?.renderWaiting(message) ??
    html`<small part="state" title=${text}>${icon(clock)}<span>${text}</span></small>`
  );
}
