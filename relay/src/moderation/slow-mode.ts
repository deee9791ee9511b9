import { limits } from '@realtime-chat/protocol';
import { isGuest, type Visitor } from './person.ts';

/** What one waits between: a slip can be mended while the next message has to wait. */
export type Paced = 'send' | 'edit';

/** When something was said: by a clock that nobody sets, and by the one that sessions go by. */
interface Moment {
  at: number;
  time: number;
}

/** Of so many people and addresses it is remembered, and of each address so often. */
const most = 10_000;
const mostEach = 50;

/** Who has said something when, in a room in which one waits between messages. */
export class SlowMode {
  /** By what was done and by whom; who has waited longest comes first. */
  #people = new Map<string, Moment>();
  /** What guests have said from each address. */
  #addresses = new Map<string, readonly Moment[]>();

  /**
   * For how many seconds somebody still has to wait. A guest whose session is new has just been another one, as far as
   * anybody knows: they wait as if they had said what was last said from there before they came.
   */
  wait(deed: Paced, { person, address, since }: Visitor, seconds: number): number {
    const own = this.#people.get(`${deed} ${person.id}`)?.at ?? -Infinity;
    const others = isGuest(person) ? (this.#addresses.get(`${deed} ${address}`) ?? []) : [];
    const before = others.findLast(({ time }) => time <= since)?.at ?? -Infinity;
    return Math.max(0, seconds - (performance.now() - Math.max(own, before)) / 1000);
  }

  /** Somebody says something now. @returns how to take it back, if it comes to nothing */
  note(deed: Paced, { person, address }: Visitor): () => void {
    const now = { at: performance.now(), time: Date.now() };
    const key = `${deed} ${person.id}`;
    const before = this.#people.get(key);
    put(this.#people, key, now, now);
    const place = `${deed} ${address}`;
    const there = (): readonly Moment[] => this.#addresses.get(place) ?? [];
    if (isGuest(person)) put(this.#addresses, place, [...there(), now].slice(-mostEach), now);
    return () => {
      if (this.#people.get(key) !== now) return;
      if (before) this.#people.set(key, before);
      else this.#people.delete(key);
      if (isGuest(person))
        this.#addresses.set(
          place,
          there().filter((moment) => moment !== now),
        );
    };
  }
}

/** At the end; what is too old to matter, or too much, makes room at the beginning. */
function put<T extends Moment | readonly Moment[]>(map: Map<string, T>, key: string, value: T, now: Moment) {
  map.delete(key);
  map.set(key, value);
  for (const [first, moments] of map) {
    const last = [moments].flat().at(-1)?.at ?? -Infinity;
    if (map.size <= most && now.at - last < limits.slow * 1000) break;
    map.delete(first);
  }
}
