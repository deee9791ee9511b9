import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { doubleClickGuard } from './double-click-guard.js';
import { isDisplayed } from './is-displayed.js';
import { isElement } from '../is-element.js';
import { zoomOf } from '../zoom.js';

/** The distance from the edges of the window, and from the anchor, in CSS pixels. */
const margin = 8;
const gap = 4;
/** The least height of a popover beside what it leaves free: of two lines for a finger. Where there is less, it lies over that. */
const leastRoom = 88;

interface PopoverOptions<Anchor> {
  /** Its element, once it is rendered. One with the attribute `popover` is shown in the top layer, beside its anchor. */
  element: () => HTMLElement | null | undefined;
  /** Whether it ends where its anchor ends; otherwise both begin at the same place. */
  alignsEnd?: boolean;
  /** The element that gets the focus. */
  initialFocus: () => HTMLElement | null | undefined;
  /** Whether it is shown above its anchor, if there is room. */
  isAbove?: boolean;
  /** The area that it leaves free if there is room, besides its anchor. */
  keepOff?: () => DOMRect | undefined;
  /** Whether it is a sheet at the bottom of the window on touch screens. Its style sheet places that. */
  isSheet?: boolean;
  /** Whether its subject is gone, so that it has to close. */
  isObsolete?: () => boolean;
  /** Moves the focus elsewhere when it would be lost with the popover. */
  restoreFocus: (anchor: Anchor) => void;
  onClose?: (anchor: Anchor) => void;
}

/**
 * A popover that opens at an anchor with the next render, and takes the focus. It closes on a press elsewhere, when the
 * focus leaves it, on Escape, and when the chat is removed.
 */
export class Popover<Anchor extends Element | DOMRect> implements ReactiveController {
  /** The element or area that it belongs to, while it is open. */
  anchor: Anchor | undefined;
  #host: ReactiveControllerHost & HTMLElement;
  #options: PopoverOptions<Anchor>;
  /**
   * The element that was shown. It is shown only once: a close from outside must not be undone. But if the whole chat is
   * rendered anew, another element takes its place.
   */
  #shown: HTMLElement | undefined;
  /** The element that fades out. */
  #leaving: HTMLElement | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, options: PopoverOptions<Anchor>) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** Whether its content is to be rendered: it stays while the popover fades out. */
  get isRendered(): boolean {
    return Boolean(this.anchor ?? this.#leaving);
  }

  /** @param anchor a press on an anchor that is an element does not close the popover: it may toggle it */
  open(anchor: Anchor): void {
    this.anchor = anchor;
    this.#shown = undefined;
    this.#hasLeft();
    doubleClickGuard.reset();
    this.#host.ownerDocument.addEventListener('pointerdown', this.#onPointerDown, true);
    this.#host.requestUpdate();
  }

  close(): void {
    const { anchor } = this;
    if (!anchor) return;
    const element = this.#options.element();
    // The focus is moved only if it would be lost.
    const hasFocus = element?.contains(this.#host.shadowRoot?.activeElement ?? null);
    this.anchor = undefined;
    this.#host.ownerDocument.removeEventListener('pointerdown', this.#onPointerDown, true);
    if (hasFocus) this.#options.restoreFocus(anchor);
    if (element?.popover) void this.#leave(element);
    this.#options.onClose?.(anchor);
    this.#host.requestUpdate();
  }

  /** What fades out cannot be pressed, focused or heard any more. */
  async #leave(element: HTMLElement): Promise<void> {
    element.hidePopover();
    // The style sheet has begun the transitions, if there are any: of its opacity, and of its absence.
    const transitions = element.getAnimations();
    if (transitions.length === 0) return;
    this.#leaving = element;
    element.inert = true;
    await Promise.allSettled(transitions.map(({ finished }) => finished));
    // It may have been opened again meanwhile.
    if (this.#leaving === element && !element.getAnimations().length) this.#hasLeft();
  }

  #hasLeft(): void {
    if (!this.#leaving) return;
    this.#leaving.inert = false;
    this.#leaving = undefined;
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.close();
    this.#hasLeft();
  }

  hostUpdated(): void {
    const element = this.#options.element();
    if (!element || !this.anchor) return;
    if (this.#options.isObsolete?.() || (isElement(this.anchor) && !isDisplayed(this.anchor)))
      return this.close();
    if (element !== this.#shown) {
      this.#shown = element;
      if (element.popover) element.showPopover();
      this.#options.initialFocus()?.focus({ preventScroll: true });
    }
    if (!element.popover) return;
    const isSheet = this.#options.isSheet && matchMedia('(pointer: coarse)').matches;
    if (isSheet) element.style.inset = '';
    else position(element, this.anchor, this.#options);
  }

  /** To be called with the popover's `keydown` events. */
  readonly onKey = (event: KeyboardEvent): void => {
    // A held key would press the button that replaces the pressed one.
    if (event.repeat && event.key === 'Enter') event.preventDefault();
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  };

  /** To be called with its `focusout` events. An open popover would cover the element that has the focus now. */
  readonly onFocusOut = ({ relatedTarget }: FocusEvent): void => {
    if (!isElement(relatedTarget) || this.#options.element()?.contains(relatedTarget)) return;
    if (!isInDialog(relatedTarget)) this.close();
  };

  /** To be called with the clicks on an area that a sheet lays over all that is beside it: no such click is another press. */
  readonly onClickBeside = ({ clientX, clientY }: MouseEvent): void => {
    const rect = this.#options.element()?.getBoundingClientRect();
    if (rect && !isWithin(rect, clientX, clientY)) this.close();
  };

  #onPointerDown = (event: PointerEvent): void => {
    if (isPressOn(event, this.#options.element()) || isPressOn(event, this.anchor)) return;
    if (!event.composedPath().some(isInDialog)) this.close();
  };
}

/** A large picture, opened from a popover, lies over it for a while. */
function isInDialog(target: EventTarget): boolean {
  return isElement(target) && target.closest('[part="lightbox"]') !== null;
}

/** A button in the list of a narrow header's controls is gone with that list, so what it opens belongs to the list's button. */
export function outerOpener(button: HTMLElement): HTMLElement {
  const opener = button.closest('.controls:popover-open')?.previousElementSibling;
  return opener ? (opener as HTMLElement) : button;
}

/**
 * Positions it below its anchor, or above if that is wanted or there is no room, and always within the window. If the area
 * that it leaves free is too high, it is beside that.
 */
function position(
  popover: HTMLElement,
  anchor: Element | DOMRect,
  {
    alignsEnd = false,
    isAbove = false,
    keepOff,
  }: Pick<PopoverOptions<never>, 'alignsEnd' | 'isAbove' | 'keepOff'>,
): void {
  const free = keepOff?.();
  const { style } = popover;
  style.maxBlockSize = '';
  // In the corner of the window its coordinates tell the size of the window, which depends on the CSS `zoom` of the page.
  style.inset = 'auto 0 0 auto';
  const rect = popover.getBoundingClientRect();
  const { width, right: innerWidth, bottom: innerHeight } = rect;
  let { height } = rect;
  const { left, right, top, bottom } = isElement(anchor) ? anchor.getBoundingClientRect() : anchor;
  const isRightToLeft = getComputedStyle(popover).direction === 'rtl';
  let start = isRightToLeft === alignsEnd ? left : right - width;
  const below = Math.max(bottom, free?.bottom ?? 0) + gap;
  const above = Math.min(top, free?.top ?? Infinity) - gap - height;
  const hasRoomBelow = below + height <= innerHeight - margin;
  let block = !hasRoomBelow || (isAbove && above >= margin) ? above : below;
  if (free && block < margin) {
    block = bottom + gap;
    const isRoomAfter = free.right + gap + width <= innerWidth - margin;
    const isRoomBefore = free.left - gap - width >= margin;
    if (isRoomAfter || isRoomBefore) start = isRoomAfter ? free.right + gap : free.left - gap - width;
    else {
      // In a low window, what has no room is scrolled.
      const roomBelow = innerHeight - margin - below;
      const room = Math.max(roomBelow, above + height - margin);
      if (room >= leastRoom) {
        style.maxBlockSize = `${room / zoomOf(popover)}px`;
        height = room;
        block = room === roomBelow ? below : margin;
      }
    }
  }
  const place = (wanted: number, last: number): string =>
    `${Math.max(margin, Math.min(wanted, last - margin)) / zoomOf(popover)}px`;
  style.inset = `${place(block, innerHeight - height)} auto auto ${place(start, innerWidth - width)}`;
}

/** Compares coordinates too: if the chat is in a closed shadow root, the document does not see the pressed element. */
function isPressOn(event: PointerEvent, element: unknown): boolean {
  if (!isElement(element)) return false;
  return (
    event.composedPath().includes(element) ||
    isWithin(element.getBoundingClientRect(), event.clientX, event.clientY)
  );
}

function isWithin({ left, right, top, bottom }: DOMRect, x: number, y: number): boolean {
  return left < x && x < right && top < y && y < bottom;
}
