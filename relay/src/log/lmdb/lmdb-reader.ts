import type { RootDatabase } from 'lmdb';
import { entryOf } from '../fold.ts';
import type { Entry, Extent, LogReader, RoomSummary } from '../log.ts';
import { DamagedStore } from './opening/assert-sound.ts';
import { seqsBy } from './erase.ts';
import { failureOf } from './failure.ts';
import { assertReadable } from './opening/open-environment.ts';
import { assertStoreSound, openReadOnly } from './opening/open-read-only.ts';
import { type RoomTables, roomSummaries } from './room-summaries.ts';
import { metaAfter, reachOf, type Tables } from './tables.ts';

/**
 * Reads the rooms of a folder, and writes nothing. The folder may be read-only, and a relay may have it open. LMDB works
 * without its lock file if that file cannot be written.
 */
export class LmdbReader implements LogReader {
  #root: RootDatabase;
  #tables: RoomTables & Partial<Pick<Tables, 'uses' | 'notes'>>;
  #epoch: string;

  private constructor(root: RootDatabase, epoch: string) {
    this.#root = root;
    this.#epoch = epoch;
    // If a table is missing and cannot be created, `openDB` returns undefined, although its type denies this.
    const changes: Tables['changes'] | undefined = root.openDB({ name: 'changes' });
    const uses: Tables['uses'] | undefined = root.openDB({ name: 'uses' });
    const notes: Tables['notes'] | undefined = root.openDB({ name: 'notes' });
    this.#tables = {
      rooms: root.openDB({ name: 'rooms' }),
      entries: root.openDB({ name: 'entries' }),
      ...(changes && { changes }),
      ...(uses && { uses }),
      ...(notes && { notes }),
    };
  }

  /**
   * @param isInUse whether a relay has the store open
   * @throws {Error} if there is no readable store; the message gives the reason
   */
  static async open(folder: string, isInUse = false): Promise<LmdbReader> {
    try {
      await assertStoreSound(folder, isInUse);
    } catch (error) {
      // A damaged store is opened too: its readable part is worth saving.
      if (!(error instanceof DamagedStore && error.isReadable)) throw error;
    }
    const root = openReadOnly(folder);
    try {
      const meta = root.openDB<string | number, string>({ name: 'meta' });
      assertReadable(meta);
      return new LmdbReader(root, String(meta.get('epoch')));
    } catch (error) {
      await root.close();
      throw error;
    }
  }

  async extent(room: string): Promise<Extent> {
    const { head, floor } = reading(() => reachOf(this.#tables, room));
    return { epoch: this.#epoch, head, floor };
  }

  async entriesAfter(room: string, after: number, limit: number): Promise<Entry[]> {
    const range = { start: [room, after + 1], end: [room, Infinity], limit };
    const { entries, changes } = this.#tables;
    return reading(() =>
      [...entries.getRange(range), ...(changes?.getRange(range) ?? [])]
        .map(({ value }) => value)
        .toSorted((one, other) => one.seq - other.seq)
        .slice(0, limit)
        .map(entryOf),
    );
  }

  async seqsBy(room: string, person: string): Promise<number[]> {
    const { uses, ...tables } = this.#tables;
    return reading(() => (uses ? seqsBy({ uses, ...tables }, room, person) : []));
  }

  async getMeta(kind: string, key: string): Promise<unknown> {
    const { notes } = this.#tables;
    return reading(() => notes?.get([kind, key]));
  }

  async metaAfter(
    kind: string,
    after: string | undefined,
    limit: number,
  ): Promise<[key: string, value: unknown][]> {
    const { notes } = this.#tables;
    return reading(() => (notes ? metaAfter(notes, kind, after, limit) : []));
  }

  async summaries(after: string, limit: number): Promise<RoomSummary[]> {
    return reading(() => roomSummaries(this.#tables, after, limit));
  }

  async close(): Promise<void> {
    await this.#root.close();
  }
}

/** @throws {Error} that says what is wrong with the store, in place of LMDB's code */
function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Error(`The rest cannot be read: ${failureOf(cause).reason}`, { cause });
  }
}
