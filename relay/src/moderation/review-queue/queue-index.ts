import { KeyedCounter } from '../../limits/keyed-counter.ts';
import { countFrom, networksOf } from '../../limits/networks.ts';
import { Refusal } from '../../refusal.ts';
import type { IndexedItem } from './queue-item.ts';

/**
 * Bounds of reports; no moderator reads more in one room. Beyond the room's bound, its oldest report is dropped. Beyond the
 * bound of all rooms, it is the oldest of the room with the most reports. So a flood of reports in one person's rooms
 * displaces few reports of other rooms.
 */
const maxReportsInRoom = 500;
const maxReports = 20_000;

/** Bounds of held messages at one time. A held message exists nowhere else, so new ones are refused and none is dropped. */
const maxHeldOfPerson = 20;
const maxHeldInRoom = 500;
const maxHeldFromAddress = 100;
const maxHeld = 5000;

/** A held message is dropped after this many milliseconds: in a room without a moderator nobody else empties the queue. */
const heldLifetime = 7 * 24 * 60 * 60 * 1000;

/** Items in memory. A store of an older relay may hold more items than the bounds above allow. */
export const maxIndexed = maxReports + maxHeld;

type IndexedHeld = Extract<IndexedItem, { type: 'held' }>;
type IndexedReport = Extract<IndexedItem, { type: 'report' }>;

/** Names one item in the queue of a room. */
export interface ItemRef {
  room: string;
  itemId: string;
}

/** The index of all queues, oldest item first. Each item takes a few hundred bytes. */
export class QueueIndex {
  #rooms = new Map<string, Map<string, IndexedItem>>();
  /** The number of reports in each room. */
  #reportsIn = new Map<string, number>();
  #reports = 0;
  /** The room of each held message, by item id, oldest first. */
  #held = new Map<string, string>();
  /** The number of held messages by sender address. */
  #heldFrom = new KeyedCounter();
  /** Functions that take a message off these counts, by item id. */
  #uncount = new Map<string, () => void>();

  get size(): number {
    return this.#reports + this.#held.size;
  }

  count(room: string): number {
    return this.#rooms.get(room)?.size ?? 0;
  }

  get(room: string, itemId: string): IndexedItem | undefined {
    return this.#rooms.get(room)?.get(itemId);
  }

  in(room: string): Iterable<[string, IndexedItem]> {
    return this.#rooms.get(room) ?? [];
  }

  *all(): Iterable<ItemRef> {
    for (const [room, items] of this.#rooms) for (const itemId of items.keys()) yield { room, itemId };
  }

  /** A time later than that of all items in a room. */
  timeFor(room: string, time = Date.now()): number {
    let newest = 0;
    for (const item of this.#rooms.get(room)?.values() ?? []) newest = item.time;
    return Math.max(time, newest + 1);
  }

  reportOf(room: string, seq: number): [string, IndexedReport] | undefined {
    for (const [itemId, item] of this.in(room)) {
      if (item.type === 'report' && item.target.seq === seq) return [itemId, item];
    }
    return undefined;
  }

  heldOf(room: string, sender: string, id: string): [string, IndexedHeld] | undefined {
    for (const [itemId, item] of this.in(room)) {
      if (item.type === 'held' && item.id === id && item.sender === sender) return [itemId, item];
    }
    return undefined;
  }

  /** The reports to drop before another one is added to a room. */
  reportsToEvict(room: string): ItemRef[] {
    const here = this.#oldestReports(room, (this.#reportsIn.get(room) ?? 0) + 1 - maxReportsInRoom);
    if (here.length > 0 || this.#reports < maxReports) return here;
    let fullest = room;
    for (const [each, count] of this.#reportsIn) {
      if (count > (this.#reportsIn.get(fullest) ?? 0)) fullest = each;
    }
    return this.#oldestReports(fullest, 1);
  }

  /** Held messages whose lifetime is over, oldest first. */
  expiredHeld(limit: number, now = Date.now()): ItemRef[] {
    const refs: ItemRef[] = [];
    for (const [itemId, room] of this.#held) {
      const isOver = (this.get(room, itemId)?.time ?? 0) <= now - heldLifetime;
      if (!isOver || refs.length === limit) break;
      refs.push({ room, itemId });
    }
    return refs;
  }

  /** @throws {Refusal} `blocked`: too many messages are held already */
  assertCanHold(room: string, sender: string, address: string): void {
    const held = [...this.in(room)].flatMap(([, item]) => (item.type === 'held' ? [item] : []));
    const own = held.filter((item) => item.sender === sender);
    const isFull =
      own.length >= maxHeldOfPerson ||
      held.length >= maxHeldInRoom ||
      countFrom(this.#heldFrom, address) >= maxHeldFromAddress ||
      this.#held.size >= maxHeld;
    if (isFull) throw new Refusal('blocked', 'message: too many messages wait for a moderator already');
  }

  /** Adds an item, or replaces it. */
  set(room: string, itemId: string, item: IndexedItem): void {
    const before = this.get(room, itemId);
    if (before) this.#count(room, itemId, before, -1);
    const items = this.#rooms.get(room) ?? new Map<string, IndexedItem>();
    this.#rooms.set(room, items.set(itemId, item));
    this.#count(room, itemId, item, 1);
  }

  delete(room: string, itemId: string): void {
    const item = this.get(room, itemId);
    if (!item) return;
    this.#count(room, itemId, item, -1);
    const items = this.#rooms.get(room);
    items?.delete(itemId);
    if (items?.size === 0) this.#rooms.delete(room);
  }

  /** Sorts a room by time, after an item of another relay was added. */
  sortRoom(room: string): void {
    const items = this.#rooms.get(room);
    if (items) this.#rooms.set(room, sorted(items));
  }

  /** Sorts by time, after items were loaded in any order. */
  sort(): void {
    for (const [room, items] of this.#rooms) this.#rooms.set(room, sorted(items));
    const timeOf = ([itemId, room]: [string, string]): number => this.get(room, itemId)?.time ?? 0;
    this.#held = new Map([...this.#held].toSorted((one, other) => timeOf(one) - timeOf(other)));
  }

  #oldestReports(room: string, count: number): ItemRef[] {
    const refs: ItemRef[] = [];
    for (const [itemId, { type }] of this.in(room)) {
      if (refs.length >= count) break;
      if (type === 'report') refs.push({ room, itemId });
    }
    return refs;
  }

  #count(room: string, itemId: string, item: IndexedItem, by: 1 | -1): void {
    if (item.type === 'report') {
      this.#reports += by;
      add(this.#reportsIn, room, by);
      return;
    }
    if (by === -1) {
      this.#held.delete(itemId);
      this.#uncount.get(itemId)?.();
      this.#uncount.delete(itemId);
      return;
    }
    this.#held.set(itemId, room);
    if (item.address === undefined) return;
    this.#uncount.set(itemId, this.#heldFrom.add(...networksOf(item.address)));
  }
}

/** Two relays can give two items of a room the same time. All relays show them in the same order. */
function sorted(items: Map<string, IndexedItem>): Map<string, IndexedItem> {
  const inOrder = [...items].toSorted(([id, one], [otherId, other]) =>
    one.time === other.time ? (id < otherId ? -1 : 1) : one.time - other.time,
  );
  return new Map(inOrder);
}

function add(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}
