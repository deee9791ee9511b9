import type { ReactiveController } from 'lit';
import type { ChatContext, ConversationHost } from '../../element/context.js';

/**
 * The text field says under which name the person writes. Where that is too wide for the field, the label is for screen readers
 * alone, and a shorter one stands in the field. If that is too wide as well, it is cut here: in a textarea, browsers leave
 * out the ellipsis, and Firefox shows the end of a text from right to left. A page's own words are only cut.
 */
export class FieldLabel implements ReactiveController {
  #host: ConversationHost;
  #context: ChatContext;
  /** The label that was measured last, and what of it fits. */
  #measured: string | undefined;
  #fitting = '';

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

  /** What stands in the field with this label. */
  placeholder(label: string): string {
    return label === this.#measured ? this.#fitting : label;
  }

  hostUpdated(): void {
    const field = this.#host.shadowRoot?.querySelector<HTMLTextAreaElement>('#field');
    if (field && field.getAttribute('aria-label') !== this.#measured) this.measure(field);
  }

  measure(field: HTMLTextAreaElement): void {
    const label = field.getAttribute('aria-label') ?? '';
    const short = this.#host.strings?.field ? label : this.#context.words.text('fieldShort');
    this.#measured = label;
    this.#fitting = fits(label, field) ? label : cutToFit(short, field);
    if (field.placeholder !== this.#fitting) this.#host.requestUpdate();
  }
}

function cutToFit(text: string, field: HTMLTextAreaElement): string {
  if (fits(text, field)) return text;
  const letters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  while (letters.length > 0) {
    letters.pop();
    const cut = `${letters.join('').replace(/[\s.…]+$/, '')}…`;
    if (fits(cut, field)) return cut;
  }
  return '';
}

function fits(text: string, field: HTMLTextAreaElement): boolean {
  return widthOf(text, field) <= field.clientWidth;
}

const canvas = document.createElement('canvas').getContext('2d');

/** How wide a text would be in a field, with the field's padding. */
function widthOf(text: string, field: Element): number {
  const { fontStyle, fontWeight, fontSize, fontFamily, paddingLeft, paddingRight } = getComputedStyle(field);
  if (!canvas) return 0;
  canvas.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  return canvas.measureText(text).width + parseFloat(paddingLeft) + parseFloat(paddingRight);
}
