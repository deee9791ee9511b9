import type { ChatError } from './chat-error.js';
import type { ChatMessage } from './timeline.js';

interface Waiter {
  resolve: (message: ChatMessage) => void;
  reject: (error: ChatError) => void;
}

/** Who waits for a message to be stored, by the message's id. Each is told once. */
export class Receipts {
  #waiters = new Map<string, Waiter>();

  expect(id: string): Promise<ChatMessage> {
    return new Promise((resolve, reject) => this.#waiters.set(id, { resolve, reject }));
  }

  /** @returns whether anybody waited. */
  settle(message: ChatMessage): boolean {
    this.#waiters.get(message.id)?.resolve(message);
    return this.#waiters.delete(message.id);
  }

  fail(id: string, error: ChatError): void {
    this.#waiters.get(id)?.reject(error);
    this.#waiters.delete(id);
  }

  failAll(error: ChatError): void {
    for (const id of this.#waiters.keys()) this.fail(id, error);
  }
}
