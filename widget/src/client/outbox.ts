import type { Sent } from '@realtime-chat/protocol';
import { ChatError } from './chat-error.js';

/** A message on its way out. Its id never changes, so that the relay knows a second try for what it is. */
export interface Outgoing {
  id: string;
  username: string;
  message: string;
}

export interface Courier {
  /** Hands one message over. Throws `ChatError` if that failed. */
  deliver(outgoing: Outgoing): Promise<Sent | undefined>;
  sending(outgoing: Outgoing): void;
  /** It could not go now and goes later. */
  queued(outgoing: Outgoing): void;
  sent(outgoing: Outgoing, sent: Sent | undefined): void;
  failed(outgoing: Outgoing, error: ChatError): void;
}

/**
 * What has been written and is not acknowledged. One message is under way at a time: a later one must not
 * arrive where an earlier one was held up.
 */
export class Outbox {
  #courier: Courier;
  #waiting: Outgoing[] = [];
  #open = false;
  #running = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(courier: Courier) {
    this.#courier = courier;
  }

  add(outgoing: Outgoing): void {
    this.#waiting.push(outgoing);
    void this.#run();
  }

  /** The way is free. */
  open(): void {
    this.#open = true;
    void this.#run();
  }

  /** There is no way at the moment; what waits goes on waiting. */
  hold(): void {
    this.#open = false;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    let outgoing;
    while (this.#open && (outgoing = this.#waiting[0])) {
      this.#courier.sending(outgoing);
      try {
        const sent = await this.#courier.deliver(outgoing);
        this.#waiting.shift();
        this.#courier.sent(outgoing, sent);
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        if (error.code === 'no_answer' || error.code === 'not_joined') {
          this.#open = false;
        } else if (error.retryAfter !== undefined) {
          this.hold();
          this.#timer = setTimeout(() => this.open(), error.retryAfter * 1000);
        } else {
          this.#waiting.shift();
          this.#courier.failed(outgoing, error);
          continue;
        }
        this.#courier.queued(outgoing);
      }
    }
    this.#running = false;
  }
}
