import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChatMessage, ChatRoom } from '../../client/index.js';
import type { ChatContext, ScrollContext } from '../../element/context.js';
import { welcomesMotion } from '../motion/motion.js';
import { zoomOf } from '../../ui/zoom.js';
import { keyOf } from '../message-key.js';

/** The maximum number of pages of older messages that are loaded to reach the first unseen message. */
const maxPages = 10;

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly conversation: ChatContext;
  readonly messages: readonly ChatMessage[];
  /** The scrolling pane of messages, once it is rendered. */
  readonly content: HTMLElement | null;
  loadOlder(): Promise<void>;
}

/** The messages below the divider. Both keys change while older messages load. */
interface Divider {
  readonly hasDivider: boolean;
  /** The key of the first message below the divider; undefined while that message is not loaded. */
  readonly first: string | undefined;
  /** The key of the first loaded message below the divider. */
  readonly firstLoaded: string | undefined;
}

/** Scrolls to the unseen messages, and measures which messages are in view. */
export class UnseenPosition implements ReactiveController {
  #host: Host;
  #scroll: ScrollContext;
  /**
   * The key of the message to scroll to, the first unseen one. Until the reader scrolls, each render scrolls to it again,
   * since the layout may have changed.
   */
  #targetKey: string | undefined;
  /** Whether the next scroll to the target may be smooth. */
  #isSmooth = false;
  /** Ends the smooth scroll to the end, which moves when something arrives meanwhile. */
  #goingToEnd: AbortController | undefined;
  /** Whether the host has rendered since `show`. Then the messages around the target are in the document. */
  #isRendered = false;
  /** The `scrollTop` of the pane after the last scroll to the target. If it differs later, the reader has scrolled. */
  #targetScrollTop: number | undefined;
  /** The room in which older messages are being loaded, to reach the first unseen one. */
  #searched: ChatRoom | undefined;

  constructor(host: Host, scroll: ScrollContext) {
    this.#host = host;
    this.#scroll = scroll;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#isRendered = true;
  }

  /** Scrolls to the target. It runs after `ScrollController`, which was added earlier, and restores the scroll position. */
  hostUpdated(): void {
    const pane = this.#host.content;
    if (!pane?.clientHeight) return;
    if (this.#goingToEnd) pane.scrollTo({ top: pane.scrollHeight, behavior: 'smooth' });
    if (this.#targetKey === undefined || !this.#isRendered) return;
    const distance = this.#distanceTo(this.#targetKey);
    if (this.#isSmooth && scrollsSmoothly(pane, distance)) {
      this.#targetKey = undefined;
      return pane.scrollBy({ top: distance, behavior: 'smooth' });
    }
    pane.scrollTop += distance;
    this.#targetScrollTop = pane.scrollTop;
    // If all unseen messages fit into the pane, it is now at its end.
    this.#scroll.onScroll();
  }

  /** Whether older messages of this room are being loaded, to reach the first unseen one. */
  get isSeeking(): boolean {
    return this.#searched !== undefined && this.#searched === this.#host.conversation.room;
  }

  /** Whether no scroll to a target is pending. */
  get isSettled(): boolean {
    return this.#targetKey === undefined || this.#targetScrollTop !== undefined;
  }

  /** Drops the target if the reader has scrolled, or is at the end. Must be called after each scroll. */
  update(): void {
    const top = this.#host.content?.scrollTop ?? 0;
    const hasScrolled = this.#targetScrollTop !== undefined && Math.abs(top - this.#targetScrollTop) > 1;
    if (hasScrolled || this.#scroll.isAtEnd) this.#targetKey = this.#targetScrollTop = undefined;
    if (this.#scroll.isAtEnd) this.#endGoingToEnd();
  }

  /**
   * Scrolls to the divider. Before that, loads older messages, up to `maxPages`, until the first unseen one is loaded. Stops when
   * the reader enters another room, or sends a message, which removes the divider.
   *
   * @param isAsked whether the reader has asked for it. Otherwise it stays where the reader has scrolled meanwhile
   */
  async goTo(divider: Divider, isAsked = false): Promise<void> {
    const { conversation } = this.#host;
    const { room } = conversation;
    const isSearchNeeded = (): boolean =>
      divider.first === undefined && divider.hasDivider && room === conversation.room;
    if (isSearchNeeded()) this.#searched = room;
    try {
      for (let page = 0; page < maxPages && isSearchNeeded(); page += 1) {
        const oldest = room?.oldest;
        await this.#host.loadOlder();
        if (room?.oldest === oldest) break;
      }
    } finally {
      if (this.#searched === room) this.#searched = undefined;
    }
    const key = divider.firstLoaded;
    // During the load, the reader may have scrolled, or entered another room.
    const isWanted = (isAsked || this.#scroll.isAtEnd) && room === conversation.room;
    if (key !== undefined && isWanted) this.show(key);
  }

  /**
   * Whether all unseen messages are in view, for a reader who is at the end: the divider is not above the pane. False if the
   * first or the newest one is not rendered yet, as when it has just arrived.
   *
   * @param first the key of the first unseen message
   */
  areAllInView(first: string | undefined): boolean {
    const last = this.#host.messages.at(-1);
    const areRendered = [first, last && keyOf(last)].every(
      (key) => key && this.#host.conversation.elementOf(key),
    );
    if (!areRendered || first === undefined) return false;
    return this.#distanceTo(first) >= -(this.#host.content?.clientHeight ?? 0) / 5;
  }

  /**
   * Scrolls to this message after the next render, and again after each render until the reader scrolls.
   *
   * @param isSmooth whether it may take a moment, if the message is near
   */
  show(key: string, isSmooth = false): void {
    this.#scroll.showAround(key);
    this.#endGoingToEnd();
    this.#isSmooth = isSmooth;
    this.#targetKey = key;
    this.#isRendered = false;
    this.#targetScrollTop = undefined;
  }

  goToEnd(): void {
    const pane = this.#host.content;
    const { messages } = this.#host;
    const isRendered = this.#scroll.window.at(-1) === messages.at(-1);
    const distance = pane ? pane.scrollHeight - pane.scrollTop - pane.clientHeight : 0;
    this.#targetKey = this.#targetScrollTop = undefined;
    this.#endGoingToEnd();
    if (!pane || !isRendered || !scrollsSmoothly(pane, distance)) return this.#scroll.scrollToEnd();
    this.#goingToEnd = new AbortController();
    const { signal } = this.#goingToEnd;
    // A reader who scrolls meanwhile goes elsewhere.
    for (const type of ['wheel', 'pointerdown', 'keydown'])
      pane.addEventListener(type, () => this.#endGoingToEnd(), { passive: true, signal });
    pane.scrollBy({ top: distance, behavior: 'smooth' });
  }

  #endGoingToEnd(): void {
    this.#goingToEnd?.abort();
    this.#goingToEnd = undefined;
  }

  /**
   * Whether the divider is further down than the line to which `show` would scroll it, by more than a tenth of the pane.
   *
   * @param key the key of the first message below the divider
   */
  isBelow(key: string): boolean {
    const { messages, content } = this.#host;
    const indexOf = (wanted: string): number => messages.findIndex((message) => keyOf(message) === wanted);
    const last = this.#scroll.window.at(-1);
    if (last && indexOf(key) > indexOf(keyOf(last))) return true;
    return this.#distanceTo(key) > (content?.clientHeight ?? 0) / 10;
  }

  /**
   * Measures how far the divider is below a line at one fifth of the pane's height. Without a divider, measures this message.
   *
   * @returns CSS pixels of the pane; negative above the line
   */
  #distanceTo(key: string): number {
    const pane = this.#host.content;
    const element = pane?.querySelector('[part~="unseen"]') ?? this.#host.conversation.elementOf(key);
    if (!pane || !element) return 0;
    const top = element.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    return top / zoomOf(pane) - pane.clientHeight / 5;
  }

  /** The seq of the last message that ends above the lower edge of the pane; 0 if there is none. */
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
  /** The seq of the first message that begins below the upper edge of the pane; undefined if there is none. */
  get firstInView(): number | undefined {
    const pane = this.#host.content;
    const edge = (pane?.getBoundingClientRect().top ?? 0) - 1;
    for (const element of pane?.querySelectorAll<HTMLElement>('[data-seq]') ?? [])
      if (element.getBoundingClientRect().top >= edge) return Number(element.dataset.seq);
    return undefined;
  }
}

/** Whether a scroll by this distance is short enough to be followed, and the reader wants motion. */
function scrollsSmoothly(pane: HTMLElement, distance: number): boolean {
  return Math.abs(distance) < 2 * pane.clientHeight && welcomesMotion(pane);
}
