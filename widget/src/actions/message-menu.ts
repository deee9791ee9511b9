import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ChatMessage } from '../client/index.js';
import { EmojiPicker } from '../emoji/emoji.js';
import type { ChatContext } from '../element/context.js';
import { firstClick } from '../ui/double-click-guard.js';
import type { MessageActs } from './message-actions.js';
import { keyOf } from '../timeline/message-key.js';
import { Popover } from '../ui/popover.js';

const quick = ['👍', '❤️', '😂', '😮', '😢', '🎉'];

/** What can be done with one message. Loaded when it is first asked for. */
export class MessageMenu {
  #host: ReactiveControllerHost & HTMLElement;
  #conversation: ChatContext;
  #acts: MessageActs;
  #message: ChatMessage | undefined;
  #popover: Popover<DOMRect>;
  /** What is asked once more before it is done. */
  #asked: string | undefined;
  #isPicking = false;
  #picker: EmojiPicker;

  constructor(host: ReactiveControllerHost & HTMLElement, conversation: ChatContext, acts: MessageActs) {
    this.#host = host;
    this.#conversation = conversation;
    this.#acts = acts;
    this.#popover = new Popover<DOMRect>(host, {
      element: () => this.#element,
      first: () => this.#buttons[0],
      isOver: () => this.#isOver,
      giveBack: () => this.#message && conversation.focusMessage(keyOf(this.#message)),
      closed: () => {
        this.#message = undefined;
        this.#picker.close();
      },
    });
    this.#picker = new EmojiPicker(host, {
      base: () => conversation.relayUrl,
      language: () => conversation.language,
      words: () => conversation.words,
      choose: (emoji) => this.#do((message) => conversation.react(message, emoji)),
    });
  }

  open(message: ChatMessage, anchor: DOMRect): void {
    this.#message = message;
    this.#asked = undefined;
    this.#isPicking = false;
    this.#acts.standing.look();
    this.#popover.open(anchor);
  }

  render(): TemplateResult {
    // A popover that closes by itself does so when the finger is lifted that has called for it.
    return html`<div part="menu" popover="manual" tabindex="-1" @click=${firstClick} @keydown=${this.#key} @focusout=${this.#left}>
      ${this.#message && (this.#isPicking ? this.#picker.render() : this.#items(this.#conversation.latest(this.#message)))}
    </div>`;
  }

  get #element(): HTMLElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLElement>('[part="menu"]');
  }

  get #buttons(): HTMLElement[] {
    return [...(this.#element?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
  }

  get #isOver(): boolean {
    const message = this.#message;
    // The picker closes by itself, and there is nothing else in it then.
    if (!message || (this.#isPicking && !this.#picker.opener)) return true;
    // Meanwhile it may have been deleted, or be in a room that was left.
    const isThere = this.#conversation.itemOf(keyOf(message));
    return !isThere || this.#conversation.latest(message).deleted === true;
  }

  #items(message: ChatMessage): TemplateResult {
    const conversation = this.#conversation;
    const { words } = conversation;
    const acts = this.#acts;
    return html`<div role="menu" aria-label=${words.say('actions', { name: message.username ?? words.say('server') })}>
      ${conversation.canReact ? this.#reactions(message) : nothing}
      ${conversation.isReadonly ? nothing : this.#item(words.say('reply'), (latest) => acts.reply(latest))}
      ${this.#item(words.say('copy'), (latest) => acts.copy(latest))}
      ${conversation.mayEdit(message) ? this.#item(words.say('edit'), (latest) => acts.edit(latest)) : nothing}
      ${
        acts.mayDelete(message)
          ? this.#twice('delete', words.say('delete'), words.say('reallyDelete'), (latest) =>
              acts.remove(latest),
            )
          : nothing
      }
      ${message.own ? nothing : this.#item(words.say('report'), (latest) => acts.report(latest))}
      ${acts.decrees({ ...message, id: message.sender }).map(({ label, question, decree }) => {
        const act = (): void => acts.moderate(decree);
        return question ? this.#twice(decree.action, label, question, act) : this.#item(label, act);
      })}
    </div>`;
  }

  #reactions(message: ChatMessage): TemplateResult {
    const acts = this.#conversation;
    const { words } = acts;
    return html`<div class="quick" role="group">
        ${quick.map(
          (emoji) =>
            html`<button
              type="button"
              role="menuitemcheckbox"
              tabindex="-1"
              aria-checked=${acts.hasReacted(message, emoji)}
              @click=${() => this.#do((latest) => acts.react(latest, emoji))}
            >
              ${emoji}
            </button>`,
        )}
        <button type="button" role="menuitem" tabindex="-1" aria-label=${words.say('react')} title=${words.say('react')} @click=${this.#pick}>
          +
        </button>
      </div>`;
  }

  #item(label: string, act: (message: ChatMessage) => void): TemplateResult {
    return this.#button(label, () => this.#do(act));
  }

  #button(label: string, click: () => void, isDanger = false): TemplateResult {
    return html`<button type="button" role="menuitem" tabindex="-1" ?data-danger=${isDanger} @click=${click}>
      ${label}
    </button>`;
  }

  /** Closes first, so that whatever takes the focus keeps it. */
  #do(act: (message: ChatMessage) => void): void {
    const message = this.#message && this.#conversation.latest(this.#message);
    this.#popover.close();
    if (message && !message.deleted) act(message);
  }

  /** What cannot be taken back is asked twice, by one button, so that the focus stays where it is. */
  #twice(act: string, label: string, question: string, doIt: (message: ChatMessage) => void): TemplateResult {
    const isAsked = this.#asked === act;
    const click = (): void => {
      if (isAsked) return this.#do(doIt);
      this.#asked = act;
      this.#host.requestUpdate();
    };
    return this.#button(isAsked ? question : label, click, isAsked);
  }

  #pick = (): void => {
    const item = this.#message && this.#conversation.itemOf(keyOf(this.#message));
    if (!item) return;
    this.#isPicking = true;
    this.#picker.open(item);
    this.#host.requestUpdate();
  };

  #left = (event: FocusEvent): void => {
    // A picker that has closed gives the focus back by itself, before it says what was chosen.
    if (!this.#isPicking || this.#picker.opener) this.#popover.left(event);
  };

  #key = (event: KeyboardEvent): void => {
    if (this.#isPicking) return;
    this.#popover.key(event);
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
