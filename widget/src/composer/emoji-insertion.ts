import { html, type TemplateResult } from 'lit';
import type { ChatContext, ConversationHost } from '../element/context.js';
import { EmojiPicker } from '../emoji/emoji.js';
import { Popover } from '../ui/popover/popover.js';

/** The emoji picker of the text field. It inserts at the caret, and the focus returns to the text. */
export class EmojiInsertion {
  #host: ConversationHost;
  #popover: Popover<HTMLElement>;
  #picker: EmojiPicker;

  constructor(host: ConversationHost, context: ChatContext) {
    this.#host = host;
    // Before the picker: only what is shown can have the focus.
    this.#popover = new Popover<HTMLElement>(host, {
      element: () => host.shadowRoot?.querySelector<HTMLElement>('.emoji'),
      initialFocus: () => undefined,
      isAbove: true,
      isObsolete: () => !this.#picker.opener,
      restoreFocus: () => this.#field?.focus(),
      onClose: (button) => {
        this.#picker.close();
        if (host.shadowRoot?.activeElement === button) this.#field?.focus();
      },
    });
    this.#picker = new EmojiPicker(host, {
      base: () => context.relayUrl,
      language: () => context.language,
      words: () => context.words,
      person: () => context.room?.storagePrefix,
      isKept: () => this.#popover.isRendered,
      announce: (sentence) => context.announce(sentence),
      choose: (emoji) => this.#insert(emoji),
    });
  }

  toggle(button: HTMLElement): void {
    if (this.#popover.anchor) return this.#popover.close();
    this.#picker.open(button);
    this.#popover.open(button);
  }

  render(): TemplateResult {
    return html`<div class="emoji" popover="manual">${this.#picker.render()}</div>`;
  }

  #insert(emoji: string): void {
    const field = this.#field;
    if (!field) return;
    field.setRangeText(emoji, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    field.focus();
  }

  get #field(): HTMLTextAreaElement | null | undefined {
    return this.#host.shadowRoot?.querySelector('textarea');
  }
}
