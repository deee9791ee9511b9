import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext, ConversationHost } from '../../element/context.js';
import { keyOf } from '../../timeline/message-key.js';
import { dots, icon } from '../../ui/icon/icon.js';
import { isDisplayed } from '../../ui/popover/is-displayed.js';
import { isElement } from '../../ui/is-element.js';
import { addReaction, reply } from '../action-icons.js';
import { quickReactions } from '../quick-reactions.js';
import { canWrite } from '../writing/barrier.js';
import { placeToolbar } from './place-toolbar.js';

/** How far above and below a message the pointer still belongs to it, in CSS pixels. */
const reach = 8;

/**
 * The quick actions beside the button of the menu: of the message under the pointer, and of the one that has the focus. All
 * other messages have that button alone, so the document stays small.
 */
export class MessageToolbar implements ReactiveController {
  readonly more = icon(dots);
  #host: ConversationHost;
  #context: ChatContext;
  /** The keys of the messages under the pointer and with the focus. */
  #hovered: string | undefined;
  #focused: string | undefined;
  /** Where the pointer was last. */
  #pointer = { x: 0, y: 0 };
  /** The toolbars that have a place of their own at the moment. */
  #placed = new Set<HTMLElement>();

  constructor(host: ConversationHost, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    // Both may be there already when this code has loaded.
    this.#focused = keyAt(host.shadowRoot?.activeElement);
    if (matchMedia('(hover: hover)').matches)
      this.#hovered = keyAt(host.shadowRoot?.querySelector('[data-key]:hover'));
    host.addController(this);
    host.addEventListener('pointerleave', () => this.#setHovered(undefined));
    host.shadowRoot?.addEventListener('pointermove', (event) => this.#onPointerMove(event as PointerEvent));
    // Scroll events do not bubble.
    host.shadowRoot?.addEventListener('scroll', this.#onScroll, true);
    host.shadowRoot?.addEventListener('focusin', ({ target }) => this.#setFocused(target));
    host.shadowRoot?.addEventListener('focusout', (event) =>
      this.#setFocused((event as FocusEvent).relatedTarget),
    );
  }

  hostDisconnected(): void {
    this.#hovered = this.#focused = undefined;
  }

  hostUpdated(): void {
    this.#place();
  }

  #place(): void {
    const placed = new Set<HTMLElement>();
    for (const key of new Set([this.#hovered, this.#focused])) {
      const toolbar = key && this.#context.elementOf(key)?.querySelector<HTMLElement>('[part="toolbar"]');
      if (!toolbar || !this.#host.content) continue;
      placeToolbar(toolbar, this.#host.content);
      placed.add(toolbar);
    }
    // One that is not shown any more must not make a chat wider that has become narrow.
    for (const toolbar of this.#placed) if (!placed.has(toolbar)) toolbar.style.inset = '';
    this.#placed = placed;
  }

  /** The quick actions of a message; `nothing` for those that are not shown. */
  render(message: ChatMessage): TemplateResult | typeof nothing {
    const context = this.#context;
    const key = keyOf(message);
    if (key !== this.#hovered && key !== this.#focused) return nothing;
    return html`<span class="quick-actions" ?data-shown=${key === this.#hovered} @mousedown=${keepFocus}>
      ${context.canReact ? this.#quickActions(message) : nothing}
    </span>`;
  }

  #quickActions(message: ChatMessage): TemplateResult {
    const context = this.#context;
    const { words } = context;
    return html`${quickReactions.slice(0, 3).map(
      (emoji) =>
        html`<button
            type="button"
            tabindex="-1"
            aria-pressed=${context.hasReacted(message, emoji)}
            @click=${() => context.react(message, emoji)}
          >
            ${emoji}
          </button>`,
    )}
      <button
        type="button"
        tabindex="-1"
        aria-label=${words.text('react')}
        title=${words.text('react')}
        @click=${({ currentTarget }: Event) => void context.openMenu(message, currentTarget as Element, true)}
      >
        ${icon(addReaction)}
      </button>
      ${canWrite(context) ? html`<button type="button" tabindex="-1" aria-label=${words.text('reply')} title=${words.text('reply')} @click=${() => context.composer.reply(message)}>${icon(reply, true)}</button>` : nothing}`;
  }

  /** The arrow keys move within the toolbar, which has one tab stop. @returns whether the key was handled */
  onKey({ key, target, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const toolbar = isElement(target) && target.closest('[part="toolbar"]');
    if (!toolbar || altKey || ctrlKey || metaKey || (key !== 'ArrowLeft' && key !== 'ArrowRight'))
      return false;
    // In a narrow chat, not all are displayed.
    const buttons = [...toolbar.querySelectorAll('button')].filter(isDisplayed);
    const isForward = (key === 'ArrowRight') === (getComputedStyle(toolbar).direction === 'ltr');
    const at = buttons.findIndex((button) => button === target);
    buttons.at((at + (isForward ? 1 : -1)) % buttons.length)?.focus();
    return true;
  }

  #onPointerMove({ target, pointerType, buttons, clientX: x, clientY: y }: PointerEvent): void {
    // A finger has a long press instead, and a mouse that selects text is not looking for actions.
    if (pointerType === 'touch' || buttons) return;
    this.#pointer = { x, y };
    this.#lookAt(target, y);
  }

  #lookAt(target: EventTarget | null | undefined, y: number): void {
    const key = keyAt(target);
    if (key !== undefined) return this.#setHovered(key);
    // The empty space beside a message belongs to it, so that the pointer can cross it on its way to the toolbar.
    const item = this.#hovered === undefined ? undefined : this.#context.elementOf(this.#hovered);
    const { top = 0, bottom = 0 } = item?.getBoundingClientRect() ?? {};
    const isBeside = isElement(target) && this.#host.content?.contains(target);
    if (!isBeside || y < top - reach || y > bottom + reach) this.#setHovered(undefined);
  }

  /** Another message may have come under a pointer that rests, and another place within the pane be the right one. */
  #onScroll = ({ target }: Event): void => {
    if (target !== this.#host.content) return;
    const { x, y } = this.#pointer;
    if (this.#hovered !== undefined) this.#lookAt(this.#host.shadowRoot?.elementFromPoint(x, y), y);
    if (this.#placed.size > 0) this.#place();
  };

  #setHovered(key: string | undefined): void {
    if (key === this.#hovered) return;
    this.#hovered = key;
    this.#host.requestUpdate();
  }

  #setFocused(target: EventTarget | null): void {
    const key = keyAt(target);
    if (key === this.#focused) return;
    this.#focused = key;
    this.#host.requestUpdate();
  }
}

/** A press leaves the focus where it is, such as in the text field. */
function keepFocus(event: Event): void {
  event.preventDefault();
}

function keyAt(target: EventTarget | null | undefined): string | undefined {
  return isElement(target) ? target.closest<HTMLElement>('[data-key]')?.dataset.key : undefined;
}
