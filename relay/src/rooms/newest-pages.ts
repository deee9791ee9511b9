import { limits, type Message } from '@realtime-chat/protocol';
import type { Extent } from '../log/log.ts';
import { newestMessages, type View } from './bounded-read.ts';

/** How many rooms' pages are kept. Each has at most about 512 KiB. */
const mostPages = 20;

/**
 * The newest messages of the rooms that were joined last. When a page opens for many people, or a relay has
 * restarted, all of them join at once, and each would have the store read and measure the same page.
 */
export class NewestPages {
  #pages = new Map<string, { extent: Extent; messages: Message[] }>();

  /** @param extent of the room at this moment: any change of what it contains changes its extent too */
  async read(view: View, extent: Extent): Promise<Message[]> {
    const { room } = view;
    const known = this.#pages.get(room);
    if (known && isSame(known.extent, extent)) return known.messages;
    this.#pages.delete(room);
    // Bounded by the head, so that the messages match the head in the answer.
    const { messages, isForAll } = await newestMessages(view, extent.head + 1, limits.page);
    if (isForAll) this.#pages.set(room, { extent, messages });
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > mostPages && oldest !== undefined) this.#pages.delete(oldest);
    return messages;
  }
}

function isSame(one: Extent, other: Extent): boolean {
  return one.epoch === other.epoch && one.head === other.head && one.floor === other.floor;
}
