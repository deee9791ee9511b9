import { asItReads, replacesText } from '../log/fold.ts';
import type { Entry } from '../log/log.ts';
import { payloadSize } from '../limits/payload-size.ts';

/** What may wait in all, as so many bytes. */
const maxWeight = 16 * 1024 * 1024;

/** About so many bytes of memory each of them takes beside its text, however short that is. */
const overhead = 400;

/** What goes out in one piece. */
const batchEntries = 100;
const batchWeight = 256 * 1024;

interface Item {
  room: string;
  entry: Entry;
  weight: number;
}

/** The places of what goes out in one piece. */
export type Batch = readonly number[];

/** What has not gone out yet, room by room in the order of its commits. It is bounded: what waits longest makes room. */
export class Waiting {
  /** By place; a place is never given twice, and later entries have higher ones. */
  #items = new Map<number, Item>();
  /** The places of each room's entries, in order. */
  #rooms = new Map<string, Set<number>>();
  #weight = 0;
  #lastPlace = 0;

  get size(): number {
    return this.#items.size;
  }

  has(room: string): boolean {
    return this.#rooms.has(room);
  }

  /** @returns how many had to make room for them. */
  put(room: string, entries: readonly Entry[]): number {
    for (const entry of entries) {
      const weight = payloadSize(entry);
      const places = this.#rooms.get(room) ?? new Set();
      this.#rooms.set(room, places.add(++this.#lastPlace));
      this.#items.set(this.#lastPlace, { room, entry, weight });
      this.#weight += weight + overhead;
    }
    let dropped = 0;
    for (const place of this.#items.keys()) {
      if (this.#weight <= maxWeight) break;
      this.remove([place]);
      dropped += 1;
    }
    return dropped;
  }

  /** The first of a room, as many as go out in one piece. */
  first(room: string): Batch {
    const batch: number[] = [];
    let weight = 0;
    for (const place of this.#rooms.get(room) ?? []) {
      weight += this.#items.get(place)?.weight ?? 0;
      if (batch.length === batchEntries || (batch.length > 0 && weight > batchWeight)) break;
      batch.push(place);
    }
    return batch;
  }

  /** What is left of a batch, without any text that was replaced or deleted since. */
  read(room: string, batch: Batch): Entry[] {
    const wanted = new Set(batch);
    const seqs = new Set<number>();
    const read: Entry[] = [];
    for (const place of this.#rooms.get(room) ?? []) {
      const entry = this.#items.get(place)?.entry;
      if (!entry) continue;
      if (wanted.has(place)) seqs.add(entry.seq);
      if (wanted.has(place) || replacesText(entry)) read.push(entry);
    }
    return asItReads(read).filter(({ seq }) => seqs.has(seq));
  }

  /** @returns how many of them were still there. */
  remove(batch: Iterable<number>): number {
    let removed = 0;
    for (const place of batch) {
      const item = this.#items.get(place);
      if (!item) continue;
      this.#items.delete(place);
      this.#weight -= item.weight + overhead;
      const places = this.#rooms.get(item.room);
      places?.delete(place);
      if (places?.size === 0) this.#rooms.delete(item.room);
      removed += 1;
    }
    return removed;
  }

  /** @returns how many there were. */
  removeRoom(room: string): number {
    return this.remove([...(this.#rooms.get(room) ?? [])]);
  }
}
