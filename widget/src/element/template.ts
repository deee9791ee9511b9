import { html, nothing, type TemplateResult } from 'lit';
import type { ChatMessage, ChatRoom, ChatStatus } from '../client/index.js';
import type { Composer } from '../composer/composer.js';
import type { LanguageController } from '../i18n/language-controller.js';
import { unreadText } from '../i18n/unread-text.js';
import type { Words } from '../i18n/words.js';
import type { Launcher } from '../launcher/launcher.js';
import { messageList, placeholder } from '../timeline/message-list.js';
import type { ScrollController } from '../timeline/scroll-controller.js';
import type { Attention } from './attention.js';
import type { ChatContext } from './context.js';
import type { Conversation } from './conversation.js';

/** The properties of the element that its labels are made from. */
interface LabelHost {
  readonly heading: string;
  readonly unread: number;
  readonly mentions: number;
}

/** The public side of the element, as the template uses it. */
interface ChatHost extends LabelHost {
  readonly readonly: boolean;
  readonly receipts: boolean;
  readonly status: ChatStatus;
  readonly messages: readonly ChatMessage[];
  connect(): void;
}

/** The element's private parts. */
interface ChatParts {
  room: ChatRoom | undefined;
  language: LanguageController;
  scroll: ScrollController;
  composer: Composer;
  context: Conversation;
  launcher: Launcher;
  attention: Attention;
}

/** The whole chat: launcher button, header, banner, messages, typing indicator and composer. */
export function chatTemplate(host: ChatHost, parts: ChatParts): TemplateResult {
  const { room, scroll, composer, context, launcher, attention } = parts;
  const { words, direction } = parts.language;
  const { isPanel, isOpen } = launcher;
  const heading = headingText(host, words);
  const { announcer } = attention;
  const controls = [attention.notifications?.render(), context.onDemand?.renderShield()];
  const barrier = host.readonly ? undefined : context.onDemand?.renderBarrier();
  // They exist, empty, before they are used: screen readers often miss a region that comes with its text.
  const liveRegions = html`<div class="announcer" lang=${words.language} aria-live="polite">${announcer?.renderLines()}</div>
    <div class="announcer" lang=${words.language} role="status">${announcer?.renderStatus()}</div>`;
  return html`${isPanel ? launcher.button?.render(words, launcherLabel(host, words), host.unread, direction) : nothing}${isOpen ? nothing : liveRegions}
    <section part="panel" translate="no" aria-label=${heading} lang=${words.language} dir=${direction ?? nothing}>
      <header part="header">
        <slot name="header"><h2>${heading}</h2></slot>
        <span part="status" data-status=${host.status} .textContent=${words.text(`status.${host.status}`)}></span>
        ${context.afterJoin?.controlsButton(controls)}
        <div class="controls" popover="manual">
          ${controls}
          <button type="button" part="members" aria-haspopup="dialog" ?hidden=${!room?.memberCount} @click=${context.togglePeople}>${context.afterJoin?.faces()}<span .textContent=${words.text('people', { count: room?.memberCount ?? 0 })}></span></button>
        </div>
        ${isPanel ? launcher.button?.panel?.render(words) : nothing}
      </header>
      <div class="above">
        ${room?.isLoadingOlder ? html`<div part="progress" role="progressbar" aria-label=${words.text('loading')}></div>` : nothing}
        <div part="banner" data-status=${host.status === 'online' && room?.problem ? 'reconnecting' : host.status}>${banner(host, context, Boolean(barrier))}</div>
        ${attention.unread?.renderSkipped(words)}
      </div>
      <div part="content" role="region" aria-label=${words.text('messages')} tabindex="0"
        @scroll=${scroll.onScroll}
        @pointerenter=${context.loadOnDemand}
        @focusin=${context.onFocusIn}
        @contextmenu=${context.onInteraction}
        @pointerdown=${context.onInteraction}
        @pointermove=${context.onInteraction}
        @pointerup=${context.onInteraction}
        @pointercancel=${context.onInteraction}
        @keydown=${context.onInteraction}
      >
        ${context.timelineParts?.greeting()}${host.messages.length === 0 ? placeholder(room, words) : messages(host, parts)}${context.afterJoin?.typingDots()}
      </div>
      ${isOpen ? liveRegions : nothing} ${attention.unread?.renderLatest(words)}
      <div part="typing">${context.afterJoin?.typing() ?? nothing}</div>
      ${host.readonly ? nothing : (barrier ?? composer.render())} ${context.onDemand?.render()}
      <slot name="footer"></slot>
    </section>`;
}

/** A sentence, and the way on if there is one. In place of the composer, the lasting reason is told already. */
function banner(host: ChatHost, context: ChatContext, hasBarrier: boolean): unknown {
  const { onDemand, words } = context;
  const text = hasBarrier ? passingText(context) : bannerText(context);
  // The sentences of refusals load on demand. A button without its sentence would be a riddle.
  if (!text) return nothing;
  const button =
    !hasBarrier &&
    host.status === 'refused' &&
    (onDemand?.renderSignIn() ??
      html`<button type="button" @click=${() => host.connect()}>${words.text('retry')}</button>`);
  return [text, button || nothing];
}

function messages(
  { receipts }: ChatHost,
  { room, language, scroll, context, attention }: ChatParts,
): TemplateResult {
  const { words, calendar } = language;
  const isComplete = scroll.isAtBeginning && room?.keepsHistory && !room.hasOlder;
  return messageList({
    messages: scroll.window,
    opening: isComplete ? words.text(room.isTruncated ? 'truncated' : 'beginning') : undefined,
    firstUnseen: attention.unread?.first,
    seenBy: receipts ? context.onDemand?.seenBy() : undefined,
    keepsUnsent: room?.keepsUnsent ?? false,
    me: room?.me,
    names: context.names,
    calendar,
    context,
  });
}

function headingText({ heading }: LabelHost, words: Words): string {
  return heading || words.text('heading');
}

/** The accessible name of the launcher's button: with the number of unread messages, if there are any. */
export function launcherLabel(host: LabelHost, words: Words): string {
  const heading = headingText(host, words);
  const { unread, mentions } = host;
  return unread ? `${heading}, ${unreadText(words, unread, mentions)}` : heading;
}

/** What is true for a while: that the connection or the relay's store is lost, or a notice. */
function passingText({ afterJoin, notice }: ChatContext): string {
  return afterJoin?.outageText() || notice;
}

/** The banner's sentence: what is true for a while, the current problem, or that the server keeps no history. */
export function bannerText(context: ChatContext): string {
  const { room, words, isReadonly } = context;
  const passing = passingText(context);
  if (passing) return passing;
  const { code, reason } = room?.problem ?? {};
  // A reason without a sentence of its own is one that signing in cannot mend: the chat is not available.
  const problem = (reason === 'missing' ? code : (reason ?? code)) ?? (!isReadonly && room?.restriction);
  if (problem) return context.problemText(problem);
  return room?.status === 'online' && !room.keepsHistory ? words.text('noHistory') : '';
}
