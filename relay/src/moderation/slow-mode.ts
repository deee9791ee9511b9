import { limits } from '@realtime-chat/protocol';
import { isGuest, type Visitor } from './person.ts';

/** Messages and edits count separately: the author can correct a message while the next one has to wait. */
export type SlowModeAction = 'send' | 'edit';

/** The time of one write. */
interface Moment {
  /** By the monotonic clock. */
  at: number;
  /** By the wall clock, to compare it with the start of a session. */
  time: number;
}

/** The recent writes in rooms in slow mode. */
export interface SlowMode {
  /**
   * Counts a write, unless the visitor still has to wait. A guest with a new session may be a guest from before with a new
   * identity. So the guest waits as if they had made the last write from this address before the session began.
   *
   * @param seconds between two writes
   * @returns how long to wait, in milliseconds, and how to undo it
   * @throws {Refusal} `unavailable`
   */
  take(room: string, action: SlowModeAction, visitor: Visitor, seconds: number): Promise<SlowTurn>;

  /** The room is in slow mode no more. */
  end(room: string): void;
}

export interface SlowTurn {
  wait: number;
  undo: () => void;
}

/** Bounds of the memory: rooms, people and addresses in a room, and writes for each address. The oldest are dropped. */
const maxRooms = 1000;
const maxKeys = 10_000;
export const maxPerAddress = 50;

/** The recent writes, where this process has all rooms. */
export class LocalSlowMode implements SlowMode {
  #rooms = new Map<string, RecentWrites>();

  async take(room: string, action: SlowModeAction, visitor: Visitor, seconds: number): Promise<SlowTurn> {
    const writes = this.#rooms.get(room) ?? new RecentWrites();
    const wait = writes.waitFor(action, visitor, seconds) * 1000;
    if (wait > 0) return { wait, undo: () => {} };
    this.#rooms.delete(room);
    this.#rooms.set(room, writes);
    const [oldest] = this.#rooms.keys();
    if (this.#rooms.size > maxRooms && oldest !== undefined) this.#rooms.delete(oldest);
    return { wait, undo: writes.record(action, visitor) };
  }

  end(room: string): void {
    this.#rooms.delete(room);
  }
}

/** The recent writes in one room. */
class RecentWrites {
  /** By action and person. The oldest write comes first. */
  #people = new Map<string, Moment>();
  /** The writes of guests, by action and address. */
  #addresses = new Map<string, readonly Moment[]>();

  /** The number of seconds that a visitor still has to wait. */
  waitFor(action: SlowModeAction, { person, address, since }: Visitor, seconds: number): number {
    const own = this.#people.get(`${action} ${person.id}`)?.at ?? -Infinity;
    const others = isGuest(person) ? (this.#addresses.get(`${action} ${address}`) ?? []) : [];
    const before = others.findLast(({ time }) => time <= since)?.at ?? -Infinity;
    return Math.max(0, seconds - (performance.now() - Math.max(own, before)) / 1000);
  }

  /** Records a write at this moment. @returns a function that undoes it, for a write that fails */
  record(action: SlowModeAction, { person, address }: Visitor): () => void {
    const now = { at: performance.now(), time: Date.now() };
    const key = `${action} ${person.id}`;
    const before = this.#people.get(key);
    put(this.#people, key, now, now);
    const addressKey = `${action} ${address}`;
    const there = (): readonly Moment[] => this.#addresses.get(addressKey) ?? [];
    if (isGuest(person)) put(this.#addresses, addressKey, [...there(), now].slice(-maxPerAddress), now);
    return () => {
      if (this.#people.get(key) !== now) return;
      if (before) this.#people.set(key, before);
      else this.#people.delete(key);
      if (isGuest(person))
        this.#addresses.set(
          addressKey,
          there().filter((moment) => moment !== now),
        );
    };
  }
}

/** Adds a value at the end. Removes values from the beginning that are too old to matter, or beyond the bound. */
function put<T extends Moment | readonly Moment[]>(map: Map<string, T>, key: string, value: T, now: Moment) {
  map.delete(key);
  map.set(key, value);
  for (const [first, moments] of map) {
    const last = [moments].flat().at(-1)?.at ?? -Infinity;
    if (map.size <= maxKeys && now.at - last < limits.slow * 1000) break;
    map.delete(first);
  }
}
