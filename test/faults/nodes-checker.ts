import type { Violation } from './checker.ts';

/** What a listener at one node was told of a room. */
export interface NodeView {
  who: string;
  /** The ids of the entries, by seq. */
  shown: ReadonlyMap<number, string>;
  /** The newest seq that it knows of. */
  head: number;
}

/**
 * Checks that several nodes show the same, which is what is stored. Pure.
 *
 * @param log all entries of the room, as a new client reads them
 */
export function checkNodes(
  log: readonly { seq: number; id: string }[],
  views: readonly NodeView[],
): Violation[] {
  const found: Violation[] = [];
  const broken = (about: string): void => void found.push({ promise: 'everywhere', about });
  const stored = new Map(log.map(({ seq, id }) => [seq, id]));
  const head = log.at(-1)?.seq ?? 0;
  for (const { who, shown, head: last } of views) {
    for (const [seq, id] of shown) {
      const there = stored.get(seq);
      if (there !== id) broken(`${who} was told ${id} at ${seq}, where the log has ${there ?? 'nothing'}`);
    }
    if (last !== head) broken(`${who} was told nothing after ${last} of ${head}`);
  }
  return found;
}
