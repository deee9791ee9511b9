import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext, ScrollContext } from '../../element/context.js';
import { zoomOf } from '../../ui/zoom.js';
import { keyOf } from '../message-key.js';

/** So many pages of older messages are loaded to show the first unseen one. */
const maxPages = 10;

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly conversation: ChatContext;
  readonly messages: readonly ChatMessage[];
  /** The scrolling pane of messages, once it is rendered. */
  readonly content: HTMLElement | null;
  loadOlder(): Promise<void>;
}

/** The keys of the first message below the divider: if it is loaded, and of the first loaded one in any case. */
interface Divider {
  readonly first: string | undefined;
  readonly firstLoaded: string | undefined;
}

/** Takes the reader to the unseen messages, and measures which messages are in view. */
export class UnseenPosition implements ReactiveController {
  /** Whether older messages are being loaded, down to the first unseen one. */
  isSeeking = false;
  #host: Host;
  #scroll: ScrollContext;
  /** The first unseen message. It stays at its place until the reader scrolls, whatever is laid out anew meanwhile. */
  #target: string | undefined;
  /** Whether the messages around it are rendered. */
  #isRendered = false;
  /** Where it was placed, if it was. The reader's own scrolling is noticed by that. */
  #scrollTop: number | undefined;

  constructor(host: Host, scroll: ScrollContext) {
    this.#host = host;
    this.#scroll = scroll;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#isRendered = true;
  }

  /** A later controller than that of the scroll position, which keeps the position. */
  hostUpdated(): void {
    const pane = this.#host.content;
    if (!pane?.clientHeight || this.#target === undefined || !this.#isRendered) return;
    pane.scrollTop += this.#distanceTo(this.#target);
    this.#scrollTop = pane.scrollTop;
    // The unseen messages may all fit into the pane, which is then at its end.
    this.#scroll.onScroll();
  }

  /** Whether the reader is where they are to be, and not about to be taken elsewhere. */
  get isPlaced(): boolean {
    return this.#target === undefined || this.#scrollTop !== undefined;
  }

  /** To be called after each scroll. */
  update(): void {
    const top = this.#host.content?.scrollTop ?? 0;
    const hasScrolled = this.#scrollTop !== undefined && Math.abs(top - this.#scrollTop) > 1;
    if (hasScrolled || this.#scroll.isAtEnd) this.#target = this.#scrollTop = undefined;
  }

  /** Takes the reader to the divider. Some of the unseen messages may be older than the loaded ones. */
  async goTo(divider: Divider): Promise<void> {
    const { conversation } = this.#host;
    const { room } = conversation;
    this.isSeeking = divider.first === undefined;
    try {
      for (let page = 0; page < maxPages && divider.first === undefined; page += 1) {
        const [oldest] = this.#host.messages;
        await this.#host.loadOlder();
        if (this.#host.messages[0] === oldest) break;
      }
    } finally {
      this.isSeeking = false;
    }
    const key = divider.firstLoaded;
    // Meanwhile the reader may have gone elsewhere.
    if (key !== undefined && this.#scroll.isAtEnd && room === conversation.room) this.show(key);
  }

  /** Whether the divider is in view, for a reader who is at the end. Messages that just arrived may not be rendered yet. */
  areAllInView(first: string | undefined): boolean {
    const last = this.#host.messages.at(-1);
    const areRendered = [first, last && keyOf(last)].every(
      (key) => key && this.#host.conversation.elementOf(key),
    );
    if (!areRendered || first === undefined) return false;
    return this.#distanceTo(first) >= -(this.#host.content?.clientHeight ?? 0) / 5;
  }

  show(key: string): void {
    this.#scroll.showAround(key);
    this.#target = key;
    this.#isRendered = false;
    this.#scrollTop = undefined;
  }

  /** Whether the divider is clearly further down than its place in the pane. */
  isBelow(key: string): boolean {
    const { messages, content } = this.#host;
    const indexOf = (wanted: string): number => messages.findIndex((message) => keyOf(message) === wanted);
    const last = this.#scroll.window.at(-1);
    if (last && indexOf(key) > indexOf(keyOf(last))) return true;
    return this.#distanceTo(key) > (content?.clientHeight ?? 0) / 10;
  }

  /** From a fifth of the pane down to the divider, or to this message if there is no divider above it; in the pane's CSS pixels. */
  #distanceTo(key: string): number {
    const pane = this.#host.content;
    const element = pane?.querySelector('[part~="unseen"]') ?? this.#host.conversation.elementOf(key);
    if (!pane || !element) return 0;
    const top = element.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    return top / zoomOf(pane) - pane.clientHeight / 5;
  }

  /** The seq of the last message that is in view, with all messages before it. */
  get lastInView(): number {
    const pane = this.#host.content;
    const edge = (pane?.getBoundingClientRect().bottom ?? 0) + 1;
    let last = 0;
    for (const element of pane?.querySelectorAll<HTMLElement>('[data-seq]') ?? []) {
      if (element.getBoundingClientRect().bottom > edge) break;
      last = Number(element.dataset.seq);
    }
    return last;
  }
}
