import type { Member } from '@realtime-chat/protocol';
import type { Database, RootDatabase } from 'lmdb';
import type { Kept } from '../fold.ts';
import type { Entry, Extent, Other } from '../log.ts';
import type { Use } from '../store-rules.ts';

/** How far a room reaches; the room's epoch is the store's. */
export interface Reach extends Pick<Extent, 'head' | 'floor'> {
  /** How many messages are kept. */
  messages: number;
}

/** An id that is still known after its entry is gone, and the time from which its lifetime counts. */
export type Forgotten = Pick<Entry, 'sender' | 'id' | 'time'>;

/** A person who gave an emoji, without the id: the key holds it. */
export type Reactor = Omit<Member, 'id'>;

/** The tables of the store, by name. */
export interface Tables {
  /** The store's format and epoch. */
  meta: Database<string | number, string>;
  /** By room. Format 1 has no number of messages. */
  rooms: Database<Omit<Reach, 'messages'> & Partial<Reach>, string>;
  /** Messages in their present form, by [room, seq]. Their changes are in another table, so that a page is one read. */
  entries: Database<Kept, [string, number]>;
  /** All other entries, by [room, seq]. */
  changes: Database<Other, [string, number]>;
  /** All people who gave an emoji, by [room, target, emoji, sender]. A message names only the first of them. */
  reactors: Database<Reactor, [string, number, string, string]>;
  /** The place of each id, by [room, sender, id]. */
  uses: Database<Use, [string, string, string]>;
  /**
   * Ids without an entry, in the order of time: of forgotten entries, by [room, seq], and of requests that changed
   * nothing, by [room, seq of the newest entry then, sender, id].
   */
  forgotten: Database<Forgotten, [string, number] | [string, number, string, string]>;
  /** Values that are stored next to the rooms, by [kind, key]. */
  notes: Database<unknown, [string, string]>;
}

export const tableCount = 8;

/** Opens the tables, and creates missing ones. */
export function openTables(root: RootDatabase): Tables {
  return {
    meta: root.openDB({ name: 'meta' }),
    rooms: root.openDB({ name: 'rooms' }),
    entries: root.openDB({ name: 'entries' }),
    changes: root.openDB({ name: 'changes' }),
    reactors: root.openDB({ name: 'reactors' }),
    uses: root.openDB({ name: 'uses' }),
    forgotten: root.openDB({ name: 'forgotten' }),
    notes: root.openDB({ name: 'notes' }),
  };
}

export function reachOf({ rooms }: Pick<Tables, 'rooms'>, room: string): Reach {
  const { head, floor, messages } = rooms.get(room) ?? { head: 0, floor: 1 };
  return { head, floor, messages: messages ?? head - floor + 1 };
}

/** A page of the values of a kind. */
export function metaAfter(
  notes: Tables['notes'],
  kind: string,
  after: string | undefined,
  limit: number,
): [key: string, value: unknown][] {
  const range = { start: [kind, after ?? ''], exclusiveStart: after !== undefined, limit };
  // No text is certain to follow all keys, so the range ends where another kind begins.
  const found = [...notes.getRange(range)].filter(({ key: [of] }) => of === kind);
  return found.map(({ key: [, key], value }) => [key, value]);
}

export function entryAt({ entries, changes }: Tables, room: string, seq: number): Kept | Other | undefined {
  return entries.get([room, seq]) ?? changes.get([room, seq]);
}
