import { withoutText } from '../entry-types.ts';
import type { Kept } from '../fold.ts';
import type { Other } from '../log.ts';
import type { Tables } from './tables.ts';

/* Removal of what belongs to a message and is kept apart from it. All run inside a transaction. */

/** Is given an entry before it is written over. */
export type HoldBack = (room: string, entry: Kept | Other) => void;

/** Takes the text out of the edit at `seq`, which another edit or a deletion has replaced. */
export function dropText(tables: Tables, room: string, seq: number | undefined, holdBack?: HoldBack): void {
  const edit = seq === undefined ? undefined : tables.changes.get([room, seq]);
  if (!edit) return;
  holdBack?.(room, edit);
  void tables.changes.put([room, edit.seq], withoutText(edit));
}

export function dropReactors({ reactors }: Tables, room: string, target: number): void {
  const keys = [...reactors.getKeys({ start: [room, target], end: [room, target + 1] })];
  for (const key of keys) void reactors.remove(key);
}
