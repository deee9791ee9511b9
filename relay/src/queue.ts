import { randomBytes } from 'node:crypto';
import type { QueueItem } from '@realtime-chat/protocol';
import * as v from 'valibot';
import type { MessageDraft, Receipt, RoomLog } from './log/log.ts';
import type { Logger } from './logger.ts';
import { Refusal } from './refusal.ts';

/** Under which the log keeps what waits, by [room, id]. */
const kind = 'queue';

/** More in one room nobody looks through. */
const most = 500;

const target = v.object({ seq: v.number(), id: v.string() });

const itemSchema = v.variant('type', [
  v.object({
    type: v.literal('report'),
    time: v.number(),
    target,
    /** Who reported it. */
    people: v.array(v.string()),
  }),
  v.object({
    type: v.literal('held'),
    time: v.number(),
    id: v.string(),
    sender: v.string(),
    username: v.optional(v.string()),
    message: v.string(),
    reply: v.optional(target),
  }),
]);

type Item = v.InferOutput<typeof itemSchema>;
type Report = Extract<Item, { type: 'report' }>;
type Held = Extract<Item, { type: 'held' }>;

/** What waits for a moderator, room by room: messages that were reported, and messages that were not let through yet. */
export class Queue {
  #log: RoomLog;
  #rooms = new Map<string, Map<string, Item>>();
  /** Is told of a room in which another number waits now. */
  changed: (room: string, count: number) => void = () => {};

  private constructor(log: RoomLog) {
    this.#log = log;
  }

  static async open(log: RoomLog, logger: Logger): Promise<Queue> {
    const queue = new Queue(log);
    const items: { room: string; place: string; item: Item }[] = [];
    for (const [key, stored] of await log.notes(kind)) {
      const where = v.safeParse(v.tuple([v.string(), v.string()]), JSON.parse(key));
      const item = v.safeParse(itemSchema, stored);
      if (where.success && item.success) {
        const [room, place] = where.output;
        items.push({ room, place, item: item.output });
      } else logger.error({ key }, 'what waits for a moderator cannot be read');
    }
    items.sort((one, other) => one.item.time - other.item.time);
    for (const { room, place, item } of items) queue.#room(room).set(place, item);
    return queue;
  }

  count(room: string): number {
    return this.#rooms.get(room)?.size ?? 0;
  }

  /** Somebody reports a message. What is reported by many waits once. */
  async report(room: string, message: { seq: number; id: string }, person: string): Promise<void> {
    const known = this.#find(
      room,
      (item): item is Report => item.type === 'report' && item.target.seq === message.seq,
    );
    const { seq, id } = message;
    const [place, report] = known ?? [
      newPlace(),
      { type: 'report', time: Date.now(), target: { seq, id }, people: [] } satisfies Report,
    ];
    if (report.people.includes(person) || report.people.length === most) return;
    if (!known && this.count(room) >= most) return this.#full();
    await this.#put(room, place, { ...report, people: [...report.people, person] });
  }

  /**
   * Keeps a message back. The same message again waits once.
   *
   * @throws {Refusal} `unavailable`: too much waits already
   */
  async hold(room: string, { id, sender, username, message, reply }: MessageDraft): Promise<void> {
    const isSame = (item: Item): item is Held =>
      item.type === 'held' && item.id === id && item.sender === sender;
    if (this.#find(room, isSame)) return;
    if (this.count(room) >= most) return this.#full();
    const held: Held = {
      type: 'held',
      time: Date.now(),
      id,
      sender,
      message,
      ...(username !== undefined && { username }),
      ...(reply && { reply }),
    };
    await this.#put(room, newPlace(), held);
  }

  /** What waits, the oldest first. What was deleted meanwhile needs nobody any more. */
  async list(room: string): Promise<QueueItem[]> {
    const items: QueueItem[] = [];
    for (const [place, item] of this.#rooms.get(room) ?? []) {
      const { type, time } = item;
      if (item.type === 'held') {
        const { id, sender, username, message } = item;
        items.push({
          id: place,
          type,
          time,
          message: { id, sender, message, ...(username !== undefined && { username }) },
        });
        continue;
      }
      const [message] = await this.#log.messagesBefore(room, item.target.seq + 1, 1);
      if (message?.seq !== item.target.seq || message.deleted) await this.#remove(room, place);
      else {
        const { seq, id, sender, username, message: text } = message;
        const shown = { seq, id, sender, message: text, ...(username !== undefined && { username }) };
        items.push({ id: place, type, time, message: shown, count: item.people.length });
      }
    }
    return items;
  }

  /**
   * Takes one from what waits; a message that was held is said now, where it is approved.
   *
   * @throws {Refusal} `not_found`, or why it could not be said
   */
  async resolve(room: string, place: string, approve: boolean): Promise<Receipt | undefined> {
    const item = this.#rooms.get(room)?.get(place);
    if (!item) throw new Refusal('not_found', 'id: nothing of that name waits here');
    let receipt;
    if (item.type === 'held' && approve) {
      const { id, sender, username, message, reply } = item;
      receipt = await this.#log.append(room, { type: 'message', id, sender, username, message, reply });
    }
    await this.#remove(room, place);
    return receipt;
  }

  #full(): never {
    throw new Refusal('unavailable', 'too much waits for a moderator already', { retryAfter: 60 });
  }

  #room(name: string): Map<string, Item> {
    const room = this.#rooms.get(name) ?? new Map<string, Item>();
    this.#rooms.set(name, room);
    return room;
  }

  #find<T extends Item>(room: string, isIt: (item: Item) => item is T): [string, T] | undefined {
    for (const [place, item] of this.#rooms.get(room) ?? []) if (isIt(item)) return [place, item];
    return undefined;
  }

  async #put(room: string, place: string, item: Item): Promise<void> {
    this.#room(room).set(place, item);
    await this.#log.note(kind, JSON.stringify([room, place]), item);
    this.changed(room, this.count(room));
  }

  async #remove(room: string, place: string): Promise<void> {
    await this.#log.note(kind, JSON.stringify([room, place]), undefined);
    const items = this.#rooms.get(room);
    items?.delete(place);
    if (items?.size === 0) this.#rooms.delete(room);
    this.changed(room, this.count(room));
  }
}

function newPlace(): string {
  return randomBytes(16).toString('base64url');
}
