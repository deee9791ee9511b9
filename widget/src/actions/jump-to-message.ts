import type { ReactiveController } from 'lit';
import { ChatError, type ChatMessage } from '../client/index.js';
import type { ChatContext, ConversationHost, MessageTarget } from '../element/context.js';
import { keyOf } from '../timeline/message-key.js';
import { ignoreRefusal } from '../ui/ignore-refusal.js';

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

  async loadOlderUntil(isFound: () => boolean, maxPages: number): Promise<void> {
    const { room } = this.#context;
    for (let page = 0; page < maxPages && !isFound(); page += 1) {
      const oldest = room?.oldest;
      await room?.loadOlder();
      // There are no older messages, or they cannot be loaded now.
      if (room?.oldest === oldest) return;
    }
  }

  /** Like `goTo`. A sentence tells the reader why that is not possible. */
  async jumpTo(seq: number): Promise<void> {
    await this.goTo(seq).catch(ignoreRefusal);
  }

  /**
   * Scrolls to a message, highlights it for a moment, and focuses it.
   *
   * @throws {ChatError} `not_found` if there is no such message, `no_answer` if it cannot be loaded now, `closed` if the
   * room was left meanwhile
   */
  async goTo(target: MessageTarget): Promise<void> {
    const { room, words } = this.#context;
    const find = (): ChatMessage | undefined =>
      this.#host.messages.find(
        ({ id, seq }) => seq === target || id === target || (typeof target === 'object' && id === target.id),
      );
    const goal = typeof target === 'object' ? target.seq : target;
    const hasPassed = (): boolean => typeof goal === 'number' && goal >= (room?.oldest ?? 0);
    await this.loadOlderUntil(() => find() !== undefined || hasPassed(), maxPages);
    if (room !== this.#context.room) throw new ChatError('closed');
    const message = find();
    if (!message) {
      const code = room?.hasOlder && !hasPassed() ? 'no_answer' : 'not_found';
      this.#context.showNotice(code === 'not_found' ? words.text('gone') : words.problem(code));
      throw new ChatError(code);
    }
    const key = keyOf(message);
    this.#context.timelineParts?.unfold(key);
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
