import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext } from '../../element/context.js';
import { copy, icon } from '../../ui/icon/icon.js';
import { isElement } from '../../ui/is-element.js';
import * as icons from '../action-icons.js';
import { bubbleOf } from '../bubble.js';
import { moveInMenu } from './menu-keys.js';
import { EmojiPicker } from '../../emoji/emoji.js';
import type { ModerationActions } from '../../moderation/moderation-actions.js';
import { keyOf } from '../../timeline/message-key.js';
import { Confirmation } from '../../ui/popover/confirmation.js';
import { doubleClickGuard } from '../../ui/popover/double-click-guard.js';
import { Popover } from '../../ui/popover/popover.js';
import type { MessageActions } from '../message-actions.js';
import { canWrite } from '../writing/barrier.js';
import { mayEdit } from '../message-changes.js';
import { quickReactions } from '../quick-reactions.js';

/** How many characters of a message stand above its menu on a touch screen, in one line. */
const quoteLength = 200;

/** Whether a link to this page works elsewhere. It does not in a frame with `srcdoc`, or at a `blob:` or `file:` URL. */
function isPageLinkable(): boolean {
  return location.protocol.startsWith('http');
}

/** The menu of a message: reactions, and the actions that the reader may take. */
export class MessageMenu {
  #host: ReactiveControllerHost & HTMLElement;
  #context: ChatContext;
  #actions: MessageActions;
  #moderation: ModerationActions;
  #message: ChatMessage | undefined;
  #popover: Popover<DOMRect>;
  #confirmation: Confirmation;
  /** Whether the emoji picker is shown: above the items until it has taken the focus from them, and then alone. */
  #picking: 'above' | 'alone' | undefined;
  #picker: EmojiPicker;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    context: ChatContext,
    actions: MessageActions,
    moderation: ModerationActions,
  ) {
    this.#host = host;
    this.#context = context;
    this.#actions = actions;
    this.#moderation = moderation;
    this.#confirmation = new Confirmation(host, (question) => context.announce(question));
    this.#popover = new Popover<DOMRect>(host, {
      element: () => this.#element,
      initialFocus: () => this.#element?.querySelector<HTMLElement>('[data-asked]') ?? this.#buttons[0],
      keepOff: () => this.#bubble,
      isSheet: true,
      isObsolete: () => this.#isObsolete,
      restoreFocus: () => this.#message && context.focusMessage(keyOf(this.#message)),
      onClose: () => this.#picker.close(),
    });
    this.#picker = new EmojiPicker(host, {
      base: () => context.relayUrl,
      language: () => context.language,
      words: () => context.words,
      person: () => context.room?.storagePrefix,
      isKept: () => this.#popover.isRendered,
      announce: (sentence) => context.announce(sentence),
      choose: (emoji) => this.#react(emoji),
    });
  }

  /** @param isPicking whether the emoji picker is shown in place of the menu */
  open(message: ChatMessage, anchor: DOMRect, isPicking = false): void {
    this.#message = message;
    this.#confirmation.reset();
    this.#picking = undefined;
    this.#moderation.restrictions.load();
    this.#popover.open(anchor);
    if (!isPicking) return;
    this.#openPicker();
    this.#picking = 'alone';
  }

  /** Opens the menu with the question whether the message is to be deleted. */
  openDelete(message: ChatMessage, anchor: DOMRect): void {
    this.open(message, anchor);
    this.#confirmation.ask('delete', this.#context.words.text('reallyDelete'));
  }

  render(): TemplateResult {
    // Not an automatic popover: lifting the finger that opened it by a long press would close it.
    return html`<div part="menu" popover="manual" tabindex="-1" @click=${doubleClickGuard} @keydown=${this.#onKey} @focusout=${this.#onFocusOut}>
      ${this.#popover.isRendered ? this.#content() : nothing}
    </div>`;
  }

  #content(): unknown {
    const message = this.#message && this.#context.latest(this.#message);
    return [
      html`<div class="beside" @click=${this.#popover.onClickBeside}></div>`,
      this.#picking ? this.#picker.render() : nothing,
      message && this.#picking !== 'alone' ? this.#items(message) : nothing,
    ];
  }

  get #element(): HTMLElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLElement>('[part="menu"]');
  }

  get #buttons(): HTMLElement[] {
    return [...(this.#element?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
  }

  /** The visible part of the message, which the menu leaves free. */
  get #bubble(): DOMRect | undefined {
    const item = this.#message && this.#context.elementOf(keyOf(this.#message));
    const bubble = item && bubbleOf(item);
    const pane = item?.closest('[part="content"]')?.getBoundingClientRect();
    if (!bubble || !pane) return undefined;
    const top = Math.max(bubble.top, pane.top);
    return new DOMRect(
      bubble.left,
      top,
      bubble.width,
      Math.max(0, Math.min(bubble.bottom, pane.bottom) - top),
    );
  }

  get #isObsolete(): boolean {
    const message = this.#message;
    // After the picker has closed itself, the popover is empty.
    if (!message || (this.#picking && !this.#picker.opener)) return true;
    // The message may have been deleted, or its room may have been left.
    const isInDocument = this.#context.elementOf(keyOf(message));
    return !isInDocument || this.#context.latest(message).deleted === true;
  }

  #items(message: ChatMessage): TemplateResult {
    const context = this.#context;
    const { words } = context;
    const actions = this.#actions;
    const author = words.author(message.username);
    return html`<p class="about" aria-hidden="true" dir="auto"><b>${author}</b> ${context.timelineParts?.textOf(message, { maxLength: quoteLength })}</p>
    <div role="menu" aria-label=${words.text('actions', { name: author })}>
      ${context.canReact ? this.#reactions(message) : nothing}
      ${canWrite(context) ? this.#item(icons.reply, words.text('reply'), (latest) => actions.reply(latest)) : nothing}
      ${this.#item(copy, words.text('copy'), (latest) => void actions.copy(latest))}
      ${isPageLinkable() ? this.#item(icons.link, words.text('copyLink'), (latest) => void actions.copyLink(latest)) : nothing}
      ${mayEdit(context, message) ? this.#item(icons.edit, words.text('edit'), (latest) => actions.edit(latest)) : nothing}
      <hr />
      ${
        actions.mayDelete(message)
          ? this.#confirmed(
              'delete',
              icons.remove,
              words.text('delete'),
              words.text('reallyDelete'),
              (latest) => actions.delete(latest),
            )
          : nothing
      }
      ${message.own ? nothing : this.#item(icons.report, words.text('report'), (latest) => actions.report(latest))}
      ${this.#moderation.actionsOn({ ...message, id: message.sender }).map(({ label, question, action }) => {
        const apply = (): void => this.#moderation.apply(action, label);
        const path = icons.moderation[action.action] ?? '';
        return question
          ? this.#confirmed(action.action, path, label, question, apply)
          : this.#item(path, label, apply);
      })}
    </div>`;
  }

  #reactions(message: ChatMessage): TemplateResult {
    const context = this.#context;
    const { words } = context;
    return html`<div class="quick" role="group">
        ${quickReactions.map(
          (emoji) =>
            html`<button
              type="button"
              role="menuitemcheckbox"
              tabindex="-1"
              aria-checked=${context.hasReacted(message, emoji)}
              @click=${() => this.#react(emoji)}
            >
              ${emoji}
            </button>`,
        )}
        <button type="button" role="menuitem" tabindex="-1" aria-label=${words.text('react')} title=${words.text('react')} @click=${this.#openPicker}>
          ${icon(icons.addReaction)}
        </button>
      </div>`;
  }

  #item(path: string, label: string, action: (message: ChatMessage) => void): TemplateResult {
    return html`<button type="button" role="menuitem" tabindex="-1" @click=${() => this.#run(action)}>
      ${icon(path, path === icons.reply)}<span>${label}</span>
    </button>`;
  }

  /** Closes the menu first: the action may move the focus, and closing would move it away again. */
  #run(action: (message: ChatMessage) => void): void {
    const message = this.#popover.anchor && this.#message && this.#context.latest(this.#message);
    this.#popover.close();
    if (message && !message.deleted) action(message);
  }

  /** Announces the reaction and its people: the focus goes back to the message before the reaction is there. */
  #react(emoji: string): void {
    const context = this.#context;
    this.#run((message) => {
      context.react(message, emoji);
      const latest = context.latest(message);
      const reaction = latest.reactions?.find((each) => each.emoji === emoji);
      if (reaction && context.hasReacted(latest, emoji))
        context.announce(context.timelineParts?.reactionLabel(reaction) ?? '');
    });
  }

  #confirmed(
    key: string,
    path: string,
    label: string,
    question: string,
    action: (message: ChatMessage) => void,
  ): TemplateResult {
    const run = (): void => this.#run(action);
    const { isAsking, words, press } = this.#confirmation.button(key, label, question, run);
    return html`<button type="button" role="menuitem" tabindex="-1" data-danger ?data-asked=${isAsking} @click=${press}>
      ${icon(path)}<span>${words}</span>
    </button>`;
  }

  #openPicker = (): void => {
    const item = this.#message && this.#context.elementOf(keyOf(this.#message));
    if (!item) return;
    this.#picking = 'above';
    this.#picker.open(item);
    this.#host.requestUpdate();
  };

  #onFocusOut = (event: FocusEvent): void => {
    // A picker that closes restores the focus itself, before it reports the chosen emoji.
    if (!this.#picking || this.#picker.opener) this.#popover.onFocusOut(event);
    if (this.#picking !== 'above' || !isElement(event.relatedTarget)) return;
    this.#picking = 'alone';
    this.#host.requestUpdate();
  };

  #onKey = (event: KeyboardEvent): void => {
    if (this.#picking) return;
    this.#popover.onKey(event);
    if (event.key === 'Tab') return this.#popover.close();
    const items = this.#buttons;
    const at = items.findIndex((item) => item.matches(':focus'));
    const row = this.#element?.querySelectorAll('.quick button').length ?? 0;
    const isRtl = getComputedStyle(event.currentTarget as Element).direction === 'rtl';
    const to = moveInMenu(items, row, at, event, isRtl);
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    to.focus();
  };
}
