import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChatMessage } from '../client/index.js';
import type { ChatContext } from './context.js';

/** Says for how long a message waits that the relay has told to, second by second. */
export class Waits implements ReactiveController {
  #host: ReactiveControllerHost;
  #conversation: ChatContext;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, conversation: ChatContext) {
    this.#host = host;
    this.#conversation = conversation;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** @returns nothing, where it does not wait for that. */
  say({ state, retryAt = 0 }: ChatMessage): string | undefined {
    const left = retryAt - Date.now();
    if (state !== 'queued' || left <= 0) return undefined;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#host.requestUpdate();
    }, left % 1000);
    return this.#conversation.words.say('retryIn', { count: Math.ceil(left / 1000) });
  }
}
