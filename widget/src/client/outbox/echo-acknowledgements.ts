import type { TutorialMessage } from '@realtime-chat/protocol';
import { ChatError } from '../chat-error.js';
import type { OutboxItem } from './outbox-item.js';

/** If a message is not echoed within this time, in milliseconds, it is unconfirmed. */
const echoTimeout = 8000;

/**
 * Acknowledgements of a server that knows only the classic tutorial. It acknowledges nothing, but sends each message to
 * all clients. The echo of an own message is the only sign that the server has it.
 */
export class EchoAcknowledgements {
  #expected = new Map<string, { item: OutboxItem; resolve: () => void }>();

  /**
   * Resolves when the server echoes the message.
   *
   * @throws {ChatError} `unconfirmed` if it does not
   */
  expect(item: OutboxItem): Promise<undefined> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#expected.delete(item.id);
        reject(new ChatError('unconfirmed'));
      }, echoTimeout);
      this.#expected.set(item.id, {
        item,
        resolve: () => {
          clearTimeout(timer);
          this.#expected.delete(item.id);
          resolve(undefined);
        },
      });
    });
  }

  /** A message has arrived. @returns the id of the own message that it echoes, if it is an echo. */
  receive({ id, message, username }: TutorialMessage): string | undefined {
    for (const { item, resolve } of this.#expected.values()) {
      // Some servers echo every field, the id included. Others echo only the tutorial's fields, or fewer.
      const hasSameText = item.message === message && (username === undefined || item.username === username);
      if (item.id === id || hasSameText) {
        resolve();
        return item.id;
      }
    }
    return undefined;
  }
}
