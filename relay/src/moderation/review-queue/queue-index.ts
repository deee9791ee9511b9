import { KeyedCounter } from '../../limits/keyed-counter.ts';
import { countFrom, networksOf } from '../../limits/networks.ts';
import { Refusal } from '../../refusal.ts';
import type { Indexed } from './queue-item.ts';

/**
 * More reports in one room nobody looks through. Beyond it the oldest of the room makes room. Beyond the bound of all rooms it
 * is the oldest of the room with the most reports, so that reports in one person's rooms push out few of other rooms.
 */
const mostReportsInRoom = 500;
const mostReports = 20_000;

/** What is held nobody else has, so none of it makes room. Each number bounds what waits at the same time. */
const mostHeldOfPerson = 20;
const mostHeldInRoom = 500;
const mostHeldFromAddress = 100;
const mostHeld = 5000;

/** What is held for as long, in milliseconds, is dropped: in a room without a moderator nobody else makes room. */
const heldFor = 7 * 24 * 60 * 60 * 1000;

/** What an older relay has left may be more than the bounds above. So many of its items are in memory. */
export const mostIndexed = mostReports + mostHeld;

type HeldIndex = Extract<Indexed, { type: 'held' }>;
type ReportIndex = Extract<Indexed, { type: 'report' }>;

/** Where an item waits. */
export interface Place {
  room: string;
  place: string;
}

/** What waits in which room, the oldest first, in a few hundred bytes for each item. */
export class QueueIndex {
  /** No two items of a room have the same time: by that one asks for what comes after. */
  #rooms = new Map<string, Map<string, Indexed>>();
  /** The number of reports in each room. */
  #reportsIn = new Map<string, number>();
  #reports = 0;
  /** The room of what is held, by its place, the oldest first. */
  #held = new Map<string, string>();
  /** What is held, by the address that it came from. */
  #heldFrom = new KeyedCounter();
  /** How to take something off these counts, by its place. */
  #uncount = new Map<string, () => void>();

  get size(): number {
    return this.#reports + this.#held.size;
  }

  count(room: string): number {
    return this.#rooms.get(room)?.size ?? 0;
  }

  get(room: string, place: string): Indexed | undefined {
    return this.#rooms.get(room)?.get(place);
  }

  in(room: string): Iterable<[string, Indexed]> {
    return this.#rooms.get(room) ?? [];
  }

  /** A time after that of all that waits in a room. */
  timeFor(room: string, time = Date.now()): number {
    let newest = 0;
    for (const item of this.#rooms.get(room)?.values() ?? []) newest = item.time;
    return Math.max(time, newest + 1);
  }

  reportOf(room: string, seq: number): [string, ReportIndex] | undefined {
    for (const [place, item] of this.in(room)) {
      if (item.type === 'report' && item.target.seq === seq) return [place, item];
    }
    return undefined;
  }

  heldOf(room: string, sender: string, id: string): HeldIndex | undefined {
    for (const [, item] of this.in(room)) {
      if (item.type === 'held' && item.id === id && item.sender === sender) return item;
    }
    return undefined;
  }

  /** The reports that have to make room before another one comes into a room. */
  reportsInTheWay(room: string): Place[] {
    const here = this.#oldestReports(room, (this.#reportsIn.get(room) ?? 0) + 1 - mostReportsInRoom);
    if (here.length > 0 || this.#reports < mostReports) return here;
    let fullest = room;
    for (const [each, count] of this.#reportsIn) {
      if (count > (this.#reportsIn.get(fullest) ?? 0)) fullest = each;
    }
    return this.#oldestReports(fullest, 1);
  }

  /** What has been held for too long, the oldest first, at most so much of it. */
  heldTooLong(most: number, now = Date.now()): Place[] {
    const places: Place[] = [];
    for (const [place, room] of this.#held) {
      const isOver = (this.get(room, place)?.time ?? 0) <= now - heldFor;
      if (!isOver || places.length === most) break;
      places.push({ room, place });
    }
    return places;
  }

  /** @throws {Refusal} `blocked`: too much waits already */
  assertMayHold(room: string, sender: string, address: string): void {
    const held = [...this.in(room)].flatMap(([, item]) => (item.type === 'held' ? [item] : []));
    const own = held.filter((item) => item.sender === sender);
    const isFull =
      own.length >= mostHeldOfPerson ||
      held.length >= mostHeldInRoom ||
      countFrom(this.#heldFrom, address) >= mostHeldFromAddress ||
      this.#held.size >= mostHeld;
    if (isFull) throw new Refusal('blocked', 'message: too many wait for a moderator already');
  }

  /** In place of what waits there, if something does. */
  set(room: string, place: string, item: Indexed): void {
    const before = this.get(room, place);
    if (before) this.#count(room, place, before, -1);
    const items = this.#rooms.get(room) ?? new Map<string, Indexed>();
    this.#rooms.set(room, items.set(place, item));
    this.#count(room, place, item, 1);
  }

  delete(room: string, place: string): void {
    const item = this.get(room, place);
    if (!item) return;
    this.#count(room, place, item, -1);
    const items = this.#rooms.get(room);
    items?.delete(place);
    if (items?.size === 0) this.#rooms.delete(room);
  }

  /** Puts what was read in any order into that of its time. */
  sort(): void {
    for (const [room, items] of this.#rooms) {
      const sorted = [...items].toSorted(([, one], [, other]) => one.time - other.time);
      let newest = 0;
      for (const [, item] of sorted) newest = item.time = Math.max(item.time, newest + 1);
      this.#rooms.set(room, new Map(sorted));
    }
    const timeOf = ([place, room]: [string, string]): number => this.get(room, place)?.time ?? 0;
    this.#held = new Map([...this.#held].toSorted((one, other) => timeOf(one) - timeOf(other)));
  }

  #oldestReports(room: string, count: number): Place[] {
    const places: Place[] = [];
    for (const [place, { type }] of this.in(room)) {
      if (places.length >= count) break;
      if (type === 'report') places.push({ room, place });
    }
    return places;
  }

  #count(room: string, place: string, item: Indexed, by: 1 | -1): void {
    if (item.type === 'report') {
      this.#reports += by;
      add(this.#reportsIn, room, by);
      return;
    }
    if (by === -1) {
      this.#held.delete(place);
      this.#uncount.get(place)?.();
      this.#uncount.delete(place);
      return;
    }
    this.#held.set(place, room);
    if (item.address === undefined) return;
    this.#uncount.set(place, this.#heldFrom.add(...networksOf(item.address)));
  }
}

function add(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}
