import { createHash } from 'node:crypto';
import type { RoomSummary } from '../log.ts';
import { type Note, pageSize, type StoreEnd } from './store-end.ts';

/** What was counted and hashed of a store, or of a part of it. */
export interface Totals {
  rooms: number;
  entries: number;
  /** How many emoji people have given, by the full lists. */
  reactions: number;
  /** Ids without an entry. */
  ids: number;
  /** Values beside the rooms. */
  values: number;
  /** SHA-256 sums of all records, by exclusive or. So the order does not matter, in which each store reads some of them. */
  digest: Buffer;
}

export function noTotals(): Totals {
  return { rooms: 0, entries: 0, reactions: 0, ids: 0, values: 0, digest: Buffer.alloc(32) };
}

/** Adds the totals of another part. */
export function addTotals(totals: Totals, part: Totals): void {
  totals.rooms += part.rooms;
  totals.entries += part.entries;
  totals.reactions += part.reactions;
  totals.ids += part.ids;
  totals.values += part.values;
  for (const [index, byte] of part.digest.entries())
    totals.digest[index] = byte ^ (totals.digest[index] ?? 0);
}

/** Reads a room page by page. @param onEntries is told how many entries a page had */
export async function roomTotals(
  end: StoreEnd,
  { room, head, floor, messages }: RoomSummary,
  onEntries: (count: number) => void = () => {},
): Promise<Totals> {
  const totals = { ...noTotals(), rooms: 1 };
  addRecord(totals, ['room', room, head, floor, messages]);
  for await (const page of end.rows(room, 0)) {
    for (const { entry, use, given } of page) {
      addRecord(totals, ['entry', room, entry, use ?? null, given]);
      totals.reactions += given.length;
    }
    totals.entries += page.length;
    onEntries(page.length);
  }
  for await (const page of end.ids(room)) {
    for (const { sender, id, use } of page) addRecord(totals, ['id', room, sender, id, use]);
    totals.ids += page.length;
  }
  return totals;
}

/** Reads all values of a kind, page by page. */
export async function kindTotals(end: StoreEnd, kind: string): Promise<Totals> {
  const totals = noTotals();
  for await (const page of notesOf(end, kind)) {
    for (const { key, value } of page) addRecord(totals, ['value', kind, key, value]);
    totals.values += page.length;
  }
  return totals;
}

export async function* notesOf(end: StoreEnd, kind: string): AsyncGenerator<Note[]> {
  let after: string | undefined;
  for (;;) {
    const page = await end.metaAfter(kind, after, pageSize);
    yield page.map(([key, value]) => ({ kind, key, value }));
    if (page.length < pageSize) return;
    after = page.at(-1)?.[0];
  }
}

function addRecord({ digest }: Totals, record: unknown[]): void {
  const hash = createHash('sha256').update(canonical(record)).digest();
  for (const [index, byte] of hash.entries()) digest[index] = byte ^ (digest[index] ?? 0);
}

/** The same JSON for equal values: one store may give the fields of an object in another order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  });
}
