import type { Reaction } from '@realtime-chat/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import type { ChatMessage } from '../client/index.js';
import { formatted } from '../text/formatted.js';
import { isEmojiOnly } from '../text/emoji-only.js';
import { plainText } from '../text/plain-text.js';
import { avatar } from './avatar.js';
import type { Calendar } from '../i18n/calendar.js';
import type { ChatContext } from '../element/context.js';
import type { Names } from './mentions.js';
import type { Words } from '../i18n/words.js';
import { keyOf } from './message-key.js';

/** What a message needs to know of its surroundings. */
export interface MessageProps {
  /** The reader's own id. */
  me: string | undefined;
  /** Whether a message that waits to be sent survives the end of the page. */
  keepsUnsent: boolean;
  /** The key of the message whose parts the Tab key reaches. */
  current: string | undefined;
  calendar: Calendar;
  names: Names;
  acts: ChatContext;
}

/** How much of a message is looked at for a quote, of which one line is seen. */
const quoted = 200;

/** Of each text, as long as its message stands: parsing is most of the work of a render. */
const contents = new WeakMap<ChatMessage, { names: Names; tabIndex: number; content: TemplateResult }>();

/** @param isContinued whether it stands under the name and the time of one before it */
export function messageItem(message: ChatMessage, isContinued: boolean, props: MessageProps): TemplateResult {
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
  } = message;
  const { acts, calendar } = props;
  const { words } = acts;
  const key = keyOf(message);
  const author = username ?? words.say('server');
  const part = own ? 'text own' : 'text';
  /** The relay's own words must not look like those of a person who is called so. */
  const isRelay = username === undefined;
  /** The Tab key reaches what is in one message, or the way past all of them would be long. */
  const tabIndex = key === props.current ? 0 : -1;
  const isOpen = seq !== undefined && !deleted && acts.canAct;
  return html`<li
    part=${own ? 'message own' : isRelay ? 'message relay' : 'message'}
    tabindex=${tabIndex}
    data-id=${id}
    data-key=${key}
    data-seq=${seq ?? nothing}
    data-state=${state}
    ?data-own=${own}
    ?data-continued=${isContinued}
    ?data-deleted=${deleted}
    ?data-changing=${changing}
  >
    ${own || isContinued || isRelay ? nothing : avatar(author, sender || author)}
    <div part="byline">
      <b part="author" dir="auto">${author}</b>${verified ? html`<span part="verified" role="img" aria-label=${words.say('verified')} title=${words.say('verified')}>✔</span>` : nothing}
      <time part="time" datetime=${calendar.machine(time)}>${calendar.time(time)}</time>
      ${edited && !deleted ? html`<span part="edited">${words.say('edited')}</span>` : nothing}
      ${changing || own ? stateMark(message, words) : nothing}
    </div>
    ${reply === undefined ? nothing : quote(reply, tabIndex, props)}
    ${
      deleted
        ? html`<div part=${part} class="deleted">${words.say('deleted')}</div>`
        : html`<div part=${part} dir="auto" lang=${calendar.language ?? ''} ?data-emoji=${isEmojiOnly(message.message)}>${content(message, tabIndex, props)}</div>`
    }
    ${reactions?.length ? html`<div part="reactions">${reactions.map((each) => reaction(each, message, tabIndex, props))}</div>` : nothing}
    ${state === 'sent' ? nothing : messageState(message, props)}
    ${
      isOpen
        ? html`<button
            type="button"
            part="actions"
            tabindex=${tabIndex}
            aria-haspopup="menu"
            aria-label=${words.say('actions', { name: author })}
            @click=${({ currentTarget }: Event) => void acts.openMenu(message, currentTarget as Element)}
          >
            ⋯
          </button>`
        : nothing
    }
  </li>`;
}

function content(message: ChatMessage, tabIndex: number, { names }: MessageProps): TemplateResult {
  const known = contents.get(message);
  if (known?.tabIndex === tabIndex && (known.names === names || !message.message.includes('@')))
    return known.content;
  const content = formatted(message.message, names, tabIndex);
  contents.set(message, { names, tabIndex, content });
  return content;
}

function stateMark({ state, changing }: ChatMessage, words: Words): unknown {
  if (state !== 'sent') return nothing;
  return html`<span class=${changing ? 'changing' : 'sent'} role="img" aria-label=${words.say(changing ? 'changing' : 'sent')}>${changing ? '…' : '✓'}</span>`;
}

function quote(seq: number, tabIndex: number, { acts }: MessageProps): TemplateResult {
  const { words } = acts;
  const original = acts.quoted(seq);
  if (original === 'loading') return html`<div part="quote">…</div>`;
  if (original === 'gone') return html`<div part="quote">${words.say('gone')}</div>`;
  const { username, deleted, message } = original;
  const author = username ?? words.say('server');
  const text = deleted ? words.say('deleted') : plainText(message.slice(0, quoted));
  return html`<button
    type="button"
    part="quote"
    tabindex=${tabIndex}
    title=${words.say('replying', { name: author })}
    @click=${() => void acts.goTo(seq)}
  ><b dir="auto">${author}</b> <span dir="auto">${text}</span></button>`;
}

function reaction(
  { emoji, count, people }: Reaction,
  message: ChatMessage,
  tabIndex: number,
  { me, acts }: MessageProps,
): TemplateResult {
  const { words } = acts;
  const isMine = people.some(({ id }) => id === me);
  const names = people.map(({ username }) => username ?? words.say('somebody'));
  if (count > names.length) names.push(words.say('more', { count: count - names.length }));
  // The same twice, or a screen reader would say the names once more.
  const label = words.say('reaction', { emoji, count, names });
  return html`<button
    type="button"
    part=${isMine ? 'reaction own' : 'reaction'}
    tabindex=${tabIndex}
    aria-pressed=${isMine}
    aria-label=${label}
    title=${label}
    ?disabled=${!acts.canReact}
    @click=${() => acts.react(message, emoji)}
  >${emoji} <span>${words.number(count)}</span></button>`;
}

function messageState(message: ChatMessage, { acts, keepsUnsent }: MessageProps): TemplateResult {
  const { words, onDemand } = acts;
  const { state } = message;
  let content: unknown;
  if (state === 'failed') {
    content = onDemand?.failed(message) ?? words.say(state);
  } else if (state === 'queued') {
    content = onDemand?.waits.say(message) ?? words.say(keepsUnsent ? state : 'queuedHere');
  } else content = words.say('sending');
  return html`<small part="state">${content}</small>`;
}
