import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../ui/icon/icon.js';
import { isElement } from '../../ui/is-element.js';
import type { Emoji } from '../emoji-data.js';
import type { EmojiGroup } from './emoji-groups.js';
import type { Chunk } from './near-chunks.js';

/** The emoji of a group, below its name. @param near the numbers of the chunks that are rendered; the others have their size */
export function groupTemplate(
  { name, emoji }: EmojiGroup,
  chunks: readonly Chunk<Emoji>[],
  near: ReadonlySet<number>,
): TemplateResult {
  return html`<div class="picker-group" role=${name ? 'group' : nothing} aria-label=${name || nothing}>
    ${name ? html`<h3 aria-hidden="true">${name}</h3>` : nothing}
    ${chunks.map(
      (chunk) =>
        // Set as a property, because a page's Content Security Policy may forbid style attributes.
        html`<div class="picker-grid" .style=${`--_count:${chunk.items.length}`}>${
          near.has(chunk.number)
            ? chunk.items.map((each, at) => emojiTemplate(each, chunk, at, emoji.length))
            : nothing
        }</div>`,
    )}
  </div>`;
}

function emojiTemplate(
  { emoji, name }: Emoji,
  { start, startInGroup }: Chunk<Emoji>,
  at: number,
  size: number,
): TemplateResult {
  return html`<button
    type="button"
    role="option"
    tabindex="-1"
    aria-selected="false"
    aria-label=${name}
    aria-posinset=${startInGroup + at + 1}
    aria-setsize=${size}
    data-at=${start + at}
  >${emoji}</button>`;
}

/** The bar that leads to the groups. @param current the group in view; it alone can be reached by the Tab key */
export function barTemplate(
  groups: readonly EmojiGroup[],
  current: number,
  go: (group: number, event: MouseEvent) => void,
): TemplateResult {
  return html`<div class="picker-bar" @keydown=${moveInBar}>
    ${groups.map(
      ({ name, icon: path }, group) =>
        html`<button
          type="button"
          tabindex=${group === current ? 0 : -1}
          aria-label=${name}
          title=${name}
          aria-current=${group === current ? 'true' : nothing}
          @click=${(event: MouseEvent) => go(group, event)}
        >${icon(path)}</button>`,
    )}
  </div>`;
}

function moveInBar(event: KeyboardEvent): void {
  const { target, currentTarget } = event;
  if (!isElement(target) || !isElement(currentTarget)) return;
  const key = inReadingOrder(event.key, target);
  const next = key === 'ArrowLeft' ? target.previousElementSibling : target.nextElementSibling;
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
  event.preventDefault();
  event.stopPropagation();
  (next as HTMLElement | null)?.focus();
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
