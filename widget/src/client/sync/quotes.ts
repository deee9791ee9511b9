import { pageSchema } from '@realtime-chat/protocol';
import { ChatError } from '../chat-error.js';
import type { Connection } from '../connection/connection.js';
import type { Timeline } from './timeline.js';

/** Fetches messages that are answered and lie further back than what is loaded, one after the other. */
export class Quotes {
  #timeline: Timeline;
  #fetch: (seq: number) => Promise<void>;
  #asked = new Set<number>();
  #gone = new Set<number>();
  #turn = Promise.resolve();

  constructor(timeline: Timeline, room: string, request: Connection['request'], changed: () => void) {
    this.#timeline = timeline;
    this.#fetch = async (seq) => {
      const gone = this.#gone;
      try {
        const { messages } = await request('history', { room, before: seq + 1, limit: 1 }, pageSchema);
        const [message] = messages;
        // Meanwhile it may have become another log.
        if (gone !== this.#gone) return;
        if (message?.seq === seq) timeline.quote(message);
        else gone.add(seq);
        changed();
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        // The quote stays without its words; where the link was lost, or it was too early, it is asked for again.
        if (error.code === 'no_answer' || error.retryAfter) this.#asked.delete(seq);
      }
    };
  }

  /** Asks for a message that is not known; once. */
  want(seq: number): void {
    if (this.#asked.has(seq) || this.#timeline.at(seq)) return;
    this.#asked.add(seq);
    this.#turn = this.#turn.then(() => this.#fetch(seq));
  }

  /** Whether the relay no longer keeps it. */
  isGone(seq: number): boolean {
    return this.#gone.has(seq);
  }

  /** What is known of them may no longer hold. */
  forget(): void {
    this.#asked.clear();
    this.#gone = new Set();
  }
}
