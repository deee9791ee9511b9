import { limits, type Message, type Position } from '@realtime-chat/protocol';
import type { Entry, Extent } from '../log/log.ts';
import { entriesAfter, newestMessages, type View } from './bounded-read.ts';

/** What somebody who enters a room has to learn: the entries after their place, or the newest messages. */
export type CatchUp = Extent &
  ({ mode: 'delta'; entries: Entry[] } | { mode: 'snapshot' | 'reset'; messages: Message[] });

/** @param since the place up to which the client has everything. */
export async function catchUp(view: View, since: Position | undefined): Promise<CatchUp> {
  const extent = await view.log.extent(view.room);
  if (since && (since.epoch !== extent.epoch || since.seq > extent.head)) {
    return { ...(await newest(view, extent)), mode: 'reset' };
  }
  const isReachable = since && since.seq >= extent.floor - 1 && extent.head - since.seq <= limits.delta;
  const entries = isReachable ? await entriesAfter(view, since.seq, limits.delta) : undefined;
  // Where the entries are too heavy, a snapshot is the shorter way.
  if (!since || !entries) return { ...(await newest(view)), mode: 'snapshot' };
  return { ...extent, head: entries.at(-1)?.seq ?? since.seq, mode: 'delta', entries };
}

async function newest(view: View, known?: Extent): Promise<Extent & { messages: Message[] }> {
  const extent = known ?? (await view.log.extent(view.room));
  // Bounded by the head, so that the messages and the head that is told belong together.
  return { ...extent, messages: await newestMessages(view, extent.head + 1, limits.page) };
}
