import { pageSchema } from '@realtime-chat/protocol';
import { ChatError } from '../chat-error.js';
import type { Emit } from '../chat-room-events.js';
import type { Request } from '../connection/connection.js';
import type { Timeline } from './timeline.js';

/** Loads messages that others reply to and that are older than the loaded ones, one at a time. */
export class Quotes {
  #timeline: Timeline;
  #load: (seq: number) => Promise<void>;
  #asked = new Set<number>();
  #gone = new Set<number>();
  #queue = Promise.resolve();

  constructor(timeline: Timeline, room: string, request: Request, emit: Emit) {
    this.#timeline = timeline;
    this.#load = async (seq) => {
      const gone = this.#gone;
      try {
        const { messages } = await request('history', { room, before: seq + 1, limit: 1 }, pageSchema);
        const [message] = messages;
        // `reset` was called in the meantime: the answer may be about another log.
        if (gone !== this.#gone) return;
        if (message?.seq === seq) timeline.addQuoted(message);
        else gone.add(seq);
        emit('change', undefined);
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        // The quote stays without its text. It can be requested again after a lost connection or a rate limit.
        if (error.code === 'no_answer' || error.retryAfter) this.#asked.delete(seq);
      }
    };
  }

  /** Requests an unknown message, once. */
  request(seq: number): void {
    if (this.#asked.has(seq) || this.#timeline.at(seq)) return;
    this.#asked.add(seq);
    this.#queue = this.#queue.then(() => this.#load(seq));
  }

  /** Whether the relay no longer keeps the message. */
  isGone(seq: number): boolean {
    return this.#gone.has(seq);
  }

  /** Forgets all answers, which may no longer hold. */
  reset(): void {
    this.#asked.clear();
    this.#gone = new Set();
  }
}
