import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext } from '../../element/context.js';
import { EmojiPicker } from '../../emoji/emoji.js';
import type { ModerationActions } from '../../moderation/moderation-actions.js';
import { keyOf } from '../../timeline/message-key.js';
import { doubleClickGuard } from '../../ui/popover/double-click-guard.js';
import { Popover } from '../../ui/popover/popover.js';
import type { MessageActions } from '../message-actions.js';
import { mayEdit } from '../message-changes.js';
import { quickReactions } from '../quick-reactions.js';

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
  /** The action that waits for its confirmation. */
  #unconfirmed: string | undefined;
  #isPicking = false;
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
    this.#popover = new Popover<DOMRect>(host, {
      element: () => this.#element,
      initialFocus: () => this.#buttons[0],
      isObsolete: () => this.#isObsolete,
      restoreFocus: () => this.#message && context.focusMessage(keyOf(this.#message)),
      onClose: () => {
        this.#message = undefined;
        this.#picker.close();
      },
    });
    this.#picker = new EmojiPicker(host, {
      base: () => context.relayUrl,
      language: () => context.language,
      words: () => context.words,
      person: () => context.room?.storagePrefix,
      choose: (emoji) => this.#run((message) => context.react(message, emoji)),
    });
  }

  /** @param isPicking whether the emoji picker is shown in place of the menu */
  open(message: ChatMessage, anchor: DOMRect, isPicking: boolean): void {
    this.#message = message;
    this.#unconfirmed = undefined;
    this.#isPicking = false;
    this.#moderation.restrictions.load();
    this.#popover.open(anchor);
    if (isPicking) this.#openPicker();
  }

  render(): TemplateResult {
    // Not an automatic popover: lifting the finger that opened it by a long press would close it.
    return html`<div part="menu" popover="manual" tabindex="-1" @click=${doubleClickGuard} @keydown=${this.#onKey} @focusout=${this.#onFocusOut}>
      ${this.#message && (this.#isPicking ? this.#picker.render() : this.#items(this.#context.latest(this.#message)))}
    </div>`;
  }

  get #element(): HTMLElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLElement>('[part="menu"]');
  }

  get #buttons(): HTMLElement[] {
    return [...(this.#element?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
  }

  get #isObsolete(): boolean {
    const message = this.#message;
    // After the picker has closed itself, the popover is empty.
    if (!message || (this.#isPicking && !this.#picker.opener)) return true;
    // The message may have been deleted, or its room may have been left.
    const isInDocument = this.#context.elementOf(keyOf(message));
    return !isInDocument || this.#context.latest(message).deleted === true;
  }

  #items(message: ChatMessage): TemplateResult {
    const context = this.#context;
    const { words } = context;
    const actions = this.#actions;
    return html`<div role="menu" aria-label=${words.text('actions', { name: message.username ?? words.text('server') })}>
      ${context.canReact ? this.#reactions(message) : nothing}
      ${context.isReadonly ? nothing : this.#item(words.text('reply'), (latest) => actions.reply(latest))}
      ${this.#item(words.text('copy'), (latest) => void actions.copy(latest))}
      ${isPageLinkable() ? this.#item(words.text('copyLink'), (latest) => void actions.copyLink(latest)) : nothing}
      ${mayEdit(context, message) ? this.#item(words.text('edit'), (latest) => actions.edit(latest)) : nothing}
      ${
        actions.mayDelete(message)
          ? this.#confirmed('delete', words.text('delete'), words.text('reallyDelete'), (latest) =>
              actions.delete(latest),
            )
          : nothing
      }
      ${message.own ? nothing : this.#item(words.text('report'), (latest) => actions.report(latest))}
      ${this.#moderation.actionsOn({ ...message, id: message.sender }).map(({ label, question, action }) => {
        const apply = (): void => this.#moderation.apply(action);
        return question ? this.#confirmed(action.action, label, question, apply) : this.#item(label, apply);
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
              @click=${() => this.#run((latest) => context.react(latest, emoji))}
            >
              ${emoji}
            </button>`,
        )}
        <button type="button" role="menuitem" tabindex="-1" aria-label=${words.text('react')} title=${words.text('react')} @click=${this.#openPicker}>
          +
        </button>
      </div>`;
  }

  #item(label: string, action: (message: ChatMessage) => void): TemplateResult {
    return this.#button(label, () => this.#run(action));
  }

  #button(label: string, click: () => void, isDanger = false): TemplateResult {
    return html`<button type="button" role="menuitem" tabindex="-1" ?data-danger=${isDanger} @click=${click}>
      ${label}
    </button>`;
  }

  /** Closes the menu first: the action may move the focus, and closing would move it away again. */
  #run(action: (message: ChatMessage) => void): void {
    const message = this.#message && this.#context.latest(this.#message);
    this.#popover.close();
    if (message && !message.deleted) action(message);
  }

  /** An action that cannot be undone is confirmed by a second click on the same button, so that the focus stays there. */
  #confirmed(
    key: string,
    label: string,
    question: string,
    action: (message: ChatMessage) => void,
  ): TemplateResult {
    const isUnconfirmed = this.#unconfirmed === key;
    const click = (): void => {
      if (isUnconfirmed) return this.#run(action);
      this.#unconfirmed = key;
      this.#host.requestUpdate();
    };
    return this.#button(isUnconfirmed ? question : label, click, isUnconfirmed);
  }

  #openPicker = (): void => {
    const item = this.#message && this.#context.elementOf(keyOf(this.#message));
    if (!item) return;
    this.#isPicking = true;
    this.#picker.open(item);
    this.#host.requestUpdate();
  };

  #onFocusOut = (event: FocusEvent): void => {
    // A picker that closes restores the focus itself, before it reports the chosen emoji.
    if (!this.#isPicking || this.#picker.opener) this.#popover.onFocusOut(event);
  };

  #onKey = (event: KeyboardEvent): void => {
    if (this.#isPicking) return;
    this.#popover.onKey(event);
    const items = this.#buttons;
    const at = items.findIndex((item) => item.matches(':focus'));
    const isRtl = getComputedStyle(event.currentTarget as Element).direction === 'rtl';
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      ArrowRight: isRtl ? -1 : 1,
      ArrowLeft: isRtl ? 1 : -1,
    };
    const step = steps[event.key];
    let to: number | undefined;
    if (step) to = (Math.max(at, step > 0 ? -1 : 0) + step + items.length) % items.length;
    else if (event.key === 'Home') to = 0;
    else if (event.key === 'End') to = items.length - 1;
    else if (event.key === 'Tab') return this.#popover.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
    items[to]?.focus();
  };
}
