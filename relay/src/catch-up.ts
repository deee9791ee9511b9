import { limits, type Message, type Position } from '@realtime-chat/protocol';
import type { Entry, Extent, RoomLog } from './log/log.ts';

/** What somebody who enters a room has to learn: the entries after their place, or the newest messages. */
export type CatchUp = Extent &
  ({ mode: 'delta'; entries: Entry[] } | { mode: 'snapshot' | 'reset'; messages: Message[] });

/** @param since the place up to which the client has everything. */
export async function catchUp(log: RoomLog, room: string, since: Position | undefined): Promise<CatchUp> {
  const extent = await log.extent(room);
  if (since && (since.epoch !== extent.epoch || since.seq > extent.head)) {
    return { ...(await newest(log, room, extent)), mode: 'reset' };
  }
  const reachable = since && since.seq >= extent.floor - 1 && extent.head - since.seq <= limits.delta;
  if (!reachable) return { ...(await newest(log, room, extent)), mode: 'snapshot' };
  const entries = await log.entriesAfter(room, since.seq, limits.delta);
  return { ...extent, head: entries.at(-1)?.seq ?? since.seq, mode: 'delta', entries };
}

async function newest(log: RoomLog, room: string, extent: Extent): Promise<Extent & { messages: Message[] }> {
  // Bounded by the head, so that the messages and the head that is told belong together.
  return { ...extent, messages: await log.messagesBefore(room, extent.head + 1, limits.page) };
}
