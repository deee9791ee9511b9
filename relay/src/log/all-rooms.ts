import type { RoomLog, RoomSummary } from './log.ts';

/** How many are read at once. */
const pageSize = 500;

/** Every room that holds something, in the order of their names. */
export async function* allRooms(log: Pick<RoomLog, 'summaries'>): AsyncGenerator<RoomSummary> {
  let after = '';
  for (;;) {
    const page = await log.summaries(after, pageSize);
    yield* page;
    if (page.length < pageSize) return;
    after = page.at(-1)?.room ?? after;
  }
}
