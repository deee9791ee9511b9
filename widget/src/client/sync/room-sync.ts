import type { EntriesFrame, HeadFrame, Joined } from '@realtime-chat/protocol';
import type { ChatMessage } from './chat-message.js';
import type { OlderPages } from './older-pages.js';
import type { Quotes } from './quotes.js';
import type { Timeline } from './timeline.js';

/** Missing entries may still arrive by themselves for this long, in milliseconds. Then the client asks for them. */
const gapTimeout = 300;

export interface SyncHost {
  /** Entries were applied. `added` are the messages that are new. */
  applied(added: readonly ChatMessage[], entries: EntriesFrame['entries']): void;
  /** The timeline starts again from the newest messages. */
  reset(): void;
  /** Entries are missing. The answer to a join brings them. */
  missing(): void;
}

/**
 * Keeps the timeline equal to the room's log: applies the answer to a join and live frames, and notices when entries
 * are missing.
 */
export class RoomSync {
  /** The relay's words of welcome, once it has said any. */
  greeting: string | undefined;
  #timeline: Timeline;
  #older: OlderPages;
  #quotes: Quotes;
  #host: SyncHost;
  /** Live frames that arrived while a join was under way. */
  #early: EntriesFrame[] | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(timeline: Timeline, older: OlderPages, quotes: Quotes, host: SyncHost) {
    this.#timeline = timeline;
    this.#older = older;
    this.#quotes = quotes;
    this.#host = host;
  }

  /** While a join is under way, live frames are kept for `catchUp`. */
  joining(isJoining: boolean): void {
    this.#early = isJoining ? [] : undefined;
  }

  /**
   * Applies the answer to a join. Frames that arrived before it are applied once more: the frame right behind the answer
   * can arrive first, and before the answer the timeline did not know its epoch.
   */
  catchUp({ mode, epoch, head, floor, entries = [], messages = [], greeting }: Joined): void {
    if (mode === 'delta') {
      this.#apply(epoch, entries);
    } else {
      this.#older.update({ messages, floor });
      this.#timeline.reset(epoch, head, messages);
      this.#quotes.reset();
      this.#host.reset();
    }
    for (const frame of this.#early ?? []) this.#apply(frame.epoch, frame.entries);
    this.greeting = greeting ?? this.greeting;
  }

  /** Applies a live frame. */
  receive(frame: EntriesFrame): void {
    this.#early?.push(frame);
    this.#apply(frame.epoch, frame.entries);
  }

  /** Compares the head of the relay's log with what is known here, so that a lost last entry is noticed. */
  checkHead({ epoch, head }: HeadFrame): void {
    const known = this.#timeline.position;
    if (known && (epoch !== known.epoch || head > known.seq)) this.#startGapTimer();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #apply(epoch: string, entries: EntriesFrame['entries']): void {
    const added = this.#timeline.apply(epoch, entries);
    if (this.#timeline.hasGap) this.#startGapTimer();
    this.#host.applied(added, entries);
  }

  #startGapTimer(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#host.missing();
    }, gapTimeout);
  }
}
