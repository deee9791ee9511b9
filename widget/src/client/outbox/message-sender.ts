import { nameFrom } from '@realtime-chat/protocol';
import { ChatError, type ChatErrorCode } from '../chat-error.js';
import type { ChatMessage } from '../sync/chat-message.js';
import type { Delivery } from './delivery.js';
import type { Identity } from '../connection/identity.js';
import { nameProblem, normalizedText, textProblem } from './message-check.js';
import type { OutgoingFile } from '../sync/outgoing-file.js';
import type { OutboxRequest } from './outbox-item.js';

export interface SenderHost {
  readonly username: string | undefined;
  readonly identity: Identity;
  /** Why this person may not write in the room now. */
  readonly restriction: ChatErrorCode | undefined;
}

/** Checks and sends what this person writes: messages, changes, and failed messages once more. */
export class MessageSender {
  #delivery: Delivery;
  #host: SenderHost;
  #posting: () => void;
  #isClosed = false;
  /** Failed messages that are being sent again as new messages. */
  #retrying = new Set<string>();

  /** @param posting is called for each message that is sent. */
  constructor(delivery: Delivery, host: SenderHost, posting: () => void) {
    this.#delivery = delivery;
    this.#host = host;
    this.#posting = posting;
  }

  /** Ends for good: each message that is not stored yet is rejected. */
  close(): void {
    this.#isClosed = true;
    this.#delivery.failAll(new ChatError('closed'));
  }

  problem(text: string, username = this.#username, files?: readonly unknown[]): ChatError | undefined {
    if (this.#isClosed) return new ChatError('closed');
    const { restriction, identity } = this.#host;
    const takesAnyName = identity.hasFixedName || (!username && identity.needsNoName);
    return (
      (takesAnyName ? undefined : nameProblem(username)) ??
      textProblem(text, files) ??
      (restriction && new ChatError(restriction))
    );
  }

  async send(
    text: string,
    reply: ChatMessage | undefined,
    files: readonly (File | OutgoingFile)[] | undefined,
  ): Promise<ChatMessage> {
    this.#assertSendable(text, undefined, files);
    const own = files && (await this.#delivery.uploads()).filesOf(files);
    return this.#post(text, reply && targetOf(reply), own).stored;
  }

  async edit(message: ChatMessage, text: string): Promise<void> {
    this.#assertSendable(text, message.username, message.files);
    return this.change(message, { event: 'edit', message: normalizedText(text) });
  }

  async change(message: ChatMessage, change: Omit<OutboxRequest, 'id' | 'target'>): Promise<void> {
    if (this.#isClosed) throw new ChatError('closed');
    const username = this.#username ?? this.#host.identity.siteName;
    return this.#delivery.change({ username, ...change, target: targetOf(message) });
  }

  /** Sends a failed message again as a new message, and calls `discard` when the outbox has the new one. */
  async retry(id: string, discard: () => void, text: string | undefined): Promise<ChatMessage | undefined> {
    const failed = this.#delivery.outbox.failed(id);
    const uploads = failed?.files && (await this.#delivery.uploads());
    if (!failed || this.#retrying.has(id)) return undefined;
    const { message = '', error, reply, files } = failed;
    const again = uploads?.again(files, error);
    this.#assertSendable((text ??= message), undefined, again);
    // If the message that it replied to does not exist any more, the text is sent without the reply.
    const { queued, stored } = this.#post(text, error === 'not_found' ? undefined : reply, again);
    this.#retrying.add(id);
    // The failed message is discarded only now: if the page ended before, both would be lost.
    void queued.then(() => {
      this.#retrying.delete(id);
      discard();
    });
    return stored;
  }

  /** The username for the relay; undefined if it takes the name that the site gives. */
  get #username(): string | undefined {
    const { username = '', identity } = this.#host;
    return (!identity.hasFixedName && username.trim()) || undefined;
  }

  #assertSendable(text: string, username?: string, files?: readonly unknown[]): void {
    const problem = this.problem(text, username, files);
    if (problem) throw problem;
  }

  #post(
    text: string,
    reply: OutboxRequest['reply'],
    files: OutboxRequest['files'],
  ): ReturnType<Delivery['send']> {
    this.#posting();
    return this.#delivery.send({
      username: this.#username && nameFrom(this.#username),
      message: normalizedText(text),
      reply,
      files,
    });
  }
}

function targetOf({ seq = 0, id }: ChatMessage): { seq: number; id: string } {
  return { seq, id };
}
