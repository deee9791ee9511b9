import type { ChatError } from '../chat-error.js';

interface Waiter<T> {
  resolve: (value: T) => void;
  reject: (error: ChatError) => void;
}

/** Who waits for something to be stored, by its id. Each is told once. */
export class Receipts<T> {
  #waiters = new Map<string, Waiter<T>>();

  expect(id: string): Promise<T> {
    return new Promise((resolve, reject) => this.#waiters.set(id, { resolve, reject }));
  }

  /** @returns whether anybody waited. */
  settle(id: string, value: T): boolean {
    this.#waiters.get(id)?.resolve(value);
    return this.#waiters.delete(id);
  }

  fail(id: string, error: ChatError): void {
    this.#waiters.get(id)?.reject(error);
    this.#waiters.delete(id);
  }

  failAll(error: ChatError): void {
    for (const id of this.#waiters.keys()) this.fail(id, error);
  }
}
