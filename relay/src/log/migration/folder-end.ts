import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { silent } from '../../logger.ts';
import { Refusal } from '../../refusal.ts';
import { migrationKey } from '../lmdb/opening/open-environment.ts';
import { roomSummaries } from '../lmdb/room-summaries.ts';
import { entryAt, metaAfter, reachOf, type Tables } from '../lmdb/tables.ts';
import { Store } from '../lmdb/writes/store.ts';
import type { RoomSummary } from '../log.ts';
import { parseProgress } from './progress-note.ts';
import { readSecrets, type Secrets, writeSecrets } from './secrets.ts';
import {
  EndFailure,
  type Given,
  type KnownId,
  mostGiven,
  type Note,
  ordered,
  pageSize,
  type Progress,
  type RoomPart,
  type Row,
  type SourceEnd,
  type TargetEnd,
} from './store-end.ts';

/** How long closing may take, in milliseconds. */
const closePatience = 10_000;

/** The store of a folder, as one end of a migration. */
export class FolderEnd implements SourceEnd, TargetEnd {
  readonly name: string;
  #store: Store;
  #closed: Promise<void> | undefined;

  private constructor(folder: string, store: Store) {
    this.name = folder;
    this.#store = store;
  }

  /** @throws {Error} if the store cannot be used; the message gives the reason */
  static async open(folder: string, isTarget: boolean): Promise<FolderEnd> {
    return new FolderEnd(folder, await Store.open(folder, silent, isTarget));
  }

  get epoch(): string {
    return this.#store.epoch;
  }

  async summaries(after: string, limit: number): Promise<RoomSummary[]> {
    return roomSummaries(this.#tables, after, limit);
  }

  async *rows(room: string, after: number): AsyncGenerator<Row[]> {
    const { head, floor } = reachOf(this.#tables, room);
    for (let seq = Math.max(after + 1, floor); seq <= head;) {
      const page: Row[] = [];
      let count = 0;
      for (; seq <= head && page.length < pageSize && count < mostGiven; seq += 1) {
        const row = this.#row(room, seq);
        if (!row) continue;
        page.push(row);
        count += row.given.length;
      }
      yield page;
      await setImmediate();
    }
  }

  async *ids(room: string): AsyncGenerator<KnownId[]> {
    const { forgotten, uses } = this.#tables;
    let start: (string | number)[] = [room, 0];
    for (;;) {
      const range = { start, end: [room, Infinity], exclusiveStart: true, limit: pageSize };
      const found = [...forgotten.getRange(range)];
      yield found.flatMap(({ key, value: { sender, id } }) => {
        const use = uses.get([room, sender, id]);
        // An archive may have had an id twice: the later entry has it.
        return use?.seq === key[1] ? [{ sender, id, use }] : [];
      });
      if (found.length < pageSize) return;
      start = found.at(-1)?.key ?? start;
      await setImmediate();
    }
  }

  async kinds(): Promise<string[]> {
    const kinds = new Set<string>();
    for (const [kind] of this.#tables.notes.getKeys()) kinds.add(kind);
    return [...kinds];
  }

  async metaAfter(
    kind: string,
    after: string | undefined,
    limit: number,
  ): Promise<[key: string, value: unknown][]> {
    return metaAfter(this.#tables.notes, kind, after, limit);
  }

  secrets(): Promise<Secrets> {
    return readSecrets(this.name);
  }

  async putSecrets(secrets: Secrets): Promise<void> {
    await writeSecrets(this.name, secrets).catch((cause: unknown) => {
      throw new EndFailure(cause instanceof Error ? cause.message : String(cause), { cause });
    });
  }

  async progress(): Promise<Progress | undefined> {
    return parseProgress(this.#tables.meta.get(migrationKey));
  }

  async write(parts: readonly RoomPart[], notes: readonly Note[], progress: Progress): Promise<void> {
    const act = (tables: Tables): void => {
      for (const part of parts) putPart(tables, part);
      for (const { kind, key, value } of notes) void tables.notes.put([kind, key], value);
      void tables.meta.put(migrationKey, JSON.stringify(progress));
    };
    // Each record is written into pages of several tables.
    await this.#write(act, 4 * JSON.stringify([parts, notes]).length);
  }

  async finish(epoch: string): Promise<void> {
    await this.#write(({ meta }) => {
      void meta.put('epoch', epoch);
      void meta.remove(migrationKey);
    }, 0);
  }

  async retire(): Promise<void> {
    await this.close();
    // Without it, the store counts as a copy of unknown age.
    await rm(join(this.name, 'witness'), { force: true });
  }

  close(): Promise<void> {
    this.#closed ??= this.#store.close(closePatience);
    return this.#closed;
  }

  get #tables(): Tables {
    return this.#store.tables;
  }

  #row(room: string, seq: number): Row | undefined {
    const entry = entryAt(this.#tables, room, seq);
    if (!entry) return undefined;
    const use = this.#tables.uses.get([room, entry.sender, entry.id]);
    const hasReactions = entry.type === 'message' && entry.reactions !== undefined;
    return { entry, use, given: hasReactions ? this.#given(room, seq) : [] };
  }

  #given(room: string, target: number): Given[] {
    const range = { start: [room, target], end: [room, target + 1] };
    return ordered(
      Array.from(this.#tables.reactors.getRange(range), ({ key, value }) => {
        const [, , emoji, person] = key;
        return { emoji, person, value };
      }),
    );
  }

  async #write(act: (tables: Tables) => void, adds: number): Promise<void> {
    try {
      await this.#store.write(act, { adds });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw new EndFailure(`${this.name}: ${this.#store.health.failure?.reason ?? error.message}`, {
        cause: error,
      });
    }
  }
}

/** Writes a part of a room. Entries that are there already stay. */
function putPart(tables: Tables, { room, floor, rows, ids }: RoomPart): void {
  let { head, messages = 0 } = tables.rooms.get(room) ?? { head: 0 };
  for (const { entry, use, given } of rows) {
    const { seq, sender, id } = entry;
    if (seq <= head) continue;
    if (entry.type === 'message') {
      void tables.entries.put([room, seq], entry);
      messages += 1;
    } else void tables.changes.put([room, seq], entry);
    if (use) void tables.uses.put([room, sender, id], use);
    for (const { emoji, person, value } of given) {
      void tables.reactors.put([room, seq, emoji, person], value);
    }
    head = seq;
  }
  void tables.rooms.put(room, { head, floor, messages });
  for (const { sender, id, use } of ids) {
    void tables.uses.put([room, sender, id], use);
    const { seq, time, idle } = use;
    void tables.forgotten.put(idle ? [room, seq, sender, id] : [room, seq], { sender, id, time });
  }
}
