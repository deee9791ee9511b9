import { setImmediate } from 'node:timers/promises';
import type { RoomLog } from '../log.ts';
import { eachMeta } from './each-meta.ts';

/** After this many milliseconds of taking values over, yield to the event loop. */
const yieldAfter = 5;

/** What a part of the relay has in memory of a kind of values. */
export interface Copied {
  kind: string;
  /** The keys of what is in memory. If the store does not have one of them, it is taken over as `undefined`. */
  keys: () => Iterable<string>;
  /** Takes over what is stored; `undefined` if nothing is. If it rejects, it is called again. */
  take: (key: string, value: unknown) => void | Promise<void>;
  /** With it, values that are read together are taken over in ascending order. */
  rank?: (value: unknown) => number;
  /** Called after all values were read. */
  onRead?: () => void | Promise<void>;
  /** How many values are read at once. */
  page?: number;
}

/** A copy of all values of a kind in memory, which follows what other processes change. */
export class MetaCopy {
  #log: RoomLog;
  #copied: Copied;
  #reading: Promise<void> = Promise.resolve();
  /** While all values are read: the keys that have changed meanwhile. */
  #changed: Set<string> | undefined;
  #unwatch: () => void = () => {};

  constructor(log: RoomLog, copied: Copied) {
    this.#log = log;
    this.#copied = copied;
  }

  /**
   * Reads all values, and follows them from then on.
   *
   * @throws {Refusal} `unavailable`
   */
  async open(): Promise<void> {
    const { kind, take } = this.#copied;
    this.#unwatch = await this.#log.watchMeta(kind, (key, value) => {
      if (key === undefined) return this.#readAll();
      this.noteChange(key);
      return take(key, value);
    });
    await this.#readAll();
  }

  /** To call after a change in memory: what is just being read of this key is older. */
  noteChange(key: string): void {
    this.#changed?.add(key);
  }

  close(): void {
    this.#unwatch();
  }

  /** One reading after the other. */
  #readAll(): Promise<void> {
    const reading = this.#reading.then(() => this.#read()).finally(() => (this.#changed = undefined));
    this.#reading = reading.catch(() => {});
    return reading;
  }

  async #read(): Promise<void> {
    const { kind, keys, rank, onRead, page } = this.#copied;
    this.#changed = new Set();
    const gone = new Set(keys());
    const ranked: { key: string; value: unknown; rank: number }[] = [];
    const take = this.#newTake();
    for await (const [key, value] of eachMeta(this.#log, kind, page)) {
      gone.delete(key);
      if (rank) ranked.push({ key, value, rank: rank(value) });
      else await take(key, value);
    }
    ranked.sort((one, other) => one.rank - other.rank);
    for (const { key, value } of ranked) await take(key, value);
    for (const key of gone) await take(key, undefined);
    await onRead?.();
  }

  /** @returns a function that takes over what was read, unless it has changed meanwhile */
  #newTake(): (key: string, value: unknown) => Promise<void> {
    let began = performance.now();
    return async (key, value) => {
      if (!this.#changed?.has(key)) await this.#copied.take(key, value);
      if (performance.now() - began < yieldAfter) return;
      await setImmediate();
      began = performance.now();
    };
  }
}
