import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatMessage, ChatRoom } from '../client/index.js';
import type { Words } from '../i18n/words.js';
import { dayDivider, divider, type Row } from './dividers.js';
import { messageItem, type MessageProps } from './message/message-item.js';
import { textsVersion } from '../i18n/locale-registry.js';
import { keyOf } from './message-key.js';

export interface MessageListProps extends Omit<MessageProps, 'tabStop' | 'shared'> {
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

/** Messages of one person with shorter pauses between them, in milliseconds, are a run: they share a name and a time. */
const runInterval = 300_000;

/** The messages of each day under its name, which stays in view while they are scrolled. */
export function messageList(props: MessageListProps): TemplateResult {
  return html`<div class="messages">
    ${repeat(
      daysOf(props),
      ({ key }) => key,
      ({ rows }) =>
        html`<ol class="day">${repeat(
          rows,
          ({ key }) => key,
          ({ content }) => content,
        )}</ol>`,
    )}
  </div>`;
}

interface Day {
  /** The day itself: its name changes at midnight, and its first message when older ones are loaded. */
  key: string;
  rows: Row[];
}

function daysOf(props: MessageListProps): Day[] {
  const { opening, firstUnseen, seenBy, context, me } = props;
  const { words, language, canAct, canReact, onDemand, timelineParts } = context;
  const itemProps = {
    ...props,
    tabStop: tabStopIn(props),
    shared: [words, textsVersion, language, me, canAct, canReact, onDemand, timelineParts?.version],
  };
  const days: Day[] = [];
  const places = placesOf(props);
  for (const [index, { message, keys, day, time, isContinued }] of places.entries()) {
    const [key = ''] = keys;
    const previous = places[index - 1];
    if (day !== previous?.day) {
      const date = new Date(time).toDateString();
      // Times of a relay whose clock was set back return to a day.
      const isKnown = days.some((each) => each.key === date);
      days.push({ key: isKnown ? `${date} ${key}` : date, rows: [] });
    }
    const rows = days.at(-1)?.rows ?? [];
    if (!previous && opening !== undefined) rows.push(divider('opening', opening));
    if (day !== previous?.day) rows.push(dayDivider(day));
    if (key === firstUnseen) rows.push(divider('unseen', words.text('unseen'), 'divider unseen'));
    const isFollowed = places[index + 1]?.isContinued ?? false;
    const content =
      keys.length > 1
        ? timelineParts?.deletedMessages(message, keys, itemProps.tabStop)
        : messageItem(message, isContinued, isFollowed, itemProps);
    rows.push({ key, content });
    if (seenBy && keys.includes(seenBy.key))
      rows.push({ key: 'seen', content: html`<li part="seen">${seenBy.label}</li>` });
  }
  return days;
}

/** Where a message stands: on which day, and in a run of one person's messages. */
interface Place {
  message: ChatMessage;
  /** Its key, and those of the deleted messages that share its line. */
  keys: string[];
  /** The name of the day. */
  day: string;
  time: number;
  isContinued: boolean;
}

function placesOf({ messages, firstUnseen, calendar, context }: MessageListProps): Place[] {
  const places: Place[] = [];
  const { now } = context;
  let time = -Infinity;
  for (const message of messages) {
    const key = keyOf(message);
    // A message that is not in the log may be older than that above it. Its day is not an earlier one.
    time = message.seq === undefined ? Math.max(time, message.time) : message.time;
    const day = calendar.day(time, now);
    const previous = places.at(-1);
    const isNext = day === previous?.day && key !== firstUnseen;
    if (context.timelineParts && isNext && isGone(message) && isGone(previous.message)) {
      previous.keys.push(key);
      previous.isContinued = false;
      continue;
    }
    const isContinued = isNext && previous.keys.length === 1 && continuesRun(message, previous.message);
    places.push({ message, keys: [key], day, time, isContinued });
  }
  return places;
}

/** The Tab key reaches the message that had the focus last, if it is in the document; otherwise the newest. */
function tabStopIn({ messages, context }: MessageListProps): string | undefined {
  const keys = messages.map(keyOf);
  return context.tabStop !== undefined && keys.includes(context.tabStop) ? context.tabStop : keys.at(-1);
}

/** Whether a message is deleted for good: a change that waits may still be refused. */
function isGone({ deleted, changing }: ChatMessage): boolean {
  return Boolean(deleted && !changing);
}

function continuesRun(message: ChatMessage, previous: ChatMessage): boolean {
  return (
    message.sender === previous.sender &&
    message.username === previous.username &&
    message.own === previous.own &&
    message.time - previous.time < runInterval
  );
}
