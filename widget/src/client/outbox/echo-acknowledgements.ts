import type { TutorialMessage } from '@realtime-chat/protocol';
import { ChatError } from '../chat-error.js';
import type { Outgoing } from './outbox-item.js';

/** How long such a server may take to show us our own message, in milliseconds. */
const patience = 8000;

/**
 * A server of the classic tutorial acknowledges nothing. That it shows us our own message, as it shows it
 * to everyone, is the only sign that it has it.
 */
export class Echoes {
  #expected = new Map<string, { outgoing: Outgoing; heard: () => void }>();

  /**
   * Resolves when the message comes back.
   *
   * @throws {ChatError} `unconfirmed`: it did not
   */
  expect(outgoing: Outgoing): Promise<undefined> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#expected.delete(outgoing.id);
        reject(new ChatError('unconfirmed'));
      }, patience);
      const heard = (): void => {
        clearTimeout(timer);
        this.#expected.delete(outgoing.id);
        resolve(undefined);
      };
      this.#expected.set(outgoing.id, { outgoing, heard });
    });
  }

  /** @returns the id of our message that came back, if it is one. */
  hear({ id, message, username }: TutorialMessage): string | undefined {
    for (const { outgoing, heard } of this.#expected.values()) {
      // Some pass on all that they were sent, the id too; some only what the tutorial names, or less.
      const reads =
        outgoing.message === message && (username === undefined || outgoing.username === username);
      if (outgoing.id === id || reads) {
        heard();
        return outgoing.id;
      }
    }
    return undefined;
  }
}
