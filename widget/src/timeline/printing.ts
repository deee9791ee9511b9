import type { ReactiveController } from 'lit';
import type { ChatContext, ConversationHost } from '../element/context.js';
import { adoptStyles } from '../ui/adopt-styles.js';
import { printStyles } from './print-styles.js';

/** While the page is printed, all loaded messages are rendered, and not only those near the reader. */
export class Printing implements ReactiveController {
  #host: ConversationHost;
  #context: ChatContext;
  #window: Window;

  constructor(host: ConversationHost, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    this.#window = window;
    host.addController(this);
    adoptStyles(host, printStyles);
  }

  hostConnected(): void {
    // The element may have been moved into another window.
    this.#window = this.#host.ownerDocument.defaultView ?? window;
    this.#window.addEventListener('beforeprint', this.#onPrint);
    this.#window.addEventListener('afterprint', this.#onPrint);
  }

  hostDisconnected(): void {
    this.#window.removeEventListener('beforeprint', this.#onPrint);
    this.#window.removeEventListener('afterprint', this.#onPrint);
  }

  #onPrint = ({ type }: Event): void => {
    this.#context.scroll.isPrinting = type === 'beforeprint';
    this.#host.requestUpdate();
    // The browser prints right after the event, and would not wait for a frame.
    this.#host.flushUpdate();
  };
}
