import { limits, type Message, type Position } from '@realtime-chat/protocol';
import type { Entry, Extent } from '../log/log.ts';
import { entriesAfter, type View } from './bounded-read.ts';
import type { NewestPages } from './newest-pages.ts';

/** The answer to a join: the entries that the client missed, or the newest messages. */
export type CatchUp = Extent &
  ({ mode: 'delta'; entries: Entry[] } | { mode: 'snapshot' | 'reset'; messages: Message[] });

/** @param since the position up to which the client has everything */
export async function catchUp(view: View, pages: NewestPages, since: Position | undefined): Promise<CatchUp> {
  const extent = await view.log.extent(view.room);
  if (since && (since.epoch !== extent.epoch || since.seq > extent.head)) {
    return { ...(await newest(view, pages, extent)), mode: 'reset' };
  }
  const isReachable = since && since.seq >= extent.floor - 1 && extent.head - since.seq <= limits.delta;
  const entries = isReachable ? await entriesAfter(view, since.seq, limits.delta) : undefined;
  // If the entries are too large, a snapshot is shorter.
  if (!since || !entries) return { ...(await newest(view, pages)), mode: 'snapshot' };
  return { ...extent, head: entries.at(-1)?.seq ?? since.seq, mode: 'delta', entries };
}

async function newest(
  view: View,
  pages: NewestPages,
  known?: Extent,
): Promise<Extent & { messages: Message[] }> {
  const extent = known ?? (await view.log.extent(view.room));
  return { ...extent, messages: await pages.read(view, extent) };
}
