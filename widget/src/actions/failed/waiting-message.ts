import { html, type TemplateResult } from 'lit';
import type { ChatMessage, MessageFile } from '../../client/index.js';
import type { ChatContext } from '../../element/context.js';
import { clock, icon } from '../../ui/icon/icon.js';
import { doubleClickGuard } from '../../ui/popover/double-click-guard.js';
import type { MessageActions } from '../message-actions.js';
import type { RetryCountdown } from './retry-countdown.js';

/** Why an own message waits: for its files, with a button that cancels, or for a time that the relay has asked for. */
export function waitingMessage(
  message: ChatMessage,
  context: ChatContext,
  actions: MessageActions,
  countdown: RetryCountdown,
): TemplateResult | undefined {
  const { state, files = [] } = message;
  const isUploading = state === 'queued' && files.some(({ done }) => !done);
  const text = isUploading ? uploadText(files, context) : countdown.text(message);
  if (text === undefined) return undefined;
  if (!isUploading) return html`<small part="state" title=${text}>${icon(clock)}<span>${text}</span></small>`;
  // A person is to see it, and not only to hear it: another element than that of the other states.
  return html`<small part="state" @click=${doubleClickGuard}>${icon(clock)}<bdi>${text}</bdi> <button type="button" part="cancel" @click=${() => void actions.cancelUpload(message)}>${context.words.text('cancel')}</button></small>`;
}

/** How far the uploads are, or why the relay does not take one now. */
function uploadText(files: readonly MessageFile[], { words, room }: ChatContext): string {
  const keepsUnsent = room?.keepsUnsent;
  const percent = percentOf(files, words.language);
  const progress = words.text(keepsUnsent ? 'uploading' : 'uploadingHere', { percent });
  const refusal = files.find((file) => !file.done && file.refusal)?.refusal;
  if (!refusal) return progress;
  const problem = words.problem(refusal);
  // A message that the store does not keep still asks to keep the page open.
  return keepsUnsent ? problem : `${problem} ${progress}`;
}

function percentOf(files: readonly MessageFile[], language: string): string {
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  const sent = sum(files.map(({ sent = 0 }) => sent)) / Math.max(1, sum(files.map(({ size }) => size)));
  return new Intl.NumberFormat(language, { style: 'percent' }).format(sent);
}
