import type { RoomSummary } from '../log.ts';
import { reachOf, type Tables } from './tables.ts';

/** The tables that a list of rooms reads. An old store may have no table of changes. */
export type RoomTables = Pick<Tables, 'rooms' | 'entries'> & Partial<Pick<Tables, 'changes'>>;

/** Counts commits before they are flushed. That is enough for lists, because no acknowledgement depends on them. */
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
