import type { Message, QueueItem, QueuePage } from '@realtime-chat/protocol';
import { newId } from '../../log/ids.ts';
import type { MessageDraft } from '../../log/entry-types.ts';
import type { Receipt, RoomLog } from '../../log/log.ts';
import { eachNote } from '../../log/notes.ts';
import type { Logger } from '../../logger.ts';
import { KeyedMutex } from '../../limits/keyed-mutex.ts';
import { KeyedThrottle } from '../../limits/throttle.ts';
import { Refusal } from '../../refusal.ts';
import { maxPayloadBytes, payloadSize } from '../../limits/payload-size.ts';
import { mostIndexed, QueueIndex } from './queue-index.ts';
import {
  digestOf,
  type Held,
  type Indexed,
  indexed,
  type Item,
  itemFrom,
  keyOf,
  placeOf,
  type Report,
} from './queue-item.ts';

/** Under which the log keeps what waits, by [room, id]. */
const kind = 'queue';

/** So many people who reported one message are known; more would change nothing. */
const mostPeople = 100;

/** An answer has so many of them at most, and no more than may go out at once. */
const page = 100;

/** How often moderators are told at most how much waits, in milliseconds: each of them may ask for it then. */
const tellInterval = 1000;

/**
 * What waits for a moderator, room by room: messages that were reported, and messages that were not let through yet. In
 * memory is an index of bounded size; the texts are in the store, and are read when a moderator asks for them.
 */
export class Queue {
  #log: RoomLog;
  #index = new QueueIndex();
  /** What changes a room's queue reads first and then writes. */
  /** The places of held messages that are not stored yet, and so cannot be read. */
  #unstored = new Set<string>();
  #mutex = new KeyedMutex();
  #tells = new KeyedThrottle(tellInterval, (room) => this.changed(room, this.count(room)));
  /** Is told of a room in which something else waits now. */
  changed: (room: string, count: number) => void = () => {};

  private constructor(log: RoomLog) {
    this.#log = log;
  }

  /** However much an older relay has left: it is read page by page, and what is too much stays in the store. */
  static async open(log: RoomLog, logger: Logger): Promise<Queue> {
    const queue = new Queue(log);
    let left = 0;
    for await (const [key, stored] of eachNote(log, kind)) {
      const where = placeOf(key);
      const item = itemFrom(stored);
      if (!where || !item)
        logger.error({ code: 'queue_unreadable', key }, 'what waits for a moderator cannot be read');
      else if (queue.#index.size < mostIndexed) queue.#index.set(where.room, where.place, indexed(item));
      else left += 1;
    }
    queue.#index.sort();
    if (left > 0) {
      logger.warn(
        { code: 'queue_overfull', left },
        'more waits for moderators than is held in memory: the rest is shown after another start',
      );
    }
    return queue;
  }

  count(room: string): number {
    return this.#index.count(room);
  }

  /** Somebody reports a message. What is reported by many waits once. */
  report(room: string, message: { seq: number; id: string }, person: string): Promise<void> {
    return this.#mutex.run(room, async () => {
      const known = this.#index.reportOf(room, message.seq);
      const stored = known && (await this.#read(room, known[0]));
      if (known && stored?.type === 'report') {
        const { people } = stored;
        if (people.includes(person) || people.length >= mostPeople) return;
        return this.#put(room, known[0], { ...stored, people: [...people, person] }, known[1].time);
      }
      const { seq, id } = message;
      const report: Report = {
        type: 'report',
        time: this.#index.timeFor(room),
        target: { seq, id },
        people: [person],
      };
      const crowded = this.#index.reportsInTheWay(room);
      await Promise.all([
        this.#put(room, known?.[0] ?? newId(), report),
        ...crowded.map((oldest) => this.#remove(oldest.room, oldest.place)),
      ]);
    });
  }

  /**
   * Whether this very message is held already.
   *
   * @throws {Refusal} `conflict`: something else is, under its id
   */
  holds(room: string, draft: MessageDraft): boolean {
    const known = this.#index.heldOf(room, draft.sender, draft.id);
    if (!known) return false;
    if (known.digest === digestOf(draft)) return true;
    throw new Refusal('conflict', 'id is taken: something else of yours waits under it');
  }

  /**
   * Keeps a message back, from this moment on.
   *
   * @param address from where it was sent: who may be anybody is bounded by that
   * @throws {Refusal} `blocked`: too much waits already; `conflict`
   */
  async hold(room: string, draft: MessageDraft, address: string): Promise<void> {
    if (this.holds(room, draft)) return;
    // In the index both take effect at once, so that of two that come together neither is held twice.
    await Promise.all([this.#dropHeldTooLong(), this.#hold(room, draft, address)]);
  }

  async #hold(room: string, draft: MessageDraft, address: string): Promise<void> {
    const { id, sender, username, message, reply } = draft;
    this.#index.assertMayHold(room, sender, address);
    const held: Held = {
      type: 'held',
      time: this.#index.timeFor(room),
      id,
      sender,
      message,
      ...(username !== undefined && { username }),
      ...(reply && { reply }),
    };
    const place = newId();
    this.#unstored.add(place);
    try {
      await this.#put(room, place, held, held.time, address);
    } finally {
      this.#unstored.delete(place);
    }
  }

  /**
   * What waits, the oldest first, as much of it as goes into one answer. What was deleted meanwhile needs nobody any
   * more.
   *
   * @param after the time of the last one that is known already
   */
  async list(room: string, after = 0): Promise<QueuePage> {
    await this.#dropHeldTooLong();
    const items: QueueItem[] = [];
    const gone: string[] = [];
    let bytes = 0;
    let more = false;
    for (const [place, item] of this.#index.in(room)) {
      if (item.time <= after) continue;
      // Moderators hear of it when it is stored; what cannot be read then is gone.
      if (this.#unstored.has(place)) continue;
      const shown = await this.#shown(room, place, item);
      if (!shown) {
        gone.push(place);
        continue;
      }
      bytes += payloadSize(shown);
      more = items.length === page || (items.length > 0 && bytes > maxPayloadBytes);
      if (more) break;
      items.push(shown);
    }
    await Promise.all(gone.map((place) => this.#remove(room, place)));
    return { items, ...(more && { more }) };
  }

  /**
   * Takes one from what waits; a message that was held is said now, where it is approved.
   *
   * @throws {Refusal} `not_found`, or why it could not be said
   */
  async resolve(room: string, place: string, approve: boolean): Promise<Receipt | undefined> {
    const item = this.#index.get(room, place) && (await this.#read(room, place));
    if (!item) throw new Refusal('not_found', 'id: nothing of that name waits here');
    let receipt;
    if (item.type === 'held' && approve) {
      const { id, sender, username, message, reply } = item;
      const draft = { type: 'message', id, sender, username, message } as const;
      receipt = await this.#log.append(room, { ...draft, reply }).catch((error: unknown) => {
        // What it answers may be gone meanwhile; what it says need not be.
        if (reply && error instanceof Refusal && error.code === 'not_found')
          return this.#log.append(room, draft);
        throw error;
      });
    }
    await this.#remove(room, place);
    return receipt;
  }

  /** A bounded number at once: the next message that is held drops more. */
  async #dropHeldTooLong(): Promise<void> {
    await Promise.all(this.#index.heldTooLong(page).map(({ room, place }) => this.#remove(room, place)));
  }

  /** Nobody is told of anything any more. */
  close(): void {
    this.#tells.stop();
  }

  async #read(room: string, place: string): Promise<Item | undefined> {
    return itemFrom(await this.#log.noted(kind, keyOf(room, place)));
  }

  /** What moderators are told of one; nothing, where the message is not there any more. */
  async #shown(room: string, id: string, item: Indexed): Promise<QueueItem | undefined> {
    const { type, time } = item;
    if (item.type === 'held') {
      const held = await this.#read(room, id);
      return held?.type === 'held' ? { id, type, time, message: messageIn(held) } : undefined;
    }
    const [message] = await this.#log.messagesBefore(room, item.target.seq + 1, 1);
    if (message?.seq !== item.target.seq || message.deleted) return undefined;
    return { id, type, time, message: { seq: message.seq, ...messageIn(message) }, count: item.count };
  }

  /** Waits from this moment on, and not any more if it cannot be stored. */
  async #put(room: string, place: string, item: Item, time = item.time, address?: string): Promise<void> {
    const before = this.#index.get(room, place);
    this.#index.set(room, place, { ...indexed(item, address), time });
    try {
      await this.#log.note(kind, keyOf(room, place), item);
    } catch (error) {
      if (before) this.#index.set(room, place, before);
      else this.#index.delete(room, place);
      throw error;
    }
    this.#tells.trigger(room);
  }

  async #remove(room: string, place: string): Promise<void> {
    const item = this.#index.get(room, place);
    // At once: nobody adds to it any more, which would store it again.
    this.#index.delete(room, place);
    try {
      await this.#log.note(kind, keyOf(room, place), undefined);
    } catch (error) {
      if (item) this.#index.set(room, place, item);
      throw error;
    }
    this.#tells.trigger(room);
  }
}

function messageIn({ id, sender, username, message }: Held | Message): QueueItem['message'] {
  return { id, sender, message, ...(username !== undefined && { username }) };
}
