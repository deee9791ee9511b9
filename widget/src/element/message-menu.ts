import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { ChatMessage } from '../client/index.js';
import { EmojiPicker } from '../emoji/emoji.js';
import type { Conversation } from './conversation.js';
import { place } from './place.js';

const quick = ['👍', '❤️', '😂', '😮', '😢', '🎉'];

/** What can be done with one message. Loaded when it is first asked for. */
export class MessageMenu implements ReactiveController {
  #host: ReactiveControllerHost & HTMLElement;
  #conversation: Conversation;
  #message: ChatMessage | undefined;
  #anchor = new DOMRect();
  /** It is to be shown with the next update; what closes it later closes it for good. */
  #isOpening = false;
  #isAsking = false;
  #isPicking = false;
  #picker: EmojiPicker;

  constructor(host: ReactiveControllerHost & HTMLElement, conversation: Conversation) {
    this.#host = host;
    this.#conversation = conversation;
    host.addController(this);
    this.#picker = new EmojiPicker(host, {
      base: () => conversation.relayUrl,
      language: () => conversation.language,
      words: () => conversation.words,
      choose: (emoji) => this.#do((message) => conversation.react(message, emoji)),
    });
  }

  open(message: ChatMessage, anchor: DOMRect): void {
    this.#message = message;
    this.#anchor = anchor;
    this.#isOpening = true;
    this.#isAsking = this.#isPicking = false;
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const popover = this.#popover;
    if (!popover || !this.#message) return;
    if (this.#isOpening) {
      this.#isOpening = false;
      popover.showPopover();
      popover.querySelector<HTMLElement>('[role^="menuitem"]')?.focus();
    }
    // The picker closes by itself, and there is nothing else in it then.
    if (this.#isPicking && !this.#picker.opener) return popover.hidePopover();
    place(popover, this.#anchor);
  }

  render(): TemplateResult {
    return html`<div part="menu" popover @toggle=${this.#toggled} @keydown=${this.#key}>
      ${this.#message && (this.#isPicking ? this.#picker.render() : this.#items(this.#message))}
    </div>`;
  }

  get #popover(): HTMLElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLElement>('[part="menu"]');
  }

  #items(message: ChatMessage): TemplateResult {
    const acts = this.#conversation;
    const { words } = acts;
    return html`<div role="menu" aria-label=${words.say('actions', { name: message.username ?? words.say('server') })}>
      <div class="quick" role="group">
        ${quick.map(
          (emoji) =>
            html`<button
              type="button"
              role="menuitemcheckbox"
              tabindex="-1"
              aria-checked=${acts.hasReacted(message, emoji)}
              @click=${() => this.#do(() => acts.react(message, emoji))}
            >
              ${emoji}
            </button>`,
        )}
        <button type="button" role="menuitem" tabindex="-1" aria-label=${words.say('react')} title=${words.say('react')} @click=${this.#pick}>
          +
        </button>
      </div>
      ${acts.isReadonly ? nothing : this.#item(words.say('reply'), () => acts.reply(message))}
      ${this.#item(words.say('copy'), () => acts.copy(message))}
      ${acts.mayEdit(message) ? this.#item(words.say('edit'), () => acts.edit(message)) : nothing}
      ${
        acts.mayDelete(message)
          ? this.#isAsking
            ? this.#item(words.say('reallyDelete'), () => acts.remove(message), true)
            : html`<button type="button" role="menuitem" tabindex="-1" @click=${this.#ask}>${words.say('delete')}</button>`
          : nothing
      }
      ${message.own ? nothing : this.#item(words.say('report'), () => acts.report(message))}
    </div>`;
  }

  #item(label: string, act: () => void, isDanger = false): TemplateResult {
    return html`<button type="button" role="menuitem" tabindex="-1" ?data-danger=${isDanger} @click=${() => this.#do(act)}>
      ${label}
    </button>`;
  }

  /** Closes first, so that whatever takes the focus keeps it. */
  #do(act: (message: ChatMessage) => void): void {
    const message = this.#message;
    this.#popover?.hidePopover();
    if (message) act(message);
  }

  /** What cannot be taken back is asked twice. */
  #ask = (): void => {
    this.#isAsking = true;
    this.#host.requestUpdate();
  };

  #pick = (): void => {
    const item = this.#message && this.#conversation.itemOf(this.#message.id);
    if (!item) return;
    this.#isPicking = true;
    this.#picker.open(item);
    this.#host.requestUpdate();
  };

  #toggled = ({ newState }: ToggleEvent): void => {
    if (newState === 'open') return;
    const id = this.#message?.id;
    this.#message = undefined;
    this.#picker.close();
    this.#host.requestUpdate();
    // Only what was lost with the menu: something else may have it by now.
    if (id !== undefined && !this.#host.shadowRoot?.activeElement) this.#conversation.focusMessage(id);
  };

  #key = (event: KeyboardEvent): void => {
    if (this.#isPicking) return;
    const items = [...(this.#popover?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
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
    if (step) to = (at + step + items.length) % items.length;
    else if (event.key === 'Home') to = 0;
    else if (event.key === 'End') to = items.length - 1;
    else if (event.key === 'Tab') this.#popover?.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    items[to]?.focus();
  };
}
