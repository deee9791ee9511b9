import type { ConversationHost } from '../context.js';
import { isDisplayed } from '../../ui/popover/is-displayed.js';
import { isElement } from '../../ui/is-element.js';
import { Popover } from '../../ui/popover/popover.js';

/** The controls of a narrow header as a list below their button. In a wider one, they stand side by side in the header. */
export class Controls {
  #host: ConversationHost;
  #popover: Popover<HTMLElement>;

  constructor(host: ConversationHost) {
    this.#host = host;
    this.#popover = new Popover<HTMLElement>(host, {
      element: () => this.#element,
      alignsEnd: true,
      initialFocus: () => this.#buttons[0],
      restoreFocus: (opener) => (isDisplayed(opener) ? opener : host.content)?.focus(),
      onClose: (opener) => (opener.ariaExpanded = 'false'),
    });
    host.shadowRoot?.addEventListener('keydown', (event) => this.#onKey(event as KeyboardEvent));
    host.shadowRoot?.addEventListener('focusout', (event) => {
      if (this.#isIn(event)) this.#popover.onFocusOut(event as FocusEvent);
    });
  }

  toggle(opener: HTMLElement): void {
    if (this.#popover.anchor) return this.#popover.close();
    opener.ariaExpanded = 'true';
    this.#popover.open(opener);
  }

  #onKey(event: KeyboardEvent): void {
    if (!this.#popover.anchor || !this.#isIn(event)) return;
    this.#popover.onKey(event);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = this.#buttons;
    const at = buttons.findIndex((button) => button === event.target);
    buttons.at((at + step) % buttons.length)?.focus();
  }

  #isIn({ target }: Event): boolean {
    return isElement(target) && this.#element?.contains(target) === true;
  }

  get #element(): HTMLElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLElement>('.controls');
  }

  get #buttons(): HTMLElement[] {
    return [...(this.#element?.querySelectorAll('button') ?? [])].filter(isDisplayed);
  }
}
