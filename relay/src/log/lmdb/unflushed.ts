import type { Kept } from '../fold.ts';
import type { Other } from '../log.ts';

/** A room as it was before the commit that is under way: readers see no more than this. */
interface Before {
  head: number;
  /** Entries that the commit wrote over, by seq. */
  entries: Map<number, Kept | Other>;
}

/**
 * The entries that are committed but not announced yet. LMDB shows a commit to readers a moment before the relay gets its
 * outcome. Until then the entries stay hidden: the watchers get them first, and a failed commit must have no effect.
 */
export class Unflushed {
  #rooms = new Map<string, Before>();

  /** Called before the first write to a room in a commit. */
  begin(room: string, head: number): void {
    if (!this.#rooms.has(room)) this.#rooms.set(room, { head, entries: new Map() });
  }

  /** Called before an entry is written over. */
  holdBack(room: string, entry: Kept | Other): void {
    const before = this.#rooms.get(room);
    if (before && !before.entries.has(entry.seq)) before.entries.set(entry.seq, entry);
  }

  /** The commit is over. */
  clear(): void {
    this.#rooms.clear();
  }

  /** The seq up to which the room is told, if a commit is under way in it. */
  headOf(room: string): number | undefined {
    return this.#rooms.get(room)?.head;
  }

  /** An entry without what is folded into it but not told yet. */
  flushedOf<T extends Kept | Other>(room: string, entry: T): T {
    const before = this.#rooms.get(room)?.entries.get(entry.seq);
    // Where there was an entry, it was of the same kind: only what it holds is ever written over.
    return (before as T | undefined) ?? entry;
  }
}
