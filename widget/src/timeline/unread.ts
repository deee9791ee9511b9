import type { ReactiveControllerHost } from 'lit';
import type { ChatMessage } from '../client/index.js';
import { announce } from '../element/events.js';
import { keyOf } from './message-key.js';
import type { Words } from '../i18n/words.js';

/** Counts what came while the reader was elsewhere. */
export class Unread {
  count = 0;
  /** How many of them mention the reader. */
  mentions = 0;
  /** The key of the first of them, which is marked until the reader says something. */
  first: string | undefined;
  #host: ReactiveControllerHost & HTMLElement;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  add(message: ChatMessage, mentionsMe: boolean): void {
    if (this.count === 0) this.first = keyOf(message);
    this.#set(this.count + 1, this.mentions + Number(mentionsMe));
  }

  /** The reader has seen them. */
  clear(): void {
    this.#set(0, 0);
  }

  #set(unread: number, mentions: number): void {
    if (unread === this.count) return;
    this.count = unread;
    this.mentions = mentions;
    announce(this.#host, 'chat-unread', { unread, mentions });
    this.#host.requestUpdate();
  }
}

export function newMessages(words: Words, count: number, mentions: number): string {
  const messages = words.say('newMessages', { count });
  if (mentions === 0) return messages;
  return words.say('newMessagesAndMentions', {
    messages,
    mentions: words.say('mentions', { count: mentions }),
  });
}
