import type { ChatMessage } from '../../client/index.js';
import type { ChatContext, ConversationHost } from '../../element/context.js';
import { Countdown } from '../../ui/countdown.js';

/** Counts down the seconds until a message is sent again, after the relay has said how long to wait. */
export class RetryCountdown {
  #context: ChatContext;

  constructor(host: ConversationHost, context: ChatContext) {
    this.#context = context;
    new Countdown(host, () => Math.max(0, ...host.messages.map((message) => this.#left(message))));
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
