import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatMessage, ChatRoom } from '../client/index.js';
import type { Words } from '../i18n/words.js';
import { dayDivider, openingDivider, type Row, unseenDivider } from './dividers.js';
import { messageItem, type MessageProps } from './message/message-item.js';
import { keyOf } from './message-key.js';

export interface MessageListProps extends Omit<MessageProps, 'tabStop'> {
  /** The messages to render, oldest first. */
  messages: readonly ChatMessage[];
  /** The text of the line above the first message, if that is the first of the room. */
  opening: string | undefined;
  /** The key of the first message that the reader has not seen. */
  firstUnseen: string | undefined;
  /** The key of the reader's own last message, and who has seen it. */
  seenBy: { key: string; label: string } | undefined;
}

/** Shown instead of the list while there are no messages. */
export function placeholder(room: ChatRoom | undefined, words: Words): TemplateResult | typeof nothing {
  if (room?.status === 'online')
    return html`<div part="empty"><slot name="empty">${words.text('empty')}</slot></div>`;
  if (room?.status !== 'connecting' || room.problem) return nothing;
  return html`<div part="skeleton"><i></i><i></i><i></i></div>`;
}

/** Consecutive messages of one person share a name and a time for this long, in milliseconds. */
const groupInterval = 300_000;

/** The messages, with dividers between days and before new messages. */
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
  const { messages, opening, firstUnseen, seenBy, calendar, context } = props;
  const { now, words } = context;
  const itemProps = { ...props, tabStop: tabStopIn(props) };
  if (opening !== undefined) yield openingDivider(opening);
  let shownDay;
  let time = -Infinity;
  /** The first message of the current group, which shows the name and the time. */
  let groupStart: ChatMessage | undefined;
  for (const message of messages) {
    const key = keyOf(message);
    // A message that is not in the log has the last place, so its day is not an earlier one than that above it.
    time = message.seq === undefined ? Math.max(time, message.time) : message.time;
    const day = calendar.day(time, now);
    if (day !== shownDay) {
      yield dayDivider(key, day);
      groupStart = undefined;
    }
    shownDay = day;
    if (key === firstUnseen) {
      yield unseenDivider(words.text('unseen'));
      groupStart = undefined;
    }
    const isContinued = continuesGroup(message, groupStart);
    if (!isContinued) groupStart = message;
    yield { key, content: messageItem(message, isContinued, itemProps) };
    if (key === seenBy?.key) yield { key: 'seen', content: html`<li part="seen">${seenBy.label}</li>` };
  }
}

/** The Tab key reaches the message that had the focus last, if it is in the document; otherwise the newest. */
function tabStopIn({ messages, context }: MessageListProps): string | undefined {
  const keys = messages.map(keyOf);
  return context.tabStop !== undefined && keys.includes(context.tabStop) ? context.tabStop : keys.at(-1);
}

function continuesGroup(message: ChatMessage, groupStart: ChatMessage | undefined): boolean {
  return (
    message.sender === groupStart?.sender &&
    message.username === groupStart.username &&
    message.own === groupStart.own &&
    message.time - groupStart.time < groupInterval
  );
}
