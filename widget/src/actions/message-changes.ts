import { ChatError, type ChatErrorCode, type ChatMessage, type ChatRoom } from '../client/index.js';
import type { ChatContext, MessageTarget } from '../element/context.js';
import { type ChatEventDetails, emitEvent } from '../element/events.js';

/** Changes to stored messages, by the menu and by the page. Each is announced by an event, which the page can cancel. */
export class MessageChanges {
  #host: HTMLElement;
  #context: ChatContext;

  constructor(host: HTMLElement, context: ChatContext) {
    this.#host = host;
    this.#context = context;
  }

  react(target: MessageTarget, emoji: string, on: boolean): Promise<void> {
    return this.#change(
      target,
      'chat-react',
      (message) => ({ message, emoji, on }),
      (room, message) => room.react(message, emoji, on),
    );
  }

  edit(target: MessageTarget, text: string): Promise<void> {
    return this.#change(
      target,
      'chat-edit',
      (message) => {
        const objection = this.#context.room?.objection(text, message.username);
        if (objection) throw objection;
        return { message, text };
      },
      (room, message) => room.edit(message, text),
    );
  }

  /** Replaces a message's text by what a person has typed. @returns why that is not possible now */
  saveEdit(message: ChatMessage, text: string): ChatErrorCode | undefined {
    const { room } = this.#context;
    const objection = room?.objection(text, message.username);
    if (objection) return objection.code;
    // An unchanged text is not sent: it would mark the message as edited for everybody.
    if (text === message.message) return undefined;
    if (!emitEvent(this.#host, 'chat-edit', { message, text }, true)) return 'cancelled';
    this.#context.reportRefusal(room?.edit(message, text));
    return undefined;
  }

  delete(target: MessageTarget): Promise<void> {
    return this.#change(
      target,
      'chat-delete',
      (message) => ({ message }),
      (room, message) => room.delete(message),
    );
  }

  /** @param reason for the page's listeners alone: the relay keeps none */
  report(target: MessageTarget, reason?: string): Promise<void> {
    return this.#change(
      target,
      'chat-report',
      (message) => ({ message, ...(reason !== undefined && { reason }) }),
      (room, message) => room.report(message),
    );
  }

  async #change<Name extends keyof ChatEventDetails>(
    target: MessageTarget,
    name: Name,
    /** Throws why the change is not possible. */
    detail: (message: ChatMessage) => ChatEventDetails[Name],
    change: (room: ChatRoom, message: ChatMessage) => Promise<void>,
  ): Promise<void> {
    const { room } = this.#context;
    if (!room) throw new ChatError('closed');
    const message = this.#context.find(target);
    // A message that is not stored yet has no place in the log that a change could name.
    if (message?.seq === undefined) throw new ChatError('not_found');
    if (!emitEvent(this.#host, name, detail(message), true)) throw new ChatError('cancelled');
    return change(room, message);
  }
}

/** Whether the reader may change the text of a message now. */
export function mayEdit({ isReadonly, room }: ChatContext, message: ChatMessage): boolean {
  return !isReadonly && (room?.mayEdit(message) ?? false);
}
