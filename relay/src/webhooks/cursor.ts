import * as v from 'valibot';
import type { RoomLog } from '../log/log.ts';

/** The kind under which the log has the cursors, by room. */
export const cursorKind = 'webhook-cursor';

/** Up to which entry of a room the receiver has accepted everything. */
const cursorSchema = v.object({
  epoch: v.string(),
  seq: v.number(),
  /** The time of that entry. */
  time: v.number(),
});

export type Cursor = v.InferOutput<typeof cursorSchema>;

/** The clocks of the relays and of the store differ by less than this, in milliseconds. */
export const clockTolerance = 60_000;

export async function readCursor(log: Pick<RoomLog, 'getMeta'>, room: string): Promise<Cursor | undefined> {
  return parseCursor(await log.getMeta(cursorKind, room));
}

/** It never goes back: a relay that has lost the job without knowing it may write an older one. */
export async function storeCursor(
  log: Pick<RoomLog, 'updateMeta'>,
  room: string,
  cursor: Cursor,
): Promise<void> {
  await log.updateMeta(cursorKind, room, (stored) => {
    const before = parseCursor(stored);
    return before?.epoch === cursor.epoch && before.seq > cursor.seq ? before : cursor;
  });
}

/**
 * The seq after which the receiver lacks the entries of a room.
 *
 * Seqs of another epoch cannot be compared. Then the entries of a minute before the cursor come again, under the new epoch.
 *
 * @param since the time from which on entries are delivered
 */
export async function deliveredUpTo(
  log: Pick<RoomLog, 'entriesAfter'>,
  room: string,
  { epoch, head, floor }: { epoch: string; head: number; floor: number },
  cursor: Cursor | undefined,
  since: number,
): Promise<number> {
  if (cursor?.epoch === epoch && cursor.time >= since) return cursor.seq;
  const time = Math.max(since, cursor ? cursor.time - clockTolerance : 0);
  // The times of a room do not go back, so this finds the first entry that is not older.
  let [low, high] = [floor, head + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [entry] = await log.entriesAfter(room, middle - 1, 1);
    if (entry && entry.time >= time) high = middle;
    else low = (entry?.seq ?? middle) + 1;
  }
  return low - 1;
}

function parseCursor(stored: unknown): Cursor | undefined {
  const parsed = v.safeParse(cursorSchema, stored);
  return parsed.success ? parsed.output : undefined;
}
