import type { MessageChanges } from '../actions/message-changes.js';
import { ChatError, type ChatMessage } from '../client/index.js';
import type { MessageTarget } from './context.js';
import type { Conversation } from './conversation.js';
import type { SentFiles } from './events.js';
import { ChatProperties } from './properties.js';

/** The element's methods that send messages, and those for stored messages: whatever the menu of a message can do. */
export abstract class MessageMethods extends ChatProperties {
  /** @internal */
  abstract readonly conversation: Conversation;

  /**
   * Sends a message under the name in the name field, as an answer to another if `reply` names one, and with `files`: ten at
   * most, of which pictures are prepared as if a person had chosen them. Resolves with the stored message.
   *
   * @throws {ChatError} why it could not be sent
   */
  async send(
    text: string,
    { reply, files }: { reply?: MessageTarget | undefined; files?: SentFiles | undefined } = {},
  ): Promise<ChatMessage> {
    this.flushUpdate();
    const { conversation } = this;
    conversation.composer.readName();
    const original = reply === undefined ? undefined : conversation.find(reply);
    if (reply !== undefined && original?.seq === undefined) throw new ChatError('not_found');
    const prepared = files && (await (await conversation.afterJoin?.loadAttachments())?.prepare(files));
    if (files && !prepared) throw new ChatError('no_answer');
    const sent = this.post(text, conversation.composer.name, original, prepared);
    if (sent instanceof ChatError) throw sent;
    return sent;
  }

  /**
   * Adds the reader's emoji to a loaded message, or removes it if `on` is `false`.
   *
   * @returns when the relay has stored it.
   * @throws {ChatError} `not_found`, `cancelled`, or the relay's refusal
   */
  async react(target: MessageTarget, emoji: string, on = true): Promise<void> {
    return (await this.#changes()).react(target, emoji, on);
  }

  /** Changes the text of the reader's own loaded message. Returns and throws as `react` does. */
  async edit(target: MessageTarget, text: string): Promise<void> {
    return (await this.#changes()).edit(target, text);
  }

  /** Removes the text of a loaded message, for everybody. Returns and throws as `react` does. */
  async delete(target: MessageTarget): Promise<void> {
    return (await this.#changes()).delete(target);
  }

  /**
   * Reports a loaded message to the moderators. The relay has no place for the `reason`: only `chat-report` has it.
   * Returns and throws as `react` does.
   *
   * @param reason is passed to the listeners of `chat-report`
   */
  async report(target: MessageTarget, reason?: string): Promise<void> {
    return (await this.#changes()).report(target, reason);
  }

  /**
   * Opens the launcher's panel, and shows, highlights and focuses a message, however old it is.
   *
   * @throws {ChatError} `not_found` if there is no such message, `no_answer` if it cannot be loaded now
   */
  async goTo(target: MessageTarget): Promise<void> {
    this.flushUpdate();
    await this.openPanel();
    await (await this.conversation.whenLoaded()).jump.goTo(target);
  }

  /**
   * The address of this page with a fragment that names a stored message. A page that is opened at this address shows
   * that message.
   *
   * @throws {ChatError} `not_found`
   */
  linkTo(target: MessageTarget): string {
    return this.conversation.linkTo(target);
  }

  /** @internal Applies properties that the page has just set. */
  abstract flushUpdate(): void;

  /** Sends a message unless that is not possible, or the page prevents it. */
  protected abstract post(
    text: string,
    name: string,
    reply?: ChatMessage,
    files?: SentFiles,
  ): Promise<ChatMessage> | ChatError;

  /** Opens the launcher's panel, if there is one. Resolves when its code is loaded. */
  protected abstract openPanel(): Promise<void>;

  async #changes(): Promise<MessageChanges> {
    this.flushUpdate();
    const { changes } = await this.conversation.whenLoaded();
    return changes;
  }
}
