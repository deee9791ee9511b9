import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatMessage, ChatRoom } from '../client/index.js';
import { messageItem, type MessageProps } from './message-item.js';
import { keyOf } from './message-key.js';
import type { Words } from '../i18n/words.js';

export interface MessageListProps extends Omit<MessageProps, 'current'> {
  /** What is shown, oldest first. */
  messages: readonly ChatMessage[];
  /** What stands before the first. */
  opening: string | undefined;
  /** The key of the first message that the reader has not seen. */
  firstUnseen: string | undefined;
  /** The key of one's own last message, and who has seen it. */
  seenBy: { key: string; words: string } | undefined;
}

/** What stands in place of the messages where there are none. */
export function nothingYet(room: ChatRoom | undefined, words: Words): TemplateResult | typeof nothing {
  if (room?.status === 'online')
    return html`<div part="empty"><slot name="empty">${words.say('empty')}</slot></div>`;
  if (room?.status !== 'connecting' || room.problem) return nothing;
  return html`<div part="skeleton"><i></i><i></i><i></i></div>`;
}

interface Row {
  key: string;
  content: TemplateResult;
}

/** For how long messages of one person stand together under one name, in milliseconds. */
const togetherFor = 300_000;

/** The messages, with a line between days and one before what is new. */
export function messageList(props: MessageListProps): TemplateResult {
  return html`<ol class="messages">
    ${repeat(
      rows(props),
      ({ key }) => key,
      ({ content }) => content,
    )}
  </ol>`;
}

function* rows(props: MessageListProps): Generator<Row> {
  const { messages, opening, firstUnseen, seenBy, calendar } = props;
  const { words } = props.acts;
  const itemProps = { ...props, current: current(props) };
  if (opening !== undefined) yield divider('opening', opening);
  let shownDay;
  /** The first of those that stand together. */
  let head: ChatMessage | undefined;
  for (const message of messages) {
    const key = keyOf(message);
    const day = calendar.day(message.time);
    if (day !== shownDay) {
      yield divider(`day:${key}`, day);
      head = undefined;
    }
    shownDay = day;
    if (key === firstUnseen) {
      yield divider('unseen', words.say('unseen'), true);
      head = undefined;
    }
    const isContinued = continues(message, head);
    if (!isContinued) head = message;
    yield { key, content: messageItem(message, isContinued, itemProps) };
    if (key === seenBy?.key) yield { key: 'seen', content: html`<li part="seen">${seenBy.words}</li>` };
  }
}

/** The Tab key reaches one of those that are in the document: the newest, until another was. */
function current({ messages, acts }: MessageListProps): string | undefined {
  const keys = messages.map(keyOf);
  return acts.current !== undefined && keys.includes(acts.current) ? acts.current : keys.at(-1);
}

function continues(message: ChatMessage, head: ChatMessage | undefined): boolean {
  return (
    message.sender === head?.sender &&
    message.username === head.username &&
    message.own === head.own &&
    message.time - head.time < togetherFor
  );
}

function divider(key: string, label: string, isUnseen = false): Row {
  return { key, content: html`<li part=${isUnseen ? 'divider unseen' : 'divider'}>${label}</li>` };
}
