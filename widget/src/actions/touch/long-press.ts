/** A long press: its duration in milliseconds, and how far the finger may move meanwhile, in CSS pixels. */
const duration = 500;
const maxMove = 10;

/** Recognises a finger that stays on a message. */
export class LongPress {
  #host: HTMLElement;
  #press: { timer: ReturnType<typeof setTimeout>; x: number; y: number } | undefined;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  start({ clientX: x, clientY: y }: PointerEvent, action: (x: number, y: number) => void): void {
    this.cancel();
    const timer = setTimeout(() => {
      this.#ignoreRelease();
      action(x, y);
    }, duration);
    this.#press = { timer, x, y };
  }

  move({ clientX, clientY }: PointerEvent): void {
    if (this.#press && Math.hypot(clientX - this.#press.x, clientY - this.#press.y) > maxMove) this.cancel();
  }

  cancel(): void {
    clearTimeout(this.#press?.timer);
    this.#press = undefined;
  }

  /**
   * The release of this press is no press on what has opened under the finger. Without its default action, the browser
   * sends no mouse events and no click after it, which would move the focus and so close what has opened.
   */
  #ignoreRelease(): void {
    const end = (event: Event): void => {
      if (event.type === 'touchend' && event.cancelable) event.preventDefault();
      this.#host.removeEventListener('touchend', end);
      this.#host.removeEventListener('touchcancel', end);
    };
    this.#host.addEventListener('touchend', end, { passive: false });
    this.#host.addEventListener('touchcancel', end);
  }
}
