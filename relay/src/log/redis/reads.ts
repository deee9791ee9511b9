import type { Member, Message } from '@realtime-chat/protocol';
import { entryOf, messageOf } from '../fold.ts';
import type { Entry, Extent, RoomSummary } from '../log.ts';
import { idField, reactorField, type StoreKeys } from './keys.ts';
import type { Client } from './server/client.ts';
import { parseReactor, parseStored, parseUse, type Stored } from './stored.ts';

/** How the rooms are reached. */
export interface Access {
  client: Client;
  keys: StoreKeys;
}

/** How many values one command reads at most: Redis serves nobody else meanwhile. */
const page = 1000;

export async function reachOf(
  { client, keys }: Access,
  room: string,
): Promise<Pick<Extent, 'head' | 'floor'>> {
  const [head, floor] = await client.hmget(keys.room(room).state, 'head', 'floor');
  return { head: Number(head ?? 0), floor: Number(floor ?? 1) };
}

/** The values of a hash, in the order of the fields; undefined where there is none. */
export async function valuesOf(
  client: Client,
  key: string,
  fields: readonly (string | number)[],
): Promise<(string | undefined)[]> {
  const pages: Promise<(string | null)[]>[] = [];
  for (let start = 0; start < fields.length; start += page) {
    pages.push(client.hmget(key, ...fields.slice(start, start + page).map(String)));
  }
  return (await Promise.all(pages)).flat().map((value) => value ?? undefined);
}

/** Entries as they are stored, by seq. */
export async function storedAt(
  { client, keys }: Access,
  room: string,
  seqs: readonly number[],
): Promise<Map<number, Stored>> {
  const values = await valuesOf(client, keys.room(room).entries, seqs);
  const found = new Map<number, Stored>();
  for (const [index, seq] of seqs.entries()) {
    const value = values[index];
    if (value !== undefined) found.set(seq, parseStored(value));
  }
  return found;
}

/** What an entry is recognised by: no later one has its seq, its time and its id. */
export type Mark = Pick<Entry, 'seq' | 'time' | 'id'>;

export async function markAt(access: Access, room: string, seq: number): Promise<Mark | undefined> {
  return (await storedAt(access, room, [seq])).get(seq)?.entry;
}

/** The kept entries of a person, by seq, ascending. Reads all ids of the room: it is for what is seldom asked. */
export async function storedBy(access: Access, room: string, person: string): Promise<Map<number, Stored>> {
  const { client, keys } = access;
  const start = idField(person, '');
  const pattern = `${start.replaceAll(/[*?[\]\\^-]/g, String.raw`\$&`)}*`;
  const found = new Map<number, string>();
  let cursor = '0';
  do {
    const [next, pairs] = await client.hscan(keys.room(room).uses, cursor, 'MATCH', pattern, 'COUNT', page);
    for (let index = 0; index < pairs.length; index += 2) {
      const [field = '', value = ''] = pairs.slice(index, index + 2);
      const { seq, idle } = parseUse(value);
      if (!idle) found.set(seq, field.slice(start.length));
    }
    cursor = next;
  } while (cursor !== '0');
  const seqs = [...found.keys()].toSorted((one, other) => one - other);
  const stored = await storedAt(access, room, seqs);
  // An id outlives its entry.
  for (const [seq, { entry }] of stored) {
    if (entry.sender !== person || entry.id !== found.get(seq)) stored.delete(seq);
  }
  return stored;
}

export async function entriesAfter(
  access: Access,
  room: string,
  after: number,
  limit: number,
): Promise<Entry[]> {
  const { head, floor } = await reachOf(access, room);
  const first = Math.max(after + 1, floor);
  const length = Math.max(Math.min(limit, head - first + 1), 0);
  const seqs = Array.from({ length }, (_, index) => first + index);
  return Array.from((await storedAt(access, room, seqs)).values(), ({ entry }) => entryOf(entry));
}

export async function messagesBefore(
  access: Access,
  room: string,
  before: number,
  limit: number,
): Promise<Message[]> {
  if (before <= 1 || limit <= 0) return [];
  const { messages } = access.keys.room(room);
  const found = await access.client.xrevrange(messages, `${before - 1}-0`, '-', 'COUNT', limit);
  const seqs = found.map(([id]) => Number(id.split('-', 1)[0])).toReversed();
  return Array.from((await storedAt(access, room, seqs)).values(), ({ entry }) => entry).flatMap((entry) =>
    entry.type === 'message' ? [messageOf(entry)] : [],
  );
}

export async function knows({ client, keys }: Access, room: string, sender: string, id: string) {
  return (await client.hexists(keys.room(room).uses, idField(sender, id))) === 1;
}

export async function reactor(
  { client, keys }: Access,
  room: string,
  seq: number,
  emoji: string,
  person: string,
): Promise<Member | undefined> {
  const value = await client.hget(keys.room(room).reactors(seq), reactorField(emoji, person));
  return value === null ? undefined : { id: person, ...parseReactor(value) };
}

export async function summaries(access: Access, after: string, limit: number): Promise<RoomSummary[]> {
  const found: RoomSummary[] = [];
  for (let start = after; found.length < limit;) {
    const from = start === '' ? '-' : `(${start}`;
    const names = await access.client.zrange(access.keys.rooms, from, '+', 'BYLEX', 'LIMIT', 0, limit);
    const all = await Promise.all(names.map((room) => summaryOf(access, room)));
    // A room is listed before its first entry. If that was refused, the room is empty.
    found.push(...all.filter(({ head }) => head > 0));
    if (names.length < limit) break;
    start = names.at(-1) ?? '';
  }
  return found.slice(0, limit);
}

async function summaryOf(access: Access, room: string): Promise<RoomSummary> {
  const [{ head, floor }, messages] = await Promise.all([
    reachOf(access, room),
    access.client.xlen(access.keys.room(room).messages),
  ]);
  const newest = (await storedAt(access, room, [head])).get(head);
  return { room, head, floor, messages, lastActivity: newest?.entry.time ?? 0 };
}

/** A page of the values of a kind, in the order of their keys' UTF-8 bytes. */
export async function metaAfter(
  { client, keys }: Access,
  kind: string,
  after: string | undefined,
  limit: number,
): Promise<[key: string, value: unknown][]> {
  const { values, order } = keys.notes(kind);
  const from = after === undefined ? '-' : `(${after}`;
  const names = await client.zrange(order, from, '+', 'BYLEX', 'LIMIT', 0, limit);
  const found = await valuesOf(client, values, names);
  return names.flatMap((name, index): [string, unknown][] => {
    const json = found[index];
    return json === undefined ? [] : [[name, JSON.parse(json) as unknown]];
  });
}
