import { Refusal } from '../refusal.ts';
import type { Indexed } from './queue-item.ts';

/** More reports in one room nobody looks through. Beyond it the oldest makes room, of the room or of all. */
const mostReportsInRoom = 500;
const mostReports = 20_000;

/** What is held nobody else has, so none of it makes room. Each number bounds what waits at the same time. */
const mostHeldOfPerson = 20;
const mostHeldInRoom = 500;
const mostHeldFromAddress = 100;
const mostHeld = 5000;

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
  /** The room of each report, by its place. */
  #reports = new Map<string, string>();
  #heldFrom = new Map<string, number>();
  #held = 0;

  get size(): number {
    return this.#reports.size + this.#held;
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
    const here = [...this.in(room)].filter(([, { type }]) => type === 'report');
    const oldestHere = here.slice(0, Math.max(0, here.length + 1 - mostReportsInRoom));
    if (oldestHere.length > 0) return oldestHere.map(([place]) => ({ room, place }));
    const [oldest] = this.#reports;
    return oldest && this.#reports.size >= mostReports ? [{ place: oldest[0], room: oldest[1] }] : [];
  }

  /** @throws {Refusal} `blocked`: too much waits already */
  assertMayHold(room: string, sender: string, address: string): void {
    const held = [...this.in(room)].flatMap(([, item]) => (item.type === 'held' ? [item] : []));
    const own = held.filter((item) => item.sender === sender);
    const isFull =
      own.length >= mostHeldOfPerson ||
      held.length >= mostHeldInRoom ||
      (this.#heldFrom.get(address) ?? 0) >= mostHeldFromAddress ||
      this.#held >= mostHeld;
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
    this.#reports = new Map([...this.#reports].toSorted((one, other) => timeOf(one) - timeOf(other)));
  }

  #count(room: string, place: string, item: Indexed, by: 1 | -1): void {
    if (item.type === 'report') {
      if (by === -1) this.#reports.delete(place);
      else this.#reports.set(place, room);
      return;
    }
    this.#held += by;
    const { address } = item;
    if (address === undefined) return;
    const left = (this.#heldFrom.get(address) ?? 0) + by;
    if (left > 0) this.#heldFrom.set(address, left);
    else this.#heldFrom.delete(address);
  }
}
