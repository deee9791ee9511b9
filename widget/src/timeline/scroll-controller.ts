import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChatMessage } from '../client/index.js';
import { keyOf } from './message-key.js';

interface Host extends ReactiveControllerHost, HTMLElement {
  /** The pane that scrolls, once it is rendered. */
  readonly content: HTMLElement | null;
  /** All messages that are loaded, oldest first. */
  readonly messages: readonly ChatMessage[];
  /** Asked for when the reader nears the oldest of them. */
  loadOlder(): Promise<void>;
}

/** As near to the end of the pane, in CSS pixels, as counts for being there. */
const endMargin = 32;
/** How many messages the document holds at most, and by how many the window over them moves. */
const windowSize = 300;
const windowStep = 100;

/**
 * Keeps the reader's place. Who is at the end stays at the end, whatever arrives; for who reads above, the
 * message at the top of the pane stays where it is. However many messages are loaded, the document holds
 * only those near the reader.
 */
export class ReaderController implements ReactiveController {
  #host: Host;
  /** The one that it is in; it may be moved into that of another window. */
  #document = document;
  #following = true;
  /** The key of the first message in the document, for who does not follow. */
  #first: string | undefined;
  #anchor: { element: Element; top: number } | undefined;
  /** How far the pane was scrolled when that was last looked at; it forgets it when it is moved in the document. */
  #top = 0;
  #height = 0;
  #width = 0;
  #observer: ResizeObserver | undefined;
  /** The next render is for another place, which nothing that is there now shows. */
  #isTurning = false;
  #reachedEnd: () => void;

  /** @param reachedEnd is called when the reader comes to the newest message. */
  constructor(host: Host, reachedEnd: () => void) {
    this.#host = host;
    this.#reachedEnd = reachedEnd;
    host.addController(this);
  }

  /** Whether the newest message is in view. */
  get following(): boolean {
    return this.#following;
  }

  /** What the document is to hold of the messages. */
  get window(): readonly ChatMessage[] {
    const { messages } = this.#host;
    const start = this.#start(messages);
    return messages.slice(start, start + windowSize);
  }

  /** Whether nothing that is loaded stands before the window. */
  get atBeginning(): boolean {
    return this.#start(this.#host.messages) === 0;
  }

  /** To be called on each scroll of the pane, and when the page comes to the foreground. */
  readonly scrolled = (): void => {
    const pane = this.#host.content;
    // Nobody scrolls what is not displayed: it is only told that it has no size any more.
    // And where one turns to another place, it matters no longer where one was.
    if (!pane?.clientHeight || this.#isTurning) return;
    // A pane that has just changed its size was scrolled by that, and not by the reader.
    // One that stands where it was put was scrolled by nobody, though it may hold more by now.
    if (this.#following && (pane.clientHeight !== this.#height || pane.scrollTop === this.#top))
      return this.#follow(true);
    this.#top = pane.scrollTop;
    const above = pane.scrollTop;
    const below = pane.scrollHeight - above - pane.clientHeight;
    const { messages } = this.#host;
    const start = this.#start(messages);
    const isWhole = start + windowSize >= messages.length;
    this.#follow(isWhole && below < endMargin);
    if (this.#following) return;
    this.#first ??= keyAt(messages, start);
    if (above < pane.clientHeight) {
      if (start > 0) this.#move(start - windowStep);
      else void this.#loadOlder();
    } else if (below < pane.clientHeight && !isWhole) {
      this.#move(start + windowStep);
    }
  };

  /** Brings the newest message into view. */
  toEnd(): void {
    this.#isTurning = true;
    this.#follow(true);
    this.#host.requestUpdate();
  }

  /** Brings one of the loaded messages into the document; it is rendered with the next update. */
  turnTo(key: string): void {
    const { messages } = this.#host;
    const index = messages.findIndex((message) => keyOf(message) === key);
    if (index === -1) return;
    this.#follow(false);
    this.#isTurning = true;
    const start = this.#start(messages);
    const isOutside = index < start || index >= start + windowSize;
    this.#move(isOutside ? index - windowSize / 2 : start);
  }

  hostConnected(): void {
    this.#document = this.#host.ownerDocument;
    this.#document.addEventListener('visibilitychange', this.scrolled);
    const pane = this.#host.content;
    if (pane) pane.scrollTop = this.#following ? pane.scrollHeight : this.#top;
    this.#observe();
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#document.removeEventListener('visibilitychange', this.scrolled);
    this.#observer?.disconnect();
    this.#observer = undefined;
  }

  hostUpdate(): void {
    const pane = this.#host.content;
    // The reader may have scrolled already: WebKit tells of it only after the frame in which this renders.
    if (pane && pane.scrollTop !== this.#top) this.scrolled();
    if (!pane || this.#following || this.#isTurning) return;
    const edge = pane.getBoundingClientRect().top;
    for (const element of pane.querySelectorAll('[part~="message"]')) {
      if (element.getBoundingClientRect().bottom <= edge) continue;
      this.#anchor = { element, top: topOf(element) };
      return;
    }
  }

  hostUpdated(): void {
    const pane = this.#host.content;
    if (!pane) return;
    this.#observe();
    const anchor = this.#anchor;
    this.#anchor = undefined;
    this.#isTurning = false;
    if (!pane.clientHeight) return;
    // What the reader was at is gone: another room, or another log.
    if (anchor && !anchor.element.isConnected) this.#follow(true);
    if (this.#following) pane.scrollTop = pane.scrollHeight;
    else if (anchor) pane.scrollTop += topOf(anchor.element) - anchor.top;
    this.#top = pane.scrollTop;
  }

  #follow(following: boolean): void {
    if (following) {
      this.#first = undefined;
      this.#reachedEnd();
    }
    if (following === this.#following) return;
    this.#following = following;
    this.#host.requestUpdate();
  }

  async #loadOlder(): Promise<void> {
    await this.#host.loadOlder();
    const start = this.#start(this.#host.messages);
    if (!this.#following && start > 0) this.#move(start - windowStep);
  }

  /** The index of the window's first message. */
  #start(messages: readonly ChatMessage[]): number {
    const first =
      this.#first === undefined ? -1 : messages.findIndex((message) => keyOf(message) === this.#first);
    // Who follows sees the newest; so does who stood at a message that is gone.
    return first === -1 ? Math.max(0, messages.length - windowSize) : first;
  }

  #move(start: number): void {
    this.#first = keyAt(this.#host.messages, Math.max(0, start));
    this.#host.requestUpdate();
  }

  /** A pane that becomes lower, by a growing field or a turned phone, or whose letters come late, must not hide the end. */
  #observe(): void {
    const pane = this.#host.content;
    if (!pane) return;
    // The observer of a window in the background tells of nothing.
    const view = this.#document.defaultView ?? window;
    this.#observer ??= new view.ResizeObserver(() => {
      // What is displayed again is at its beginning.
      if (this.#following || !this.#height) pane.scrollTop = this.#following ? pane.scrollHeight : this.#top;
      if (this.#following) this.#top = pane.scrollTop;
      this.#height = pane.clientHeight;
      if (pane.clientWidth === this.#width) return;
      // It is displayed, or is not any longer; or there is more room for what is being written.
      this.#width = pane.clientWidth;
      this.#host.requestUpdate();
    });
    for (const element of [pane, ...pane.children]) this.#observer.observe(element);
  }
}

/** Where a message's text begins: the name above it goes when one of the same person's comes before it. */
function topOf(message: Element): number {
  return (message.querySelector('[part~="text"]') ?? message).getBoundingClientRect().top;
}

function keyAt(messages: readonly ChatMessage[], index: number): string | undefined {
  const message = messages[index];
  return message && keyOf(message);
}
