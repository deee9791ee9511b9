import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatMessage } from '../client/index.js';
import type { Locale } from '../locales/en.js';
import type { Calendar } from './calendar.js';

export interface MessageListProps {
  /** What is shown, oldest first. */
  messages: readonly ChatMessage[];
  /** What stands before the first. */
  opening: string | undefined;
  /** The id of the first message that the reader has not seen. */
  firstUnseen: string | undefined;
  /** Whether a message that waits to be sent survives the end of the page. */
  keepsUnsent: boolean;
  words: Locale;
  calendar: Calendar;
  retry: (message: ChatMessage) => void;
  copy: (message: ChatMessage) => void;
  discard: (message: ChatMessage) => void;
}

interface Row {
  key: string;
  content: TemplateResult;
}

/** The messages, with a line between days and one before what is new. */
export function messageList(props: MessageListProps): TemplateResult {
  return html`<ol>
    ${repeat(
      rows(props),
      ({ key }) => key,
      ({ content }) => content,
    )}
  </ol>`;
}

function* rows(props: MessageListProps): Generator<Row> {
  const { messages, opening, firstUnseen, words, calendar } = props;
  if (opening !== undefined) yield divider('opening', opening);
  let shownDay;
  for (const message of messages) {
    const day = calendar.day(message.time);
    if (day !== shownDay) yield divider(`day:${message.id}`, day);
    shownDay = day;
    if (message.id === firstUnseen) yield divider('unseen', words.unseen, true);
    yield { key: message.id, content: messageItem(message, props) };
  }
}

function divider(key: string, label: string, isUnseen = false): Row {
  return { key, content: html`<li part=${isUnseen ? 'divider unseen' : 'divider'}>${label}</li>` };
}

function messageItem(message: ChatMessage, props: MessageListProps): TemplateResult {
  const { id, seq, state, own, username, message: text, time } = message;
  const { words, calendar } = props;
  return html`<li
    part=${own ? 'message own' : 'message'}
    data-id=${id}
    data-seq=${seq ?? nothing}
    data-state=${state}
    ?data-own=${own}
  >
    <div class="byline">
      <b part="author" dir="auto">${username ?? words.server}</b>
      <time part="time" datetime=${calendar.machine(time)}>${calendar.time(time)}</time>
      ${own && state === 'sent' ? html`<span class="sent" role="img" aria-label=${words.sent}>✓</span>` : nothing}
    </div>
    <div part="text" dir="auto">${text}</div>
    ${state === 'sent' ? nothing : messageState(message, props)}
  </li>`;
}

function messageState(message: ChatMessage, props: MessageListProps): TemplateResult {
  const { words, keepsUnsent } = props;
  if (message.state !== 'failed') {
    const waiting = keepsUnsent ? words.queued : words.queuedHere;
    return html`<small>${message.state === 'queued' ? waiting : words.sending}</small>`;
  }
  return html`<small>
    ${words.failed(message.error)}
    <button type="button" @click=${() => props.retry(message)}>${words.retry}</button>
    <button type="button" @click=${() => props.copy(message)}>${words.copy}</button>
    <button type="button" @click=${() => props.discard(message)}>${words.discard}</button>
  </small>`;
}
