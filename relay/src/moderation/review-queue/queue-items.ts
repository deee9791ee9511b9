import type { QueueItem } from '@realtime-chat/protocol';
import { MetaCopy } from '../../log/meta/meta-copy.ts';
import type { RoomLog } from '../../log/log.ts';
import type { Logger } from '../../logger.ts';
import { KeyedMutex } from '../../limits/keyed-mutex.ts';
import { maxIndexed, QueueIndex } from './queue-index.ts';
import {
  type HeldItem,
  type IndexedItem,
  keyOf,
  kind,
  messageIn,
  parseItem,
  parseKey,
  type StoredItem,
  toIndexed,
} from './queue-item.ts';

/** The index has the addresses of senders, and the store has not. */
const noAddress = { address: undefined };

/** Is called by the process that has taken a held message out of the store: it was published, or will never be. */
export type OnHeldGone = (room: string, item: HeldItem) => void;

/**
 * The items of all queues: in the store, and in an index of bounded size. Other relays on the store change the items too, and
 * the index follows.
 */
export class QueueItems {
  readonly index = new QueueIndex();
  #log: RoomLog;
  #logger: Logger;
  /** One at a time for each item: a decision, a change, and a read that brings the index up to date. */
  #mutex = new KeyedMutex();
  /** Held messages that are not stored yet, by item id. */
  #unstored = new Set<string>();
  #copy: MetaCopy;
  /** While the store is read for the first time: how many items did not fit into the index. */
  #opening: { left: number } | undefined = { left: 0 };
  #onHeldGone: OnHeldGone;
  /** Is called after the items of a room have changed. */
  onChange: (room: string) => void = () => {};

  private constructor(log: RoomLog, logger: Logger, onHeldGone: OnHeldGone) {
    this.#onHeldGone = onHeldGone;
    this.#log = log;
    this.#logger = logger;
    this.#copy = new MetaCopy(log, {
      kind,
      keys: () => Array.from(this.index.all(), ({ room, itemId }) => keyOf(room, itemId)),
      take: (key, stored) => this.#take(key, stored),
      onRead: () => this.#endOpening(),
    });
  }

  /** Reads the store page by page. Items beyond the bound, which an older relay may have left, stay in the store. */
  static async open(log: RoomLog, logger: Logger, onHeldGone: OnHeldGone = () => {}): Promise<QueueItems> {
    const items = new QueueItems(log, logger, onHeldGone);
    await items.#copy.open();
    return items;
  }

  close(): void {
    this.#copy.close();
  }

  /** Runs `act` while nothing else of this relay changes the item. */
  exclusively<T>(room: string, itemId: string, act: () => Promise<T>): Promise<T> {
    return this.#mutex.run(keyOf(room, itemId), act);
  }

  isStored(itemId: string): boolean {
    return !this.#unstored.has(itemId);
  }

  async read(room: string, itemId: string): Promise<StoredItem | undefined> {
    return parseItem(await this.#log.getMeta(kind, keyOf(room, itemId)));
  }

  /** An item as moderators get it; `undefined` if its message does not exist any more. */
  async shown(room: string, id: string, item: IndexedItem): Promise<QueueItem | undefined> {
    const { type, time } = item;
    if (item.type === 'held') {
      const held = await this.read(room, id);
      return held?.type === 'held' ? { id, type, time, message: messageIn(held) } : undefined;
    }
    const [message] = await this.#log.messagesBefore(room, item.target.seq + 1, 1);
    if (message?.seq !== item.target.seq || message.deleted) return undefined;
    return { id, type, time, message: { seq: message.seq, ...messageIn(message) }, count: item.count };
  }

  /**
   * Changes an item in the store, as one step, and then in the index. Within `exclusively` only.
   *
   * @param update may be called several times; it returns what it got to change nothing, and `undefined` to remove the item
   * @returns what is stored
   */
  async update(
    room: string,
    itemId: string,
    update: (before: StoredItem | undefined) => StoredItem | undefined,
  ): Promise<StoredItem | undefined> {
    let before: StoredItem | undefined;
    const change = (found: unknown): StoredItem | undefined => {
      before = parseItem(found);
      return update(before);
    };
    const stored = parseItem(await this.#log.updateMeta(kind, keyOf(room, itemId), change));
    this.#follow(room, itemId, stored);
    if (before?.type === 'held' && !stored) this.#onHeldGone(room, before);
    return stored;
  }

  /**
   * Adds an item to the index before it returns its promise, so that the bounds count it, and stores it as `update` does. If it
   * cannot be stored, it is taken out again.
   */
  async add(
    room: string,
    itemId: string,
    { item, address }: { item: StoredItem; address: string },
    update: (before: StoredItem | undefined) => StoredItem,
  ): Promise<void> {
    this.index.set(room, itemId, toIndexed(item, address));
    this.#unstored.add(itemId);
    try {
      await this.exclusively(room, itemId, () => this.update(room, itemId, update));
    } catch (error) {
      this.index.delete(room, itemId);
      throw error;
    } finally {
      this.#unstored.delete(itemId);
    }
    this.onChange(room);
  }

  remove(room: string, itemId: string): Promise<void> {
    return this.exclusively(room, itemId, async () => {
      await this.update(room, itemId, () => undefined);
    });
  }

  /** Brings the index up to date for one item. */
  refresh(room: string, itemId: string): Promise<void> {
    // It is read again, and in turn: this relay may have changed the item meanwhile.
    return this.exclusively(room, itemId, async () => {
      this.#follow(room, itemId, await this.read(room, itemId));
    });
  }

  async #take(key: string, stored: unknown): Promise<void> {
    const ref = parseKey(key);
    const item = parseItem(stored);
    if (stored !== undefined && !(ref && item))
      this.#logger.error({ code: 'queue_unreadable', key }, 'an item of the review queue cannot be parsed');
    if (!ref) return;
    const { room, itemId } = ref;
    if (this.#opening) this.#load(room, itemId, item);
    else if (!this.#isKnown(room, itemId, item)) await this.refresh(room, itemId);
  }

  #load(room: string, itemId: string, item: StoredItem | undefined): void {
    if (!item) this.index.delete(room, itemId);
    else if (this.index.size < maxIndexed) this.index.set(room, itemId, toIndexed(item));
    else if (this.#opening) this.#opening.left += 1;
  }

  #endOpening(): void {
    if (!this.#opening) return;
    const { left } = this.#opening;
    this.#opening = undefined;
    this.index.sort();
    if (left === 0) return;
    this.#logger.warn(
      { code: 'queue_overfull', left },
      'the review queue has more items than fit into memory: the rest is shown after the next start',
    );
  }

  #isKnown(room: string, itemId: string, item: StoredItem | undefined): boolean {
    const known = this.index.get(room, itemId);
    return this.isStored(itemId) && isSame(item && toIndexed(item), known && { ...known, ...noAddress });
  }

  #follow(room: string, itemId: string, item: StoredItem | undefined): void {
    const before = this.index.get(room, itemId);
    if (!item) this.index.delete(room, itemId);
    else if (before || this.index.size < maxIndexed) {
      const address = before?.type === 'held' ? before.address : undefined;
      const isLate = before ? before.time !== item.time : this.index.timeFor(room, 0) > item.time;
      this.index.set(room, itemId, toIndexed(item, address));
      if (isLate) this.index.sortRoom(room);
    }
    if (!isSame(before, this.index.get(room, itemId))) this.onChange(room);
  }
}

function isSame(one: IndexedItem | undefined, other: IndexedItem | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
