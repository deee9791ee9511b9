import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { keyed } from 'lit/directives/keyed.js';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext, Names, QuotedMessage } from '../../element/context.js';
import type { Calendar } from '../../i18n/calendar.js';
import type { Words } from '../../i18n/words.js';
import { textFormat } from '../../text/text-format.js';
import { avatar } from './avatar.js';
import { delivery } from './delivery.js';
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
  /** Everything else that may change what any message shows. */
  shared: readonly unknown[];
}

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

/** So many rendered texts are kept. In a long room that is read to its beginning, all of them would be more than its messages. */
const maxRendered = 5000;

/** The rendered texts of messages. They are cached, because parsing is most of the work of a render. */
const renderedTexts = new Map<ChatMessage, RenderedText>();

/**
 * A message of which nothing has changed is not rendered again.
 *
 * @param isContinued whether the message belongs to the run of the previous one, and shows no name and time
 * @param isFollowed whether the next message belongs to its run
 */
export function messageItem(
  message: ChatMessage,
  isContinued: boolean,
  isFollowed: boolean,
  props: MessageProps,
): unknown {
  const { onDemand, timelineParts } = props.context;
  const { reply, sender, state } = message;
  /** Only one message has tab stops, so that the Tab key does not have to pass all of them. */
  const tabIndex = keyOf(message) === props.tabStop ? 0 : -1;
  const parts = {
    tabIndex,
    isContinued,
    isFollowed,
    text: renderedText(message, tabIndex, props),
    original: reply === undefined ? reply : timelineParts?.quotedMessage(reply),
    picture: onDemand?.renderPicture(sender),
    toolbar: onDemand?.toolbar.render(message),
  };
  // How far an unsent message is changes with the time.
  const isNew = state === 'sent' || {};
  return guard([message, isNew, ...Object.values(parts), ...props.shared], () =>
    template(message, parts, props),
  );
}

/** What a message shows that is not its own. */
interface MessageParts {
  tabIndex: number;
  isContinued: boolean;
  isFollowed: boolean;
  text: RenderedText;
  original: QuotedMessage | undefined;
  picture: TemplateResult | undefined;
  toolbar: unknown;
}

function template(
  message: ChatMessage,
  { tabIndex, isContinued, isFollowed, text, original, picture, toolbar }: MessageParts,
  props: MessageProps,
): TemplateResult {
  const { id, seq, state, own, sender, username, verified, time, edited, deleted, changing, reply, error } =
    message;
  const { context, calendar } = props;
  const { words } = context;
  const key = keyOf(message);
  const author = words.author(username);
  const part = own ? 'text own' : 'text';
  /** A message of the relay itself must not look like that of a person with such a name. */
  const isRelay = username === undefined;
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
      <b part="author" dir="auto">${author}</b>${verified && !own && !isContinued ? context.timelineParts?.verifiedMark() : nothing}
      ${edited && !deleted ? html`<span part="edited">${words.text('edited')}</span>` : nothing}
      <span class="when"><time part="time" datetime=${calendar.isoTime(time)}>${calendar.time(time)}</time>${(own || changing) && !hasFailed ? delivery(message, context, props.keepsUnsent) : nothing}</span>
    </div>
    ${reply === undefined ? nothing : context.timelineParts?.quote(reply, original, tabIndex)}
    ${own || isContinued || isRelay ? nothing : avatar(author, sender || author, picture)}
    ${context.timelineParts?.files.render(message, tabIndex)}
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
    ${context.timelineParts?.reactions(message, tabIndex)}
    ${hasFailed ? html`<small part="state">${context.onDemand?.renderFailed(message) ?? words.text(state)}</small>` : nothing}
    ${
      hasActions
        ? html`<div part="toolbar">
            ${toolbar}<button
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
  // Without a mention, the text itself: it is not copied.
  const key = mentions.map((name) => `${name} ${names.isOwn(name)} `).join('') + text;
  if (known?.key === key) {
    known.names = names;
    return known;
  }
  const renewed = {
    formatted,
    names,
    words,
    tabIndex,
    key,
    content: formatted(text, names, tabIndex, timelineParts),
    emojiSize: textFormat.emojiSize(text),
  };
  renderedTexts.set(message, renewed);
  const [oldest] = renderedTexts.keys();
  if (renderedTexts.size > maxRendered && oldest) renderedTexts.delete(oldest);
  return renewed;
}
