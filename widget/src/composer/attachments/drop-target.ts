import type { ChatContext, ConversationHost } from '../../element/context.js';

/** The last `dragover` is followed by the next one within this time, in milliseconds, while something is dragged. */
const pause = 700;

/** Shows that what is dragged over the chat can be dropped here. */
export class DropTarget {
  #host: ConversationHost;
  #context: ChatContext;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ConversationHost, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    host.addEventListener('dragleave', (event) => {
      // It also leaves one part of the chat for another.
      const { left, right, top, bottom } = host.getBoundingClientRect();
      const { clientX: x, clientY: y } = event;
      if (x <= left || x >= right || y <= top || y >= bottom) this.#show(false);
    });
  }

  /** @param type of the event with files */
  receive(type: string, canAttach: boolean): void {
    clearTimeout(this.#timer);
    const isOver = type === 'dragover' && canAttach;
    this.#show(isOver);
    // Nothing tells that the drag has ended outside of the page.
    if (isOver) this.#timer = setTimeout(() => this.#show(false), pause);
  }

  #show(isOver: boolean): void {
    const panel = this.#host.shadowRoot?.querySelector<HTMLElement>('[part="panel"]');
    if (!panel) return;
    if (isOver) panel.dataset.drop = this.#context.words.text('dropFiles');
    else delete panel.dataset.drop;
  }
}
