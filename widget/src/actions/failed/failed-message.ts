import { html, nothing, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext } from '../../element/context.js';
import { clock, icon } from '../../ui/icon/icon.js';
import { doubleClickGuard } from '../../ui/popover/double-click-guard.js';
import type { MessageActions } from '../message-actions.js';
import { filesToResend } from '../message-changes.js';
import { canWrite } from '../writing/barrier.js';

/** Errors that come again, whenever the same text is sent. */
const isFinal = new Set<string | undefined>(['blocked', 'too_long', 'forbidden']);

/** Why a message could not be sent, and the buttons for it. One that is held waits in the moderators' queue. */
export function failedMessage(
  failed: ChatMessage,
  context: ChatContext,
  actions: MessageActions,
): TemplateResult {
  const { words } = context;
  const { error, ...message } = failed;
  const button = (key: 'retry' | 'edit' | 'copy' | 'discard' | 'withdraw'): TemplateResult =>
    html`<button type="button" @click=${() => actions[key](message)}>${words.text(key)}</button> `;
  const isHeld = error === 'held';
  // Edit sends the text and the reply without such files.
  const hasLostFile = filesToResend(failed).length < (failed.files?.length ?? 0);
  const canRetry = !isFinal.has(error) && !hasLostFile && canWrite(context);
  const buttons = isHeld
    ? button('withdraw')
    : [canRetry ? button('retry') : nothing, button(canWrite(context) ? 'edit' : 'copy'), button('discard')];
  return html`${isHeld ? icon(clock) : nothing}${words.failed(error)} <span class="choices" @click=${doubleClickGuard}>${buttons}</span>`;
}
