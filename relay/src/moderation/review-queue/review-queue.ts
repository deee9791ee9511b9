import { setTimeout as pause } from 'node:timers/promises';
import type { QueueItem, QueuePage } from '@realtime-chat/protocol';
import { newId } from '../../log/ids.ts';
import type { MessageDraft } from '../../log/entry-types.ts';
import type { AppendResult, RoomLog } from '../../log/log.ts';
import { eachMeta } from '../../log/meta/each-meta.ts';
import type { Logger } from '../../logger.ts';
import { KeyedThrottle } from '../../limits/throttle.ts';
import { Refusal } from '../../refusal.ts';
import { maxPayloadBytes, payloadSize } from '../../limits/payload-size.ts';
import { approved, isApprovedElsewhere, withoutApproval } from './approval.ts';
import type { QueueIndex } from './queue-index.ts';
import {
  digestOf,
  type HeldItem,
  heldItem,
  heldItemId,
  itemWithoutPerson,
  kind,
  parseItem,
  parseKey,
  reportItemId,
  type StoredItem,
} from './queue-item.ts';
import { type OnHeldGone, QueueItems } from './queue-items.ts';

/** Reporters stored for one message; more would change nothing. */
const maxPeople = 100;

/** The most items in one answer. The answer is also bounded by its size. */
const pageSize = 100;

/** Moderators are notified at most this often, in milliseconds: each of them may then request the queue. */
const notifyInterval = 1000;

/** For how long a withdrawal waits for such an approval, in milliseconds, and how often it looks. */
const withdrawalPatience = 3000;
const withdrawalInterval = 100;

/**
 * The review queue of each room: reported messages, and held messages that are not in the log yet. In memory is an index
 * of bounded size. The texts are in the store, and are read when a moderator requests them.
 *
 * Several relays may share the store. The id of an item follows from its message, so that all of them mean the same item, and
 * each change of an item is one step in the store.
 */
export class ReviewQueue {
  #log: RoomLog;
  #items: QueueItems;
  #index: QueueIndex;
  /** Names this relay in approvals. */
  #self = newId();
  #notifications = new KeyedThrottle(notifyInterval, (room) => this.onChange(room, this.count(room)));
  /** Is called after the queue of a room has changed. */
  onChange: (room: string, count: number) => void = () => {};

  private constructor(log: RoomLog, items: QueueItems) {
    this.#log = log;
    this.#items = items;
    this.#index = items.index;
    items.onChange = (room) => this.#notifications.trigger(room);
  }

  /** @param onHeldGone see `QueueItems` */
  static async open(log: RoomLog, logger: Logger, onHeldGone?: OnHeldGone): Promise<ReviewQueue> {
    return new ReviewQueue(log, await QueueItems.open(log, logger, onHeldGone));
  }

  count(room: string): number {
    return this.#index.count(room);
  }

  /**
   * Adds a report. All reports of one message are one item.
   *
   * @returns whether it is the first by this person, of those that wait
   */
  async report(room: string, { seq, id }: { seq: number; id: string }, person: string): Promise<boolean> {
    const known = this.#index.reportOf(room, seq);
    const itemId = known?.[0] ?? reportItemId({ seq, id });
    const evicted = known ? [] : this.#index.reportsToEvict(room);
    let isNew = false;
    const add = (before: StoredItem | undefined): StoredItem => {
      isNew = true;
      if (before?.type !== 'report') {
        return { type: 'report', time: this.#index.timeFor(room), target: { seq, id }, people: [person] };
      }
      isNew = !before.people.includes(person);
      if (!isNew || before.people.length >= maxPeople) return before;
      return { ...before, people: [...before.people, person] };
    };
    await Promise.all([
      this.#items.exclusively(room, itemId, () => this.#items.update(room, itemId, add)),
      ...evicted.map((oldest) => this.#items.remove(oldest.room, oldest.itemId)),
    ]);
    return isNew;
  }

  /**
   * Whether this message is held already, with the same content.
   *
   * @throws {Refusal} `conflict`: another message of this sender is held under its id
   */
  isHeld(room: string, draft: MessageDraft): boolean {
    const [, known] = this.#index.heldOf(room, draft.sender, draft.id) ?? [];
    return known !== undefined && assertSame(known.digest, draft);
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
    const { sender, id } = draft;
    this.#index.assertCanHold(room, sender, address);
    const item = heldItem(draft, this.#index.timeFor(room));
    const itemId = heldItemId({ sender, id });
    await this.#items.add(room, itemId, { item, address }, (before) => {
      // Another relay holds it already, and this one has not heard of it.
      if (before?.type === 'held') assertSame(digestOf(before), draft);
      return before ?? item;
    });
    // A moderator may have published it after the sender's request was checked.
    if (await this.#log.knows(room, sender, id)) await this.#items.remove(room, itemId);
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
      if (!this.#items.isStored(itemId)) continue;
      const shown = await this.#items.shown(room, itemId, item);
      if (!shown) {
        gone.push(itemId);
        continue;
      }
      bytes += payloadSize(shown);
      // The next answer begins after a time, so no answer ends between two items of the same time.
      more =
        items.at(-1)?.time !== item.time &&
        (items.length >= pageSize || (items.length > 0 && bytes > maxPayloadBytes));
      if (more) break;
      items.push(shown);
    }
    await Promise.all(gone.map((itemId) => this.#dropGone(room, itemId)));
    return { items, ...(more && { more }) };
  }

  /**
   * Removes an item. An approved held message is sent first.
   *
   * @throws {Refusal} `not_found`, also if somebody else has decided; or the reason why the message could not be sent
   */
  resolve(room: string, itemId: string, approve: boolean): Promise<AppendResult | undefined> {
    return this.#items.exclusively(room, itemId, async () => {
      let found: StoredItem | undefined;
      await this.#items.update(room, itemId, (before) => {
        found = before && !isApprovedElsewhere(before, this.#self) ? before : undefined;
        if (!found) return before;
        if (found.type === 'report' || !approve) return undefined;
        return approved(found, this.#self);
      });
      if (!found) throw notFound();
      return found.type === 'held' && approve ? this.#publish(room, itemId, found) : undefined;
    });
  }

  /** Sends a held message that no other relay decides about. The item goes last: this relay may end in between. */
  async #publish(room: string, itemId: string, item: HeldItem): Promise<AppendResult> {
    const { id, sender, username, message, files, reply } = item;
    const draft = { type: 'message', id, sender, username, message, files } as const;
    let result: AppendResult;
    try {
      result = await this.#log.append(room, { ...draft, reply }).catch((error: unknown) => {
        // The message that it replies to may be gone meanwhile. Then it is sent without the reply.
        if (reply && error instanceof Refusal && error.code === 'not_found')
          return this.#log.append(room, draft);
        throw error;
      });
    } catch (error) {
      // If this fails too, others can decide when the time of the approval is over.
      await this.#items.update(room, itemId, withoutApproval).catch(() => {});
      throw error;
    }
    let isMine = false;
    await this.#items.update(room, itemId, (before) => {
      isMine = before !== undefined;
      return undefined;
    });
    if (!isMine) throw notFound();
    return result;
  }

  /**
   * Removes a held message on behalf of its sender.
   *
   * @throws {Refusal} `too_late`: it is published; `not_found`: it is not held, or not any more; `unavailable`: a moderator is
   * publishing it
   */
  async withdraw(room: string, sender: string, id: string): Promise<void> {
    const [itemId = heldItemId({ sender, id })] = this.#index.heldOf(room, sender, id) ?? [];
    const outcome = await this.#items.exclusively(room, itemId, async () => {
      const end = performance.now() + withdrawalPatience;
      for (;;) {
        if (await this.#log.knows(room, sender, id)) return 'published';
        const taken = await this.#take(room, itemId, sender);
        if (taken !== 'busy' || performance.now() > end) return taken;
        await pause(withdrawalInterval);
      }
    });
    if (outcome === 'taken') return;
    if (outcome === 'busy')
      throw new Refusal('unavailable', 'id: a moderator is publishing this message', { retryAfter: 1 });
    if (outcome === 'published' || (await this.#log.knows(room, sender, id)))
      throw new Refusal('too_late', 'id: a moderator has published this message');
    throw new Refusal('not_found', 'id: no message of yours is held under it');
  }

  async #take(room: string, itemId: string, sender: string): Promise<'taken' | 'busy' | 'missing'> {
    let outcome: 'taken' | 'busy' | 'missing' = 'missing';
    await this.#items.update(room, itemId, (before) => {
      if (before?.type !== 'held' || before.sender !== sender) outcome = 'missing';
      else outcome = isApprovedElsewhere(before, this.#self) ? 'busy' : 'taken';
      return outcome === 'taken' ? undefined : before;
    });
    return outcome;
  }

  /** Takes an erased person out of the queue: their held messages, and their id in reports. */
  async erase(person: string): Promise<void> {
    for await (const [key, stored] of eachMeta(this.#log, kind)) {
      const ref = parseKey(key);
      const found = parseItem(stored);
      if (!ref || !found || itemWithoutPerson(found, person) === found) continue;
      const { room, itemId } = ref;
      await this.#items.exclusively(room, itemId, () =>
        this.#items.update(room, itemId, (before) => itemWithoutPerson(before, person)),
      );
    }
  }

  /** Drops a bounded number at once: the next held message drops more. They leave the index before the first await. */
  async #dropExpired(): Promise<void> {
    const expired = this.#index.expiredHeld(pageSize);
    for (const { room, itemId } of expired) this.#index.delete(room, itemId);
    await Promise.all(
      expired.map(async ({ room, itemId }) => {
        try {
          await this.#items.remove(room, itemId);
        } finally {
          // If it is still stored, it comes back.
          await this.#items.refresh(room, itemId);
        }
        this.#notifications.trigger(room);
      }),
    );
  }

  /** Removes the reports of a message that is deleted. A held message may only have been decided about by another relay. */
  async #dropGone(room: string, itemId: string): Promise<void> {
    const isReport = this.#index.get(room, itemId)?.type === 'report';
    await (isReport ? this.#items.remove(room, itemId) : this.#items.refresh(room, itemId));
  }

  /** Stops all notifications. */
  close(): void {
    this.#items.close();
    this.#notifications.stop();
  }
}

/** @throws {Refusal} `conflict`, if what is held has another content than the draft */
function assertSame(digest: string, draft: MessageDraft): true {
  if (digest === digestOf(draft)) return true;
  throw new Refusal('conflict', 'id is taken: another message of yours is held under it');
}

function notFound(): Refusal {
  return new Refusal('not_found', 'id: the queue of this room has no such item');
}
