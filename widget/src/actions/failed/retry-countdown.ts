import type { ReactiveController } from 'lit';
import type { ChatMessage } from '../../client/index.js';
import type { ChatContext, ConversationHost } from '../../element/context.js';

/** Counts down the seconds until a message is sent again, after the relay has said how long to wait. */
export class RetryCountdown implements ReactiveController {
  #host: ConversationHost;
  #context: ChatContext;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ConversationHost, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Renders again at the next full second. */
  hostUpdated(): void {
    const waiting = this.#host.messages.find((message) => this.#left(message) > 0);
    if (!waiting) return;
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#host.requestUpdate();
      },
      this.#left(waiting) % 1000,
    );
  }

  /** @returns undefined for a message that does not wait for a retry */
  text(message: ChatMessage): string | undefined {
    const left = this.#left(message);
    if (left <= 0) return undefined;
    return this.#context.words.text('retryIn', { count: Math.ceil(left / 1000) });
  }

  /** The milliseconds until a message is sent again. */
  #left({ state, retryAt = 0 }: ChatMessage): number {
    return state === 'queued' ? retryAt - this.#context.now : 0;
  }
}
