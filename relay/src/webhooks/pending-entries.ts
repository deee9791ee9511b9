import { asItReads, replacesText } from '../log/fold.ts';
import type { Entry } from '../log/log.ts';
import { payloadSize } from '../limits/payload-size.ts';

/** The bound of all pending entries, in bytes. */
const maxBytes = 16 * 1024 * 1024;

/** The memory that each entry takes besides its text, about, in bytes. */
const overheadBytes = 400;

/** Bounds of one delivery. */
const maxBatchEntries = 100;
const maxBatchBytes = 256 * 1024;

interface Item {
  room: string;
  entry: Entry;
  bytes: number;
}

/** The positions of the entries of one delivery. */
export type Batch = readonly number[];

/** Entries that are not delivered yet, for each room in the order of commits. Beyond the bound, the oldest are dropped. */
export class PendingEntries {
  /** By position. A position is never reused, and later entries have higher ones. */
  #items = new Map<number, Item>();
  /** The positions of each room's entries, in order. */
  #rooms = new Map<string, Set<number>>();
  #bytes = 0;
  #lastPosition = 0;

  get size(): number {
    return this.#items.size;
  }

  has(room: string): boolean {
    return this.#rooms.has(room);
  }

  /** @returns the number of entries that were dropped, because of the bound */
  add(room: string, entries: readonly Entry[]): number {
    for (const entry of entries) {
      const bytes = payloadSize(entry);
      const positions = this.#rooms.get(room) ?? new Set();
      this.#rooms.set(room, positions.add(++this.#lastPosition));
      this.#items.set(this.#lastPosition, { room, entry, bytes });
      this.#bytes += bytes + overheadBytes;
    }
    let dropped = 0;
    for (const position of this.#items.keys()) {
      if (this.#bytes <= maxBytes) break;
      this.remove([position]);
      dropped += 1;
    }
    return dropped;
  }

  /** The first entries of a room, as many as fit into one delivery. */
  nextBatch(room: string): Batch {
    const batch: number[] = [];
    let bytes = 0;
    for (const position of this.#rooms.get(room) ?? []) {
      bytes += this.#items.get(position)?.bytes ?? 0;
      if (batch.length === maxBatchEntries || (batch.length > 0 && bytes > maxBatchBytes)) break;
      batch.push(position);
    }
    return batch;
  }

  /** The remaining entries of a batch, without texts that were edited or deleted since. */
  read(room: string, batch: Batch): Entry[] {
    const wanted = new Set(batch);
    const seqs = new Set<number>();
    const read: Entry[] = [];
    for (const position of this.#rooms.get(room) ?? []) {
      const entry = this.#items.get(position)?.entry;
      if (!entry) continue;
      if (wanted.has(position)) seqs.add(entry.seq);
      if (wanted.has(position) || replacesText(entry)) read.push(entry);
    }
    return asItReads(read).filter(({ seq }) => seqs.has(seq));
  }

  /** The places of a person's entries. */
  of(person: string): { room: string; seq: number }[] {
    return [...this.#items.values()]
      .filter(({ entry }) => entry.sender === person)
      .map(({ room, entry }) => ({ room, seq: entry.seq }));
  }

  /** @returns the number of entries that were still there */
  remove(batch: Iterable<number>): number {
    let removed = 0;
    for (const position of batch) {
      const item = this.#items.get(position);
      if (!item) continue;
      this.#items.delete(position);
      this.#bytes -= item.bytes + overheadBytes;
      const positions = this.#rooms.get(item.room);
      positions?.delete(position);
      if (positions?.size === 0) this.#rooms.delete(item.room);
      removed += 1;
    }
    return removed;
  }

  /** @returns the number of entries that were removed */
  removeRoom(room: string): number {
    return this.remove([...(this.#rooms.get(room) ?? [])]);
  }
}
