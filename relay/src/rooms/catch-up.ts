import { limits, type Message, type Position } from '@realtime-chat/protocol';
import { forReader } from '../messages/reader-reactions.ts';
import type { Entry, Extent, RoomLog } from '../log/log.ts';
import { lastPiece, mostAtOnce, weightOf } from './payload-size.ts';

/** What somebody who enters a room has to learn: the entries after their place, or the newest messages. */
export type CatchUp = Extent &
  ({ mode: 'delta'; entries: Entry[] } | { mode: 'snapshot' | 'reset'; messages: Message[] });

/**
 * @param since the place up to which the client has everything.
 * @param reader the person's id
 */
export async function catchUp(
  log: RoomLog,
  room: string,
  since: Position | undefined,
  reader: string,
): Promise<CatchUp> {
  const extent = await log.extent(room);
  if (since && (since.epoch !== extent.epoch || since.seq > extent.head)) {
    return { ...(await newest(log, room, extent, reader)), mode: 'reset' };
  }
  const reachable = since && since.seq >= extent.floor - 1 && extent.head - since.seq <= limits.delta;
  if (!reachable) return { ...(await newest(log, room, extent, reader)), mode: 'snapshot' };
  const stored = await log.entriesAfter(room, since.seq, limits.delta);
  const entries = await Promise.all(
    stored.map(async (entry) => (entry.type === 'message' ? forReader(log, room, entry, reader) : entry)),
  );
  const weight = entries.reduce((sum, entry) => sum + weightOf(entry), 0);
  // A snapshot is the shorter way then.
  if (weight > mostAtOnce) return { ...(await newest(log, room, extent, reader)), mode: 'snapshot' };
  return { ...extent, head: entries.at(-1)?.seq ?? since.seq, mode: 'delta', entries };
}

async function newest(
  log: RoomLog,
  room: string,
  extent: Extent,
  reader: string,
): Promise<Extent & { messages: Message[] }> {
  // Bounded by the head, so that the messages and the head that is told belong together.
  const messages = await log.messagesBefore(room, extent.head + 1, limits.page);
  const read = messages.map((message) => forReader(log, room, message, reader));
  return { ...extent, messages: lastPiece(await Promise.all(read)) };
}
