import type { MessageChanges } from '../actions/message-changes.js';
import type { MessageTarget } from './context.js';
import type { Conversation } from './conversation.js';
import { ChatProperties } from './properties.js';

/** The element's methods for stored messages: whatever the menu of a message can do. */
export abstract class MessageMethods extends ChatProperties {
  /** @internal */
  abstract readonly conversation: Conversation;

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

  /** Opens the launcher's panel, if there is one. Resolves when its code is loaded. */
  protected abstract openPanel(): Promise<void>;

  async #changes(): Promise<MessageChanges> {
    this.flushUpdate();
    const { changes } = await this.conversation.whenLoaded();
    return changes;
  }
}
