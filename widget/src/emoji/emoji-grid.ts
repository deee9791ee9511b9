import { html, nothing, type TemplateResult } from 'lit';
import { isElement } from '../ui/is-element.js';
import type { Emoji } from './emoji-data.js';
import type { EmojiGroup } from './emoji-groups.js';

/** The buttons of a group of emoji, below its name. */
export function groupTemplate({ name, emoji }: EmojiGroup): TemplateResult {
  return html`<div class="picker-group" role=${name ? 'group' : nothing} aria-label=${name || nothing}>
    ${name ? html`<h3>${name}</h3>` : nothing}
    <div class="picker-grid">${emoji.map(emojiTemplate)}</div>
  </div>`;
}

function emojiTemplate({ emoji, name }: Emoji): TemplateResult {
  return html`<button type="button" tabindex="-1" aria-label=${name}>${emoji}</button>`;
}

/** The name and the first shortcode of the active emoji. */
export function nameLine({ name, shortcodes }: Emoji): TemplateResult {
  return html`<b>${name}</b> ${shortcodes[0] ? `:${shortcodes[0]}:` : nothing}`;
}

/** The button of the emoji that an event is about. */
export function buttonOf(event: Event): HTMLElement | undefined {
  const { target } = event;
  if (!isElement(target)) return undefined;
  return target.closest<HTMLElement>('.picker-grid button') ?? undefined;
}

/** The number of columns that the style sheet has laid out. */
export function columnsAround(button: HTMLElement): number {
  const grid = button.parentElement;
  return grid ? getComputedStyle(grid).gridTemplateColumns.split(' ').length : 1;
}

/** Exchanges left and right in right-to-left text. */
export function inReadingOrder(key: string, element: Element): string {
  if (getComputedStyle(element).direction !== 'rtl') return key;
  return key === 'ArrowLeft' ? 'ArrowRight' : key === 'ArrowRight' ? 'ArrowLeft' : key;
}

/** Whether a key types or deletes a character. */
export function isTyping({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  const isLetter = /^[^ ]$/u.test(key);
  return !ctrlKey && !metaKey && (isLetter || key === 'Backspace');
}
