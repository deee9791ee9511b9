import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { firstClick } from './double-click-guard.js';
import { isElement } from './is-element.js';

/** How far from the edges of the window, and from what it belongs to, in CSS pixels. */
const margin = 8;
const gap = 4;

interface PopoverOptions<Anchor> {
  /** Its element, once it is rendered. One with the attribute `popover` is put beside its anchor, above all else. */
  element: () => HTMLElement | null | undefined;
  /** What has the focus first. */
  first: () => HTMLElement | null | undefined;
  /** Whether there is nothing left that it is about. */
  isOver?: () => boolean;
  /** Takes the focus, which would be lost with it. */
  giveBack: (anchor: Anchor) => void;
  closed?: (anchor: Anchor) => void;
}

/**
 * What opens at an anchor with the next render, and takes the focus. A press elsewhere, the focus that leaves it, Escape, and
 * the end of the chat close it.
 */
export class Popover<Anchor extends Element | DOMRect> implements ReactiveController {
  /** What it belongs to, while it is open. */
  anchor: Anchor | undefined;
  #host: ReactiveControllerHost & HTMLElement;
  #options: PopoverOptions<Anchor>;
  /** It is to be shown with the next update; what closes it later closes it for good. */
  #isOpening = false;

  constructor(host: ReactiveControllerHost & HTMLElement, options: PopoverOptions<Anchor>) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** @param anchor where it is one's element, a press on it is not a press elsewhere: it may close by that, too */
  open(anchor: Anchor): void {
    this.anchor = anchor;
    this.#isOpening = true;
    firstClick.forget();
    this.#host.ownerDocument.addEventListener('pointerdown', this.#pressed, true);
    this.#host.requestUpdate();
  }

  close(): void {
    const { anchor } = this;
    if (!anchor) return;
    const element = this.#options.element();
    // Only a focus that would be lost is moved.
    const hasFocus = element?.contains(this.#host.shadowRoot?.activeElement ?? null);
    this.anchor = undefined;
    this.#host.ownerDocument.removeEventListener('pointerdown', this.#pressed, true);
    if (hasFocus) this.#options.giveBack(anchor);
    if (element?.popover) element.hidePopover();
    this.#options.closed?.(anchor);
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.close();
  }

  hostUpdated(): void {
    const element = this.#options.element();
    if (!element || !this.anchor) return;
    if (this.#options.isOver?.()) return this.close();
    if (this.#isOpening) {
      this.#isOpening = false;
      if (element.popover) element.showPopover();
      this.#options.first()?.focus({ preventScroll: true });
    }
    if (element.popover) place(element, this.anchor);
  }

  /** To be given its keys. */
  readonly key = (event: KeyboardEvent): void => {
    // A key that is held would press what comes in the place of what it has pressed.
    if (event.repeat && event.key === 'Enter') event.preventDefault();
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  };

  /** To be given when the focus leaves what is in it. It would stand above what has the focus then. */
  readonly left = ({ relatedTarget }: FocusEvent): void => {
    if (isElement(relatedTarget) && !this.#options.element()?.contains(relatedTarget)) this.close();
  };

  #pressed = (event: PointerEvent): void => {
    if (!isPressOn(event, this.#options.element()) && !isPressOn(event, this.anchor)) this.close();
  };
}

/** Puts it below its anchor, or above where there is no room, and always within the window. */
function place(popover: HTMLElement, anchor: Element | DOMRect): void {
  const { innerWidth, innerHeight } = popover.ownerDocument.defaultView ?? window;
  const { width, height } = popover.getBoundingClientRect();
  const { left, right, top, bottom } = isElement(anchor) ? anchor.getBoundingClientRect() : anchor;
  const start = getComputedStyle(popover).direction === 'rtl' ? right - width : left;
  const below = bottom + gap;
  const block = below + height > innerHeight - margin ? top - gap - height : below;
  popover.style.left = `${Math.max(margin, Math.min(start, innerWidth - margin - width))}px`;
  popover.style.top = `${Math.max(margin, Math.min(block, innerHeight - margin - height))}px`;
}

/** Where the chat is in a closed shadow root, the document is told where a press is, and not on what. */
function isPressOn(event: PointerEvent, element: unknown): boolean {
  if (!isElement(element)) return false;
  const { clientX, clientY } = event;
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return (
    event.composedPath().includes(element) ||
    (left < clientX && clientX < right && top < clientY && clientY < bottom)
  );
}
