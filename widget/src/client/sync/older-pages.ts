import { limits, type Page, pageSchema } from '@realtime-chat/protocol';
import type { ChatError } from '../chat-error.js';
import type { Connection } from '../connection/connection.js';
import type { Timeline } from './timeline.js';

/** Who reads back faster than the relay lets them waits so many seconds for a page, and no more. */
const longestPatience = 30;

/** Loads what was said before, page by page. */
export class OlderPages {
  /** Whether there may be older messages than are loaded. */
  mayHaveMore = true;
  /** Whether the relay no longer keeps what came before its oldest message. */
  isTruncated = false;
  #timeline: Timeline;
  #loading: Promise<void> | undefined;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  get isLoading(): boolean {
    return this.#loading !== undefined;
  }

  /** Takes note of what the relay told with the oldest messages that are loaded now. */
  note({ messages: [first], floor }: Page): void {
    this.isTruncated = floor > 1;
    this.mayHaveMore = first !== undefined && first.seq > floor;
  }

  /**
   * Loads the page before the oldest message; while one is on its way, that one is waited for.
   *
   * @throws {ChatError} why it could not be loaded
   */
  load(room: string, request: Connection['request']): Promise<void> {
    this.#loading ??= this.#load(room, request).finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  /** The oldest are no longer loaded, to spare the memory. */
  forgot(): void {
    this.mayHaveMore = true;
  }

  async #load(room: string, request: Connection['request']): Promise<void> {
    const before = this.#timeline.oldest;
    if (!this.mayHaveMore || before === undefined) return;
    const ask = (): Promise<Page> => request('history', { room, before, limit: limits.page }, pageSchema);
    const page = await ask().catch(async (error: unknown) => {
      const { retryAfter = Infinity } = error as ChatError;
      if (retryAfter > longestPatience) throw error;
      await new Promise((resolve) => setTimeout(resolve, retryAfter * 1000));
      return ask();
    });
    // Meanwhile the conversation may have begun anew.
    if (this.#timeline.oldest !== before) return;
    this.#timeline.prepend(page.messages);
    this.note(page);
  }
}
