import type { ReactiveController } from 'lit';
import type { ChatMessage } from '../client/index.js';
import type { ChatContext, ConversationHost } from '../element/context.js';
import { keyOf } from '../timeline/message-key.js';

/** How long the message is highlighted, in milliseconds. */
const highlightTime = 2000;
/** How many pages of older messages are loaded at most to find the message. */
const maxPages = 200;

/** Scrolls to a message, however old it is, and highlights it for a moment. */
export class JumpToMessage implements ReactiveController {
  #host: ConversationHost;
  #context: ChatContext;
  #highlighted: Element | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ConversationHost, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#highlight(undefined);
  }

  async jumpTo(seq: number): Promise<void> {
    const { room, words } = this.#context;
    const find = (): ChatMessage | undefined => room?.messages.find((message) => message.seq === seq);
    for (let page = 0; page < maxPages && !find(); page += 1) {
      const oldest = room?.messages[0];
      await room?.loadOlder();
      // There are no older messages, or they cannot be loaded now.
      if (room?.messages[0] === oldest) break;
    }
    const message = find();
    if (room !== this.#context.room) return;
    if (!message)
      return this.#context.showNotice(room?.isGone(seq) ? words.text('gone') : words.problem('no_answer'));
    const key = keyOf(message);
    this.#context.scroll.showAround(key);
    await this.#host.updateComplete;
    const item = this.#context.elementOf(key);
    item?.scrollIntoView({ block: 'center' });
    this.#context.focusMessage(key);
    this.#highlight(item ?? undefined);
  }

  #highlight(item: Element | undefined): void {
    clearTimeout(this.#timer);
    this.#highlighted?.removeAttribute('data-marked');
    this.#highlighted = item;
    item?.setAttribute('data-marked', '');
    if (item) this.#timer = setTimeout(() => this.#highlight(undefined), highlightTime);
  }
}
