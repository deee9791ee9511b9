import type { ChatError } from '../chat-error.js';

interface Callbacks<T> {
  resolve: (value: T) => void;
  reject: (error: ChatError) => void;
}

/** Promises that settle when the relay has stored or refused a message or a change, by its id. */
export class PendingAcknowledgements<T> {
  #pending = new Map<string, Callbacks<T>>();

  expect(id: string): Promise<T> {
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
  }

  /** @returns whether an acknowledgement of this id was pending. */
  resolve(id: string, value: T): boolean {
    this.#pending.get(id)?.resolve(value);
    return this.#pending.delete(id);
  }

  reject(id: string, error: ChatError): void {
    this.#pending.get(id)?.reject(error);
    this.#pending.delete(id);
  }

  rejectAll(error: ChatError): void {
    for (const id of this.#pending.keys()) this.reject(id, error);
  }
}
