import type { ReactiveController } from 'lit';
import type { ChatContext, ConversationHost } from '../../element/context.js';

/**
 * The text field says under which name the person writes. Where that is too wide for the field, the label is for screen readers
 * alone, and a shorter one stands in the field. A page's own words stay.
 */
export class FieldLabel implements ReactiveController {
  #host: ConversationHost;
  #context: ChatContext;
  /** The text that was measured last. */
  #measured: string | undefined;
  #fits = true;

  constructor(host: ConversationHost, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    host.addController(this);
  }

  /** Undefined as long as there is no name. */
  get text(): string | undefined {
    const name = this.#context.composer.name.trim();
    if (!name || this.#host.strings?.field) return undefined;
    return this.#context.words.text('fieldAs', { name });
  }

  get placeholder(): string | undefined {
    return this.#fits ? this.text : this.#context.words.text('fieldShort');
  }

  hostUpdated(): void {
    const field = this.#host.shadowRoot?.querySelector<HTMLTextAreaElement>('#field');
    if (field && this.text !== this.#measured) this.measure(field);
  }

  measure(field: HTMLTextAreaElement): void {
    const { text } = this;
    this.#measured = text;
    const fits = text === undefined || widthOf(text, field) <= field.clientWidth;
    if (fits === this.#fits) return;
    this.#fits = fits;
    this.#host.requestUpdate();
  }
}

const canvas = document.createElement('canvas').getContext('2d');

/** How wide a text would be in a field, with the field's padding. */
function widthOf(text: string, field: Element): number {
  const { fontStyle, fontWeight, fontSize, fontFamily, paddingLeft, paddingRight } = getComputedStyle(field);
  if (!canvas) return 0;
  canvas.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  return canvas.measureText(text).width + parseFloat(paddingLeft) + parseFloat(paddingRight);
}
