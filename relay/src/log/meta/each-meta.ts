import { setImmediate } from 'node:timers/promises';
import type { RoomLog } from '../log.ts';

/**
 * All that is remembered of a kind, one page in memory at a time; others are served in between.
 *
 * @param page how many are read at once
 */
export async function* eachMeta(
  log: Pick<RoomLog, 'metaAfter'>,
  kind: string,
  page = 100,
): AsyncGenerator<[key: string, value: unknown]> {
  let after: string | undefined;
  for (;;) {
    const notes = await log.metaAfter(kind, after, page);
    yield* notes;
    if (notes.length < page) return;
    after = notes.at(-1)?.[0];
    await setImmediate();
  }
}
