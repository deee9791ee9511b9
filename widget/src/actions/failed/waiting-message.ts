import { html, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext } from '../../element/context.js';
import { clock, icon } from '../../ui/icon/icon.js';
import { doubleClickGuard } from '../../ui/popover/double-click-guard.js';
import type { MessageActions } from '../message-actions.js';
import type { RetryCountdown } from './retry-countdown.js';

/** Why an own message waits: for its files, with a button that cancels, or for a time that the relay has asked for. */
export function waitingMessage(
  message: ChatMessage,
  { words, room }: ChatContext,
  actions: MessageActions,
  countdown: RetryCountdown,
): TemplateResult | undefined {
  const { state, files = [] } = message;
  const isUploading = state === 'queued' && files.some(({ done }) => !done);
  const text = isUploading
    ? words.text(room?.keepsUnsent ? 'uploading' : 'uploadingHere', {
        percent: percentOf(files, words.language),
      })
    : countdown.text(message);
  if (text === undefined) return undefined;
  if (!isUploading) return html`<small part="state" title=${text}>${icon(clock)}<span>${text}</span></small>`;
  // A person is to see it, and not only to hear it: another element than that of the other states.
  return html`<small part="state" @click=${doubleClickGuard}>${icon(clock)}<bdi>${text}</bdi> <button type="button" part="cancel" @click=${() => void actions.cancelUpload(message)}>${words.text('cancel')}</button></small>`;
}

function percentOf(files: NonNullable<ChatMessage['files']>, language: string): string {
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  const sent = sum(files.map(({ sent = 0 }) => sent)) / Math.max(1, sum(files.map(({ size }) => size)));
  return new Intl.NumberFormat(language, { style: 'percent' }).format(sent);
}
