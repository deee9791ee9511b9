import { open, type RootDatabase } from 'lmdb';
import { entryOf } from '../fold.ts';
import type { Entry, Extent, RoomReader, RoomSummary } from '../log.ts';
import { assertDatabase, assertReadable, storeFileIn } from './open-environment.ts';
import { type RoomTables, roomSummaries } from './room-summaries.ts';
import { reachOf, tableCount, type Tables } from './tables.ts';

/**
 * The rooms of a folder, read and not written to. So the folder may be read-only, and a relay may be at work on it. LMDB
 * goes without its lock file where that cannot be written.
 */
export class LmdbReader implements RoomReader {
  #root: RootDatabase;
  #tables: RoomTables;
  #epoch: string;

  private constructor(root: RootDatabase, epoch: string) {
    this.#root = root;
    this.#epoch = epoch;
    // Where a table is not there and cannot be made, `openDB` gives nothing, which its type does not tell.
    const changes: Tables['changes'] | undefined = root.openDB({ name: 'changes' });
    this.#tables = {
      rooms: root.openDB({ name: 'rooms' }),
      entries: root.openDB({ name: 'entries' }),
      ...(changes && { changes }),
    };
  }

  /** @throws {Error} if there is no store that can be read; the message says why. */
  static async open(folder: string): Promise<LmdbReader> {
    await assertDatabase(storeFileIn(folder));
    const root = open({ path: folder, noSubdir: false, maxDbs: tableCount, readOnly: true });
    try {
      const meta = root.openDB<string | number, string>({ name: 'meta' });
      assertReadable(meta.get('format'));
      return new LmdbReader(root, String(meta.get('epoch')));
    } catch (error) {
      await root.close();
      throw error;
    }
  }

  async extent(room: string): Promise<Extent> {
    const { head, floor } = reachOf(this.#tables, room);
    return { epoch: this.#epoch, head, floor };
  }

  async entriesAfter(room: string, after: number, limit: number): Promise<Entry[]> {
    const range = { start: [room, after + 1], end: [room, Infinity], limit };
    const { entries, changes } = this.#tables;
    return [...entries.getRange(range), ...(changes?.getRange(range) ?? [])]
      .map(({ value }) => value)
      .toSorted((one, other) => one.seq - other.seq)
      .slice(0, limit)
      .map(entryOf);
  }

  async summaries(after: string, limit: number): Promise<RoomSummary[]> {
    return roomSummaries(this.#tables, after, limit);
  }

  async close(): Promise<void> {
    await this.#root.close();
  }
}
