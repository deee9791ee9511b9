import { limits, type Page, pageSchema } from '@realtime-chat/protocol';
import type { ChatError } from '../chat-error.js';
import type { Request } from '../connection/connection.js';
import type { Timeline } from './timeline.js';

/** If the relay's rate limit asks for a longer wait than this, in seconds, the page is not loaded. */
const maxWait = 30;

/** Loads older messages, page by page. */
export class OlderPages {
  /** The seq of the oldest entry that the relay keeps. */
  floor = 1;
  #timeline: Timeline;
  #loadPage: (before: number) => Promise<Page>;
  #loading: Promise<void> | undefined;
  #onAuthors: (authors: Page['authors']) => void;

  /** @param onAuthors is called with those authors of a page that have a picture. */
  constructor(
    timeline: Timeline,
    room: string,
    request: Request,
    onAuthors: (authors: Page['authors']) => void,
  ) {
    this.#timeline = timeline;
    this.#onAuthors = onAuthors;
    this.#loadPage = (before) => request('history', { room, before, limit: limits.page }, pageSchema);
  }

  get isLoading(): boolean {
    return this.#loading !== undefined;
  }

  /** Learns from the oldest page, before the timeline has it, whether the relay has more. */
  update({ messages: [first], floor }: Page): void {
    this.floor = floor;
    this.#timeline.hasOlder = first !== undefined && first.seq > floor;
  }

  /**
   * Loads the page before the oldest message. If a page is being loaded already, waits for that one.
   *
   * @throws {ChatError} why it could not be loaded
   */
  load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #load(): Promise<void> {
    const before = this.#timeline.oldest;
    if (!this.#timeline.hasOlder || !before) return;
    const page = await this.#loadPage(before).catch(async (error: unknown) => {
      const { retryAfter = Infinity } = error as ChatError;
      if (retryAfter > maxWait) throw error;
      await new Promise((resolve) => setTimeout(resolve, retryAfter * 1000));
      return this.#loadPage(before);
    });
    // The timeline may have been reset in the meantime.
    if (this.#timeline.oldest !== before) return;
    this.#onAuthors(page.authors);
    this.update(page);
    this.#timeline.prepend(page.messages);
  }
}
