import { cutText, type Reaction } from '@realtime-chat/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext } from '../../element/context.js';
import type { Calendar } from '../../i18n/calendar.js';
import type { Words } from '../../i18n/words.js';
import { textFormat } from '../../text/text-format.js';
import { avatar } from './avatar.js';
import { delivery } from './delivery.js';
import { verifiedMark } from './verified-mark.js';
import type { Names } from '../mentions.js';
import { keyOf } from '../message-key.js';

/** The inputs of a message's template that all messages share. */
export interface MessageProps {
  /** The reader's own id. */
  me: string | undefined;
  /** Whether an unsent message survives a reload of the page. */
  keepsUnsent: boolean;
  /** The key of the message whose parts the Tab key reaches. */
  tabStop: string | undefined;
  calendar: Calendar;
  names: Names;
  context: ChatContext;
}

/** How many characters of a message are parsed for its quote, which shows one line. */
const quoteLength = 200;

interface RenderedText {
  /** The function that formatted the text. A text may be rendered before the code that formats it is loaded. */
  formatted: unknown;
  names: Names;
  /** Those of the labels of buttons. */
  words: Words;
  tabIndex: number;
  /** Equal for equal content: the text, and which names in it are mentions. */
  key: string;
  content: unknown;
  emojiSize: string | undefined;
}

/** The rendered text of each message. It is cached, because parsing is most of the work of a render. */
const renderedTexts = new WeakMap<ChatMessage, RenderedText>();

/**
 * @param isContinued whether the message belongs to the run of the previous one, and shows no name and time
 * @param isFollowed whether the next message belongs to its run
 */
export function messageItem(
  message: ChatMessage,
  isContinued: boolean,
  isFollowed: boolean,
  props: MessageProps,
): TemplateResult {
  const {
    id,
    seq,
    state,
    own,
    sender,
    username,
    verified,
    time,
    edited,
    deleted,
    changing,
    reply,
    reactions,
    error,
  } = message;
  const { context, calendar } = props;
  const { words } = context;
  const key = keyOf(message);
  const author = username ?? words.text('server');
  const part = own ? 'text own' : 'text';
  /** A message of the relay itself must not look like that of a person with such a name. */
  const isRelay = username === undefined;
  /** Only one message has tab stops, so that the Tab key does not have to pass all of them. */
  const tabIndex = key === props.tabStop ? 0 : -1;
  const text = renderedText(message, tabIndex, props);
  const hasActions = seq !== undefined && !deleted && context.canAct;
  const hasFailed = state === 'failed';
  // Others' first message has the line above it, and one's own last message below it. The others tell their time when asked.
  const isBare = own ? isFollowed || hasFailed : isContinued;
  // The item is not focusable itself: by the keys for list items, Orca passes by those that are.
  return html`<li class="row"><div
    role="article"
    part=${own ? 'message own' : isRelay ? 'message relay' : 'message'}
    tabindex=${tabIndex}
    data-id=${id}
    data-key=${key}
    data-seq=${seq ?? nothing}
    data-state=${state}
    data-error=${error ?? nothing}
    ?data-own=${own}
    ?data-continued=${isContinued}
    ?data-followed=${isFollowed}
    ?data-bare=${isBare}
    ?data-deleted=${deleted}
    ?data-changing=${changing}
  >
    <div part="byline">
      <b part="author" dir="auto">${author}</b>${verified && !own && !isContinued ? verifiedMark(words) : nothing}
      ${edited && !deleted ? html`<span part="edited">${words.text('edited')}</span>` : nothing}
      <span class="when"><time part="time" datetime=${calendar.isoTime(time)}>${calendar.time(time)}</time>${(own || changing) && !hasFailed ? delivery(message, context, props.keepsUnsent) : nothing}</span>
    </div>
    ${reply === undefined ? nothing : quote(reply, tabIndex, props)}
    ${own || isContinued || isRelay ? nothing : avatar(author, sender || author, context.onDemand?.renderPicture(sender))}
    ${
      deleted
        ? html`<div part=${part} class="deleted">${words.text('deleted')}</div>`
        : // A translator may have replaced what is in the element, so that it cannot be updated any more.
          keyed(
            text.key,
            html`<div part=${part} translate="yes" dir="auto" lang=${context.language ?? ''} data-emoji=${text.emojiSize ?? nothing}>${text.content}</div>`,
          )
    }
    ${deleted ? nothing : context.timelineParts?.showMore(message, tabIndex)}
    ${reactions?.length ? html`<div part="reactions">${reactions.map((each) => reaction(each, message, tabIndex, props))}</div>` : nothing}
    ${hasFailed ? html`<small part="state">${context.onDemand?.renderFailed(message) ?? words.text(state)}</small>` : nothing}
    ${
      hasActions
        ? html`<div part="toolbar">
            ${context.onDemand?.toolbar.render(message)}<button
              type="button"
              part="actions"
              tabindex=${tabIndex}
              aria-haspopup="menu"
              aria-label=${words.text('actions', { name: author })}
              @click=${({ currentTarget }: Event) => void context.openMenu(message, currentTarget as Element)}
            >
              ${context.onDemand?.toolbar.more}
            </button>
          </div>`
        : nothing
    }
  </div></li>`;
}

function renderedText(
  message: ChatMessage,
  tabIndex: number,
  { names, context }: MessageProps,
): RenderedText {
  const { words, timelineParts } = context;
  const text = message.message;
  const { formatted, mentionsIn } = textFormat;
  const rendered = renderedTexts.get(message);
  const known =
    rendered?.formatted === formatted && rendered.tabIndex === tabIndex && rendered.words === words
      ? rendered
      : undefined;
  if (known?.names === names) return known;
  const mentions = text.includes('@') ? mentionsIn(text, names.lengthAt) : [];
  const key = `${mentions.map((name) => `${name} ${names.isOwn(name)}`).join()} ${text}`;
  const content = known?.key === key ? known.content : formatted(text, names, tabIndex, timelineParts);
  const emojiSize = known ? known.emojiSize : textFormat.emojiSize(text);
  const renewed = { formatted, names, words, tabIndex, key, content, emojiSize };
  renderedTexts.set(message, renewed);
  return renewed;
}

function quote(seq: number, tabIndex: number, { context }: MessageProps): TemplateResult {
  const { words } = context;
  const original = context.quotedMessage(seq);
  if (original === 'loading') return html`<div part="quote">…</div>`;
  if (original === 'gone') return html`<div part="quote">${words.text('gone')}</div>`;
  const { username, deleted, message } = original;
  const author = username ?? words.text('server');
  const text = deleted ? words.text('deleted') : textFormat.plainText(cutText(message, quoteLength));
  return html`<button
    type="button"
    part="quote"
    tabindex=${tabIndex}
    title=${words.text('replying', { name: author })}
    @click=${() => void context.jumpTo(seq)}
  ><b dir="auto">${author}</b> <span dir="auto" translate="yes" .textContent=${text}></span></button>`;
}

/** The emoji, its count and the names of the people who gave it. */
export function reactionLabel({ emoji, count, people }: Reaction, words: Words): string {
  const names = people.map(({ username }) => username ?? words.text('somebody'));
  if (count > names.length) names.push(words.text('more', { count: count - names.length }));
  return words.text('reaction', { emoji, count, names });
}

function reaction(
  each: Reaction,
  message: ChatMessage,
  tabIndex: number,
  { me, context }: MessageProps,
): TemplateResult {
  const { words } = context;
  const { emoji, count } = each;
  const isMine = each.people.some(({ id }) => id === me);
  // Label and title are the same text, or a screen reader would read the names twice.
  const label = reactionLabel(each, words);
  return html`<button
    type="button"
    part=${isMine ? 'reaction own' : 'reaction'}
    tabindex=${tabIndex}
    aria-pressed=${isMine}
    aria-label=${label}
    title=${label}
    ?disabled=${!context.canReact}
    @click=${() => context.react(message, emoji)}
  >${emoji} <span>${words.number(count)}</span></button>`;
}
