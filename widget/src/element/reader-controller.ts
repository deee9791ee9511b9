import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface Host extends ReactiveControllerHost, HTMLElement {
  /** The pane that scrolls, once it is rendered. */
  readonly content: HTMLElement | null;
}

/** As near to the end of the pane, in CSS pixels, as counts for being there. */
const endMargin = 32;
/** As near to its beginning as makes older messages load. */
const beginMargin = 200;

/**
 * Keeps the reader's place. Who is at the end stays at the end, whatever arrives; for who reads above, the
 * message at the top of the pane stays where it is.
 */
export class ReaderController implements ReactiveController {
  /** Whether the newest message is in view. */
  following = true;
  #host: Host;
  #anchor: { element: Element; top: number } | undefined;
  /** How far the pane is scrolled, which it forgets when it is moved in the document. */
  #top = 0;
  #observer: ResizeObserver | undefined;
  #moved: () => void;

  /** @param moved is called when the reader has scrolled. */
  constructor(host: Host, moved: () => void) {
    this.#host = host;
    this.#moved = moved;
    host.addController(this);
  }

  /** Whether the oldest loaded messages are near the view. */
  get nearBeginning(): boolean {
    const pane = this.#host.content;
    return pane !== null && pane.scrollTop < beginMargin;
  }

  /** To be called on each scroll of the pane, and when the page comes to the foreground. */
  readonly scrolled = (): void => {
    const pane = this.#host.content;
    if (!pane) return;
    this.#top = pane.scrollTop;
    this.following = pane.scrollHeight - pane.scrollTop - pane.clientHeight < endMargin;
    this.#moved();
  };

  follow(): void {
    this.following = true;
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.scrolled);
    const pane = this.#host.content;
    if (pane) pane.scrollTop = this.following ? pane.scrollHeight : this.#top;
    this.#observe();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.scrolled);
    this.#observer?.disconnect();
    this.#observer = undefined;
  }

  hostUpdate(): void {
    const pane = this.#host.content;
    if (!pane || this.following) return;
    const edge = pane.getBoundingClientRect().top;
    for (const element of pane.querySelectorAll('[part~="message"]')) {
      const { top, bottom } = element.getBoundingClientRect();
      if (bottom <= edge) continue;
      this.#anchor = { element, top };
      return;
    }
  }

  hostUpdated(): void {
    const pane = this.#host.content;
    if (!pane) return;
    this.#observe();
    const anchor = this.#anchor;
    this.#anchor = undefined;
    // What the reader was at is gone: another room, or another log.
    if (anchor && !anchor.element.isConnected) {
      this.following = true;
      this.#moved();
    }
    if (this.following) pane.scrollTop = pane.scrollHeight;
    else if (anchor) pane.scrollTop += anchor.element.getBoundingClientRect().top - anchor.top;
  }

  /** A pane that becomes lower, by a growing field or a turned phone, must not hide the end. */
  #observe(): void {
    const pane = this.#host.content;
    if (!pane || this.#observer) return;
    this.#observer = new ResizeObserver(() => {
      if (this.following) pane.scrollTop = pane.scrollHeight;
    });
    this.#observer.observe(pane);
  }
}
