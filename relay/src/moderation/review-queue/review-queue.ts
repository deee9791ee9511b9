import type { QueueItem, QueuePage } from '@realtime-chat/protocol';
import { newId } from '../../log/ids.ts';
import type { MessageDraft } from '../../log/entry-types.ts';
import type { AppendResult, RoomLog } from '../../log/log.ts';
import { eachMeta } from '../../log/each-meta.ts';
import type { Logger } from '../../logger.ts';
import { KeyedMutex } from '../../limits/keyed-mutex.ts';
import { KeyedThrottle } from '../../limits/throttle.ts';
import { Refusal } from '../../refusal.ts';
import { maxPayloadBytes, payloadSize } from '../../limits/payload-size.ts';
import { maxIndexed, QueueIndex } from './queue-index.ts';
import {
  digestOf,
  heldItem,
  type IndexedItem,
  itemWithoutPerson,
  kind,
  messageIn,
  toIndexed,
  type StoredItem,
  parseItem,
  keyOf,
  parseKey,
  type ReportItem,
} from './queue-item.ts';

/** Reporters stored for one message; more would change nothing. */
const maxPeople = 100;

/** The most items in one answer. The answer is also bounded by its size. */
const pageSize = 100;

/** Moderators are notified at most this often, in milliseconds: each of them may then request the queue. */
const notifyInterval = 1000;

/**
 * The review queue of each room: reported messages, and held messages that are not in the log yet. In memory is an index
 * of bounded size. The texts are in the store, and are read when a moderator requests them.
 */
export class ReviewQueue {
  #log: RoomLog;
  #index = new QueueIndex();
  /** Held messages that are not stored yet, by item id: they cannot be read. */
  #unstored = new Set<string>();
  /**
   * One report at a time in each room: a report reads the item first and then writes it. And one decision at a time about
   * each item: its sender may withdraw a message that a moderator is approving.
   */
  #mutex = new KeyedMutex();
  #notifications = new KeyedThrottle(notifyInterval, (room) => this.onChange(room, this.count(room)));
  /** Is called after the queue of a room has changed. */
  onChange: (room: string, count: number) => void = () => {};

  private constructor(log: RoomLog) {
    this.#log = log;
  }

  /** Reads the store page by page. Items beyond the bound, which an older relay may have left, stay in the store. */
  static async open(log: RoomLog, logger: Logger): Promise<ReviewQueue> {
    const queue = new ReviewQueue(log);
    let left = 0;
    for await (const [key, stored] of eachMeta(log, kind)) {
      const ref = parseKey(key);
      const item = parseItem(stored);
      if (!ref || !item)
        logger.error({ code: 'queue_unreadable', key }, 'an item of the review queue cannot be parsed');
      else if (queue.#index.size < maxIndexed) queue.#index.set(ref.room, ref.itemId, toIndexed(item));
      else left += 1;
    }
    queue.#index.sort();
    if (left > 0) {
      logger.warn(
        { code: 'queue_overfull', left },
        'the review queue has more items than fit into memory: the rest is shown after the next start',
      );
    }
    return queue;
  }

  count(room: string): number {
    return this.#index.count(room);
  }

  /** Adds a report. All reports of one message are one item. */
  report(room: string, message: { seq: number; id: string }, person: string): Promise<void> {
    return this.#mutex.run(room, async () => {
      const known = this.#index.reportOf(room, message.seq);
      const stored = known && (await this.#read(room, known[0]));
      if (known && stored?.type === 'report') {
        const { people } = stored;
        if (people.includes(person) || people.length >= maxPeople) return;
        return this.#put(room, known[0], { ...stored, people: [...people, person] }, known[1].time);
      }
      const { seq, id } = message;
      const report: ReportItem = {
        type: 'report',
        time: this.#index.timeFor(room),
        target: { seq, id },
        people: [person],
      };
      const evicted = this.#index.reportsToEvict(room);
      await Promise.all([
        this.#put(room, known?.[0] ?? newId(), report),
        ...evicted.map((oldest) => this.#remove(oldest.room, oldest.itemId)),
      ]);
    });
  }

  /**
   * Whether this message is held already, with the same content.
   *
   * @throws {Refusal} `conflict`: another message of this sender is held under its id
   */
  isHeld(room: string, draft: MessageDraft): boolean {
    const [, known] = this.#index.heldOf(room, draft.sender, draft.id) ?? [];
    if (!known) return false;
    if (known.digest === digestOf(draft)) return true;
    throw new Refusal('conflict', 'id is taken: another message of yours is held under it');
  }

  /**
   * Holds a message for a moderator. It is in the index when this returns its promise.
   *
   * @param address the sender's address, which bounds senders that can have any number of identities
   * @throws {Refusal} `blocked`: too many messages are held already; `conflict`
   */
  async hold(room: string, draft: MessageDraft, address: string): Promise<void> {
    if (this.isHeld(room, draft)) return;
    // Both change the index before they first await, so that two concurrent requests cannot hold one message twice.
    await Promise.all([this.#dropExpired(), this.#hold(room, draft, address)]);
  }

  async #hold(room: string, draft: MessageDraft, address: string): Promise<void> {
    this.#index.assertCanHold(room, draft.sender, address);
    const held = heldItem(draft, this.#index.timeFor(room));
    const itemId = newId();
    this.#unstored.add(itemId);
    try {
      await this.#put(room, itemId, held, held.time, address);
    } finally {
      this.#unstored.delete(itemId);
    }
  }

  /**
   * The items of a room, oldest first, as many as fit into one answer. Reports of messages that were deleted meanwhile
   * are removed.
   *
   * @param after the time of the last item that the moderator has
   */
  async list(room: string, after = 0): Promise<QueuePage> {
    await this.#dropExpired();
    const items: QueueItem[] = [];
    const gone: string[] = [];
    let bytes = 0;
    let more = false;
    for (const [itemId, item] of this.#index.in(room)) {
      if (item.time <= after) continue;
      // Not stored yet, so it would look like a removed item. Moderators are notified once it is stored.
      if (this.#unstored.has(itemId)) continue;
      const shown = await this.#shown(room, itemId, item);
      if (!shown) {
        gone.push(itemId);
        continue;
      }
      bytes += payloadSize(shown);
      more = items.length === pageSize || (items.length > 0 && bytes > maxPayloadBytes);
      if (more) break;
      items.push(shown);
    }
    await Promise.all(gone.map((itemId) => this.#remove(room, itemId)));
    return { items, ...(more && { more }) };
  }

  /**
   * Removes an item. An approved held message is sent first.
   *
   * @throws {Refusal} `not_found`, or the reason why the message could not be sent
   */
  resolve(room: string, itemId: string, approve: boolean): Promise<AppendResult | undefined> {
    return this.#mutex.run(keyOf(room, itemId), () => this.#resolve(room, itemId, approve));
  }

  /**
   * Removes a held message on behalf of its sender.
   *
   * @throws {Refusal} `too_late`: it is published; `not_found`: it is not held, or not any more
   */
  async withdraw(room: string, sender: string, id: string): Promise<void> {
    const [itemId] = this.#index.heldOf(room, sender, id) ?? [];
    const isWithdrawn =
      itemId !== undefined &&
      (await this.#mutex.run(keyOf(room, itemId), async () => {
        if (!this.#index.get(room, itemId) || (await this.#log.knows(room, sender, id))) return false;
        await this.#remove(room, itemId);
        return true;
      }));
    if (isWithdrawn) return;
    if (await this.#log.knows(room, sender, id))
      throw new Refusal('too_late', 'id: a moderator has published this message');
    throw new Refusal('not_found', 'id: no message of yours is held under it');
  }

  async #resolve(room: string, itemId: string, approve: boolean): Promise<AppendResult | undefined> {
    const item = this.#index.get(room, itemId) && (await this.#read(room, itemId));
    if (!item) throw new Refusal('not_found', 'id: the queue of this room has no such item');
    let result;
    if (item.type === 'held' && approve) {
      const { id, sender, username, message, reply } = item;
      const draft = { type: 'message', id, sender, username, message } as const;
      result = await this.#log.append(room, { ...draft, reply }).catch((error: unknown) => {
        // The message that it replies to may be gone meanwhile. Then it is sent without the reply.
        if (reply && error instanceof Refusal && error.code === 'not_found')
          return this.#log.append(room, draft);
        throw error;
      });
    }
    await this.#remove(room, itemId);
    return result;
  }

  /** Takes an erased person out of the queue: their held messages, and their id in reports. */
  async erase(person: string): Promise<void> {
    for await (const [key, stored] of eachMeta(this.#log, kind)) {
      const ref = parseKey(key);
      const found = parseItem(stored);
      if (!ref || !found || itemWithoutPerson(found, person) === found) continue;
      await this.#mutex.run(found.type === 'held' ? key : ref.room, async () => {
        const left = itemWithoutPerson(await this.#read(ref.room, ref.itemId), person);
        if (!left) return this.#remove(ref.room, ref.itemId);
        return this.#put(ref.room, ref.itemId, left, this.#index.get(ref.room, ref.itemId)?.time);
      });
    }
  }

  /** Drops a bounded number at once: the next held message drops more. */
  async #dropExpired(): Promise<void> {
    await Promise.all(
      this.#index.expiredHeld(pageSize).map(({ room, itemId }) => this.#remove(room, itemId)),
    );
  }

  /** Stops all notifications. */
  close(): void {
    this.#notifications.stop();
  }

  async #read(room: string, itemId: string): Promise<StoredItem | undefined> {
    return parseItem(await this.#log.getMeta(kind, keyOf(room, itemId)));
  }

  /** An item as moderators get it; `undefined` if its message does not exist any more. */
  async #shown(room: string, id: string, item: IndexedItem): Promise<QueueItem | undefined> {
    const { type, time } = item;
    if (item.type === 'held') {
      const held = await this.#read(room, id);
      return held?.type === 'held' ? { id, type, time, message: messageIn(held) } : undefined;
    }
    const [message] = await this.#log.messagesBefore(room, item.target.seq + 1, 1);
    if (message?.seq !== item.target.seq || message.deleted) return undefined;
    return { id, type, time, message: { seq: message.seq, ...messageIn(message) }, count: item.count };
  }

  /** Adds an item to the index at once, and takes it out again if it cannot be stored. */
  async #put(
    room: string,
    itemId: string,
    item: StoredItem,
    time = item.time,
    address?: string,
  ): Promise<void> {
    const before = this.#index.get(room, itemId);
    this.#index.set(room, itemId, { ...toIndexed(item, address), time });
    try {
      await this.#log.putMeta(kind, keyOf(room, itemId), item);
    } catch (error) {
      if (before) this.#index.set(room, itemId, before);
      else this.#index.delete(room, itemId);
      throw error;
    }
    this.#notifications.trigger(room);
  }

  async #remove(room: string, itemId: string): Promise<void> {
    const item = this.#index.get(room, itemId);
    // Before the write: a concurrent report could otherwise add to the item, and store it again.
    this.#index.delete(room, itemId);
    try {
      await this.#log.putMeta(kind, keyOf(room, itemId), undefined);
    } catch (error) {
      if (item) {
        this.#index.set(room, itemId, item);
        // Pages are read in the order of time, so the item goes back to its place.
        this.#index.sort();
      }
      throw error;
    }
    this.#notifications.trigger(room);
  }
}
