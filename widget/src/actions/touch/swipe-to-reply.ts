import { isElement } from '../../ui/is-element.js';

/** In CSS pixels: when a move is a swipe, how far a message follows the finger, and from where on it is answered. */
const slop = 12;
const maxShift = 72;
const threshold = 52;

interface Swipe {
  item: HTMLElement;
  pointerId: number;
  x: number;
  y: number;
  /** 1 or -1: the direction of the text. */
  direction: number;
  /** How far the message is moved; undefined until the move is a swipe. */
  shift: number | undefined;
}

/** A message that is swiped towards the end of its lines is answered. It follows the finger. */
export class SwipeToReply {
  #reply: (item: HTMLElement) => void;
  #swipe: Swipe | undefined;

  constructor(reply: (item: HTMLElement) => void) {
    this.#reply = reply;
  }

  /** @param target is passed too: an event has none after its dispatch */
  start(
    item: HTMLElement,
    { pointerId, clientX: x, clientY: y }: PointerEvent,
    target: EventTarget | null,
  ): void {
    this.cancel();
    // Long lines of code are scrolled by the same movement, and players are moved forward.
    if (isElement(target) && target.closest('pre, audio, video')) return;
    const direction = getComputedStyle(item).direction === 'rtl' ? -1 : 1;
    this.#swipe = { item, pointerId, x, y, direction, shift: undefined };
  }

  /** @returns whether the finger is swiping */
  move({ pointerId, clientX, clientY }: PointerEvent): boolean {
    const swipe = this.#swipe;
    if (swipe?.pointerId !== pointerId) return false;
    const distance = (clientX - swipe.x) * swipe.direction;
    if (swipe.shift === undefined) {
      if (Math.abs(clientY - swipe.y) > slop || distance < -slop) this.cancel();
      if (distance < slop) return false;
    }
    swipe.shift = Math.max(0, Math.min(distance - slop, maxShift));
    swipe.item.style.translate = `${swipe.shift * swipe.direction}px`;
    swipe.item.dataset.swipe = swipe.shift >= threshold ? 'far' : '';
    return true;
  }

  /** The finger is lifted. */
  end(): void {
    const { item, shift = 0 } = this.#swipe ?? {};
    this.cancel();
    if (item && shift >= threshold) this.#reply(item);
  }

  cancel(): void {
    const { item, shift } = this.#swipe ?? {};
    this.#swipe = undefined;
    if (!item || shift === undefined) return;
    item.style.translate = '';
    delete item.dataset.swipe;
  }
}
