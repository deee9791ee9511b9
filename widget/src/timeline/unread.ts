import type { ReactiveControllerHost } from 'lit';
import type { ChatMessage } from '../client/index.js';
import { emitEvent } from '../element/events.js';
import { keyOf } from './message-key.js';

/** Counts the messages that arrived while the reader was not watching. */
export class Unread {
  count = 0;
  /** How many of them mention the reader. */
  mentions = 0;
  /** The key of the first one. The divider above it stays until the reader sends a message. */
  first: string | undefined;
  #host: ReactiveControllerHost & HTMLElement;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  add(message: ChatMessage, mentionsMe: boolean): void {
    if (this.count === 0) this.first = keyOf(message);
    this.#set(this.count + 1, this.mentions + Number(mentionsMe));
  }

  /** Marks all as seen. */
  clear(): void {
    this.#set(0, 0);
  }

  #set(unread: number, mentions: number): void {
    if (unread === this.count) return;
    this.count = unread;
    this.mentions = mentions;
    emitEvent(this.#host, 'chat-unread', { unread, mentions });
    this.#host.requestUpdate();
  }
}
