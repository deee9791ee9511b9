import {
  ChatError,
  type ChatErrorCode,
  type ChatMessage,
  type ChatRoom,
  type MessageFile,
} from '../client/index.js';
import type { ChatContext, MessageTarget } from '../element/context.js';
import { type ChatEventDetails, emitEvent } from '../element/events.js';
import { ignoreRefusal } from '../ui/ignore-refusal.js';
import { canWrite } from './writing/barrier.js';

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
        const objection = this.#context.room?.objection(text, message.username, message.files);
        if (objection) throw objection;
        return { message, text };
      },
      (room, message) => room.edit(message, text),
    );
  }

  /** Replaces a message's text by what a person has typed. @returns why that is not possible now */
  saveEdit(edited: ChatMessage, text: string): ChatErrorCode | undefined {
    const { room } = this.#context;
    const message = this.#context.latest(edited);
    if (message.seq === undefined) return this.resend(message, text);
    const objection = room?.objection(text, message.username, message.files);
    if (objection) return objection.code;
    // An unchanged text is not sent: it would mark the message as edited for everybody.
    if (text === message.message) return undefined;
    if (!emitEvent(this.#host, 'chat-edit', { message, text }, true)) return 'cancelled';
    this.#context.reportRefusal(room?.edit(message, text));
    return undefined;
  }

  /** Sends a message that has failed again. @returns why that is not possible now */
  resend(failed: ChatMessage, text = failed.message): ChatErrorCode | undefined {
    const { room, composer, scroll } = this.#context;
    if (!room) return 'closed';
    composer.readName();
    const username = composer.name.trim();
    // It may have been discarded while its text was in the field. Its files are gone then.
    const current = this.#context.find(failed.id);
    const objection = room.objection(text, username, current && filesToResend(current));
    if (objection) return objection.code;
    const reply = failed.reply === undefined ? undefined : this.#context.find(failed.reply);
    // The page has been told of the first text.
    const isNew = text !== failed.message;
    if (
      isNew &&
      !emitEvent(this.#host, 'chat-send', { message: text, username, ...(reply && { reply }) }, true)
    )
      return 'cancelled';
    if (room.choosesName) room.username = username;
    (current ? room.retry(failed.id, text) : room.send(text, reply)).catch(ignoreRefusal);
    scroll.scrollToEnd();
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

/** The files that a failed message is sent again with. If the relay has lost files, those with bytes in this browser. */
export function filesToResend({ error, files = [] }: ChatMessage): readonly MessageFile[] {
  return error === 'file_not_found' ? files.filter(({ data, size }) => data?.size === size) : files;
}

/** Whether the reader may change the text of a message now: one that is stored, or one that could not be sent. */
export function mayEdit(context: ChatContext, message: ChatMessage): boolean {
  const { state, error } = message;
  const hasFailed = state === 'failed' && error !== 'held';
  return canWrite(context) && (hasFailed || (context.room?.mayEdit(message) ?? false));
}
