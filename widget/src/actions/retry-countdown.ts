import type { ReactiveController } from 'lit';
import type { ChatMessage } from '../client/index.js';
import type { ChatContext, ConversationHost } from '../element/context.js';

/** Says for how long a message waits that the relay has told to, second by second. */
export class Waits implements ReactiveController {
  #host: ConversationHost;
  #conversation: ChatContext;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ConversationHost, conversation: ChatContext) {
    this.#host = host;
    this.#conversation = conversation;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Renders again when the next second is over. */
  hostUpdated(): void {
    const waiting = this.#host.messages.find((message) => millisecondsLeft(message) > 0);
    if (!waiting) return;
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#host.requestUpdate();
      },
      millisecondsLeft(waiting) % 1000,
    );
  }

  /** @returns nothing, where it does not wait for that. */
  say(message: ChatMessage): string | undefined {
    const left = millisecondsLeft(message);
    if (left <= 0) return undefined;
    return this.#conversation.words.say('retryIn', { count: Math.ceil(left / 1000) });
  }
}

function millisecondsLeft({ state, retryAt = 0 }: ChatMessage): number {
  return state === 'queued' ? retryAt - Date.now() : 0;
}
