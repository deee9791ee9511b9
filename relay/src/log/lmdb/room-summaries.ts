import type { RoomSummary } from '../log.ts';
import { reachOf, type Tables } from './tables.ts';

/** What is read of a store that may be too old to have a table of changes. */
export type RoomTables = Pick<Tables, 'rooms' | 'entries'> & Partial<Pick<Tables, 'changes'>>;

/** What is committed counts, a moment before it is flushed. It is for lists, and nothing is acknowledged by it. */
export function roomSummaries(tables: RoomTables, after: string, limit: number): RoomSummary[] {
  // The start of a range is included.
  const names = Array.from(tables.rooms.getKeys({ start: after, limit: limit + 1 }));
  return names
    .filter((name) => name !== after)
    .slice(0, limit)
    .map((room) => {
      const reach = reachOf(tables, room);
      const place: [string, number] = [room, reach.head];
      const newest = tables.entries.get(place) ?? tables.changes?.get(place);
      return { room, ...reach, lastActivity: newest?.time ?? 0 };
    });
}
