import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatMessage } from '../client/index.js';
import type { Locale } from '../locales/en.js';

/** The messages, oldest first. */
export function messageList(
  messages: readonly ChatMessage[],
  words: Locale,
  time: Intl.DateTimeFormat,
): unknown {
  if (messages.length === 0) return html`<p class="empty">${words.empty}</p>`;
  return html`<ol>
    ${repeat(
      messages,
      ({ id }) => id,
      (message) => messageItem(message, words, time),
    )}
  </ol>`;
}

function messageItem(message: ChatMessage, words: Locale, format: Intl.DateTimeFormat): TemplateResult {
  const { id, seq, state, own, username, message: text, time } = message;
  const date = new Date(time);
  return html`<li
    part=${own ? 'message own' : 'message'}
    data-id=${id}
    data-seq=${seq ?? nothing}
    data-state=${state}
    ?data-own=${own}
  >
    <div class="byline">
      <b part="author" dir="auto">${username ?? words.server}</b>
      <time part="time" datetime=${date.toISOString()}>${format.format(date)}</time>
    </div>
    <div part="text" dir="auto">${text}</div>
    ${state === 'sent' ? nothing : html`<small class="state">${stateWords(message, words)}</small>`}
  </li>`;
}

function stateWords({ state, error }: ChatMessage, words: Locale): string {
  if (state !== 'failed') return state === 'queued' ? words.queued : words.sending;
  return error === 'name_taken' ? `${words.failed}. ${words.name_taken}` : words.failed;
}
