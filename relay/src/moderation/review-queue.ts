import type { Message, QueueItem, QueuePage } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { newId } from '../log/ids.ts';
import type { MessageDraft, Receipt, RoomLog } from '../log/log.ts';
import type { Logger } from '../logger.ts';
import { PacedEach } from '../limits/throttle.ts';
import { Refusal } from '../refusal.ts';
import { mostAtOnce, weightOf } from '../rooms/payload-size.ts';

/** Under which the log keeps what waits, by [room, id]. */
const kind = 'queue';

/** More reports in one room nobody looks through: the oldest makes room. */
const mostReports = 500;

/** What is held nobody else has, so none of it makes room: so much of one room is kept, and of one person in it. */
const mostHeld = 500;
const mostHeldEach = 20;

/** An answer has so many of them at most, and no more than may go out at once. */
const page = 100;

/** How often moderators are told at most how much waits, in milliseconds: each of them may ask for it then. */
const tellInterval = 1000;

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
  /** In each room the oldest first. No two of a room have the same time: by that one asks for what comes after. */
  #rooms = new Map<string, Map<string, Item>>();
  #tells = new PacedEach(tellInterval, (room) => this.changed(room, this.count(room)));
  /** Is told of a room in which something else waits now. */
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
    for (const { room, place, item } of items) {
      queue.#room(room).set(place, { ...item, time: queue.#timeFor(room, item.time) });
    }
    return queue;
  }

  count(room: string): number {
    return this.#rooms.get(room)?.size ?? 0;
  }

  /** Somebody reports a message. What is reported by many waits once. */
  async report(room: string, message: { seq: number; id: string }, person: string): Promise<void> {
    const reports = this.#all(room, isReport);
    const known = reports.find(
      ([
        ,
        {
          target: { seq },
        },
      ]) => seq === message.seq,
    );
    if (known) {
      const [place, report] = known;
      if (report.people.includes(person) || report.people.length === mostReports) return;
      return this.#put(room, place, { ...report, people: [...report.people, person] });
    }
    const { seq, id } = message;
    const report: Report = {
      type: 'report',
      time: this.#timeFor(room),
      target: { seq, id },
      people: [person],
    };
    const [oldest] = reports;
    await Promise.all([
      this.#put(room, newId(), report),
      oldest && reports.length >= mostReports && this.#remove(room, oldest[0]),
    ]);
  }

  /**
   * Whether this very message is held already.
   *
   * @throws {Refusal} `conflict`: something else is, under its id
   */
  holds(room: string, { id, sender, message, reply }: MessageDraft): boolean {
    const known = this.#all(room, isHeld).find(([, item]) => item.id === id && item.sender === sender);
    if (!known) return false;
    const [, held] = known;
    if (held.message === message && held.reply?.seq === reply?.seq) return true;
    throw new Refusal('conflict', 'id is taken: something else of yours waits under it');
  }

  /**
   * Keeps a message back, from this moment on.
   *
   * @throws {Refusal} `blocked`: too much waits already; `conflict`
   */
  async hold(room: string, draft: MessageDraft): Promise<void> {
    if (this.holds(room, draft)) return;
    const { id, sender, username, message, reply } = draft;
    const held = this.#all(room, isHeld);
    const own = held.filter(([, item]) => item.sender === sender);
    if (held.length >= mostHeld || own.length >= mostHeldEach) {
      throw new Refusal('blocked', 'message: too many wait for a moderator already');
    }
    await this.#put(room, newId(), {
      type: 'held',
      time: this.#timeFor(room),
      id,
      sender,
      message,
      ...(username !== undefined && { username }),
      ...(reply && { reply }),
    });
  }

  /**
   * What waits, the oldest first, as much of it as goes into one answer. What was deleted meanwhile needs nobody any
   * more.
   *
   * @param after the time of the last one that is known already
   */
  async list(room: string, after = 0): Promise<QueuePage> {
    const items: QueueItem[] = [];
    const gone: string[] = [];
    let bytes = 0;
    let more = false;
    for (const [place, item] of this.#rooms.get(room) ?? []) {
      if (item.time <= after) continue;
      const shown = await this.#shown(room, place, item);
      if (!shown) {
        gone.push(place);
        continue;
      }
      bytes += weightOf(shown);
      more = items.length === page || (items.length > 0 && bytes > mostAtOnce);
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
    const item = this.#rooms.get(room)?.get(place);
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

  /** Nobody is told of anything any more. */
  close(): void {
    this.#tells.stop();
  }

  #room(name: string): Map<string, Item> {
    const room = this.#rooms.get(name) ?? new Map<string, Item>();
    this.#rooms.set(name, room);
    return room;
  }

  #all<T extends Item>(room: string, isIt: (item: Item) => item is T): [string, T][] {
    const found: [string, T][] = [];
    for (const [place, item] of this.#rooms.get(room) ?? []) if (isIt(item)) found.push([place, item]);
    return found;
  }

  /** A time after that of all that waits in a room. */
  #timeFor(room: string, time = Date.now()): number {
    const newest = [...(this.#rooms.get(room)?.values() ?? [])].at(-1);
    return Math.max(time, (newest?.time ?? 0) + 1);
  }

  /** What moderators are told of one; nothing, where the message is not there any more. */
  async #shown(room: string, id: string, item: Item): Promise<QueueItem | undefined> {
    const { type, time } = item;
    if (item.type === 'held') return { id, type, time, message: messageIn(item) };
    const [message] = await this.#log.messagesBefore(room, item.target.seq + 1, 1);
    if (message?.seq !== item.target.seq || message.deleted) return undefined;
    return {
      id,
      type,
      time,
      message: { seq: message.seq, ...messageIn(message) },
      count: item.people.length,
    };
  }

  /** Waits from this moment on, and not any more if it cannot be stored. */
  async #put(room: string, place: string, item: Item): Promise<void> {
    const items = this.#room(room);
    const before = items.get(place);
    items.set(place, item);
    try {
      await this.#log.note(kind, JSON.stringify([room, place]), item);
    } catch (error) {
      if (before) items.set(place, before);
      else this.#drop(room, place);
      throw error;
    }
    this.#tells.ask(room);
  }

  async #remove(room: string, place: string): Promise<void> {
    const item = this.#rooms.get(room)?.get(place);
    // At once: nobody adds to it any more, which would store it again.
    this.#drop(room, place);
    try {
      await this.#log.note(kind, JSON.stringify([room, place]), undefined);
    } catch (error) {
      if (item) this.#room(room).set(place, item);
      throw error;
    }
    this.#tells.ask(room);
  }

  #drop(room: string, place: string): void {
    const items = this.#rooms.get(room);
    items?.delete(place);
    if (items?.size === 0) this.#rooms.delete(room);
  }
}

function isReport(item: Item): item is Report {
  return item.type === 'report';
}

function isHeld(item: Item): item is Held {
  return item.type === 'held';
}

function messageIn({ id, sender, username, message }: Held | Message): QueueItem['message'] {
  return { id, sender, message, ...(username !== undefined && { username }) };
}
