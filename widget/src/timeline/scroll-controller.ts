import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChatMessage } from '../client/index.js';
import type { ChatContext } from '../element/context.js';
import { zoomOf } from '../ui/zoom.js';
import { keyOf } from './message-key.js';

interface Host extends ReactiveControllerHost, HTMLElement {
  /** The scrolling pane of messages, once it is rendered. */
  readonly content: HTMLElement | null;
  /** All messages that are loaded, oldest first. */
  readonly messages: readonly ChatMessage[];
  readonly conversation: Pick<ChatContext, 'elementOf' | 'timelineParts'>;
  /** Called when the reader scrolls near the oldest of them. */
  loadOlder(): Promise<void>;
}

/** The reader counts as being at the end within this distance of it, in CSS pixels. */
const endMargin = 32;
/**
 * The document holds this many messages at most, apart from deleted ones; the window over the loaded ones moves by this step.
 */
const windowSize = 300;
const windowStep = 100;
/**
 * For a reader at the end, it holds this many: each message more costs less then, and so does the first of all. It begins at a
 * multiple of the grid, and so does not move with each message.
 */
const endSize = 100;
const windowGrid = 50;
/** No message is lower, in CSS pixels: in a high pane, the window holds as many as fill it. */
const lowest = 20;

/**
 * Keeps the reader's position. A reader at the end stays at the end when messages arrive. For a reader further up, the
 * message at the top of the pane stays where it is. However many messages are loaded, the document holds only those near
 * the reader.
 */
export class ScrollController implements ReactiveController {
  /** Whether all loaded messages are rendered. */
  isPrinting = false;
  #host: Host;
  /** The element's document. The element may be moved into the document of another window. */
  #document = document;
  #isAtEnd = true;
  /** The key of the first message in the document, for a reader who is not at the end. */
  #first: string | undefined;
  /** The message at the top of the pane, measured before the render. */
  #anchor: { key: string; top: number } | undefined;
  /** The pane's last known scroll position. The pane itself loses it when it is moved within the document. */
  #scrollTop = 0;
  #height = 0;
  #width = 0;
  #observer: ResizeObserver | undefined;
  /** The pane of the observer. Another one replaces it when the whole chat is rendered anew. */
  #observed: HTMLElement | undefined;
  /** The next render jumps to another position, so the current one is not to be kept. */
  #isJumping = false;
  #onMove: () => void;

  /** @param onMove is called when other messages may have come into view */
  constructor(host: Host, onMove: () => void) {
    this.#host = host;
    this.#onMove = onMove;
    host.addController(this);
  }

  /** Whether the newest message is in view. */
  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** The messages that are to be rendered. */
  get window(): readonly ChatMessage[] {
    const { messages } = this.#host;
    if (this.isPrinting) return messages;
    const start = this.#start(messages);
    return messages.slice(start, walk(messages, start, windowSize));
  }

  /** Whether the window begins with the oldest loaded message. */
  get isAtBeginning(): boolean {
    return this.isPrinting || this.#start(this.#host.messages) === 0;
  }

  /** To be called on each scroll of the pane, and when the page comes to the foreground. */
  readonly onScroll = (): void => {
    const pane = this.#host.content;
    // A pane that is not displayed has no size, and its scroll event means nothing.
    // Before a jump, the old position does not matter any more.
    if (!pane?.clientHeight || this.#isJumping) return;
    // A pane whose size has just changed was scrolled by that, and not by the reader.
    // A pane at its last known position was not scrolled at all, though its content may have grown.
    if (this.#isAtEnd && (pane.clientHeight !== this.#height || pane.scrollTop === this.#scrollTop))
      return this.#onMove();
    this.#scrollTop = pane.scrollTop;
    const above = pane.scrollTop;
    const below = pane.scrollHeight - above - pane.clientHeight;
    const { messages } = this.#host;
    const start = this.#start(messages);
    const endsAtNewest = walk(messages, start, windowSize) === messages.length;
    this.#setAtEnd(endsAtNewest && below < endMargin);
    this.#onMove();
    if (this.#isAtEnd) return;
    this.#first ??= keyAt(messages, start);
    if (above < pane.clientHeight) {
      if (start > 0) this.#move(walk(messages, start, -windowStep));
      else void this.#loadOlder();
    } else if (below < pane.clientHeight && !endsAtNewest) {
      this.#move(walk(messages, start, windowStep));
    }
  };

  /** Scrolls to the newest message. */
  scrollToEnd(): void {
    this.#isJumping = true;
    this.#setAtEnd(true);
    this.#host.requestUpdate();
  }

  /** Moves the window so that the next update renders this message, if it is loaded. */
  showAround(key: string): void {
    const { messages } = this.#host;
    const index = messages.findIndex((message) => keyOf(message) === key);
    if (index === -1) return;
    this.#setAtEnd(false);
    this.#isJumping = true;
    const start = this.#start(messages);
    const isOutside = index < start || index >= walk(messages, start, windowSize);
    this.#move(isOutside ? walk(messages, index, -windowSize / 2) : start);
  }

  hostConnected(): void {
    this.#document = this.#host.ownerDocument;
    this.#document.addEventListener('visibilitychange', this.onScroll);
    const pane = this.#host.content;
    if (pane) pane.scrollTop = this.#isAtEnd ? pane.scrollHeight : this.#scrollTop;
    this.#observe();
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#document.removeEventListener('visibilitychange', this.onScroll);
    this.#observer?.disconnect();
    this.#observer = undefined;
  }

  hostUpdate(): void {
    const pane = this.#host.content;
    // WebKit fires the scroll event only after the frame in which this renders, so the position is read here too.
    if (pane && pane.scrollTop !== this.#scrollTop) this.onScroll();
    if (!pane || this.#isAtEnd || this.#isJumping) return;
    const edge = pane.getBoundingClientRect().top;
    for (const element of pane.querySelectorAll<HTMLElement>('[data-key]')) {
      if (element.getBoundingClientRect().bottom <= edge) continue;
      this.#anchor = { key: element.dataset.key ?? '', top: topOf(element) };
      return;
    }
  }

  hostUpdated(): void {
    const pane = this.#host.content;
    if (!pane) return;
    this.#observe();
    const anchor = this.#anchor;
    this.#anchor = undefined;
    this.#isJumping = false;
    if (!pane.clientHeight) return;
    this.#host.conversation.timelineParts?.layOut();
    // The message at the top of the pane is gone: this is another room, or another log.
    const element = anchor && this.#host.conversation.elementOf(anchor.key);
    if (anchor && !element) this.#setAtEnd(true);
    if (this.#isAtEnd) pane.scrollTop = pane.scrollHeight;
    else if (element) scrollBy(pane, (topOf(element) - anchor.top) / zoomOf(pane));
    this.#scrollTop = pane.scrollTop;
  }

  #setAtEnd(isAtEnd: boolean): void {
    if (isAtEnd) this.#first = undefined;
    if (isAtEnd === this.#isAtEnd) return;
    this.#isAtEnd = isAtEnd;
    this.#host.requestUpdate();
  }

  async #loadOlder(): Promise<void> {
    await this.#host.loadOlder();
    if (!this.isAtBeginning) this.onScroll();
  }

  /** The index of the window's first message. */
  #start(messages: readonly ChatMessage[]): number {
    const first =
      this.#first === undefined ? -1 : messages.findIndex((message) => keyOf(message) === this.#first);
    if (first !== -1) return first;
    // Without a first message, or if it is gone, the window ends with the newest message.
    const size = Math.min(windowSize, Math.max(endSize, Math.ceil(this.#height / lowest)));
    return Math.floor(walk(messages, messages.length, -size) / windowGrid) * windowGrid;
  }

  #move(start: number): void {
    this.#first = keyAt(this.#host.messages, start);
    this.#host.requestUpdate();
  }

  /** Keeps the end in view when the pane shrinks: by a growing field, a rotated phone, or a font that loads late. */
  #observe(): void {
    const pane = this.#host.content;
    if (!pane) return;
    if (pane !== this.#observed) {
      this.#observer?.disconnect();
      this.#observer = undefined;
      this.#observed = pane;
    }
    // The observer has to belong to the pane's own window: that of a window in the background does not fire.
    const view = this.#document.defaultView ?? window;
    this.#observer ??= new view.ResizeObserver(() => {
      // A pane that is displayed again is scrolled to its beginning.
      if (this.#isAtEnd || !this.#height)
        pane.scrollTop = this.#isAtEnd ? pane.scrollHeight : this.#scrollTop;
      if (this.#isAtEnd) this.#scrollTop = pane.scrollTop;
      this.#height = pane.clientHeight;
      if (pane.clientWidth === this.#width) return;
      // The pane is shown or hidden, or the text field has another width and needs another height.
      this.#width = pane.clientWidth;
      this.#host.requestUpdate();
    });
    for (const element of [pane, ...pane.children]) this.#observer.observe(element);
  }
}

/** Setting the position, even to the same value, would end a smooth scroll. */
function scrollBy(pane: HTMLElement, distance: number): void {
  if (distance) pane.scrollTop += distance;
}

/** The top of a message's files or text. The name above it disappears when an older message of the same person is loaded. */
function topOf(message: Element): number {
  return (message.querySelector('[part="files"], [part~="text"]') ?? message).getBoundingClientRect().top;
}

/** The index so many messages after this one, or before it. Deleted ones are passed by: many in a row are one line. */
function walk(messages: readonly ChatMessage[], index: number, steps: number): number {
  const step = Math.sign(steps);
  let left = steps;
  let at = index;
  for (let message; (message = messages[step > 0 ? at : at - 1]) && (message.deleted || left); at += step)
    if (!message.deleted) left -= step;
  return at;
}

function keyAt(messages: readonly ChatMessage[], index: number): string | undefined {
  const message = messages[index];
  return message && keyOf(message);
}
