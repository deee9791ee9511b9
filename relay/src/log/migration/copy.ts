import { allRooms } from '../all-rooms.ts';
import type { RoomSummary } from '../log.ts';
import { notesOf } from './digest.ts';
import type { Note, Progress, RoomPart, StoreEnd, TargetEnd } from './store-end.ts';

/** How many entries, reactions, ids and values are written at once, about. */
const batchSize = 500;

/** A part of a room, or some values. */
interface Piece {
  parts: RoomPart[];
  notes: Note[];
  size: number;
  /** How many entries are copied with it. */
  entries: number;
  /** How far it brings the migration. */
  reached: Pick<Progress, 'room' | 'seq'>;
}

/**
 * Copies everything from where an earlier run was interrupted.
 *
 * @param onProgress is told how many entries are in the target
 * @returns how far it came
 */
export async function copyAll(
  source: StoreEnd,
  target: TargetEnd,
  from: Progress,
  onProgress: (done: number) => void,
): Promise<Progress> {
  let progress = from;
  let done = 0;
  let batch: Piece[] = [];
  const flush = async (): Promise<void> => {
    const last = batch.at(-1);
    if (!last) return;
    progress = { ...progress, ...last.reached };
    await target.write(
      batch.flatMap(({ parts }) => parts),
      batch.flatMap(({ notes }) => notes),
      progress,
    );
    for (const { entries } of batch) done += entries;
    onProgress(done);
    batch = [];
  };
  for await (const piece of pieces(source, from)) {
    batch.push(piece);
    if (batch.reduce((sum, { size }) => sum + size, 0) >= batchSize) await flush();
  }
  await flush();
  return progress;
}

async function* pieces(source: StoreEnd, from: Progress): AsyncGenerator<Piece> {
  let isCopied = from.room !== '';
  let { seq } = from;
  let last = from.room;
  for await (const summary of allRooms(source)) {
    const { room, head, floor } = summary;
    if (isCopied) {
      yield { parts: [], notes: [], size: 0, entries: head - floor + 1, reached: from };
      isCopied = room !== from.room;
      continue;
    }
    yield* roomPieces(source, summary, last, seq);
    seq = 0;
    last = room;
  }
  // There are few of them, so they are copied again.
  const reached = { room: last, seq: 0 };
  for (const kind of await source.kinds()) {
    for await (const notes of notesOf(source, kind)) {
      yield { parts: [], notes, size: notes.length, entries: 0, reached };
    }
  }
}

/** @param before the room before this one. @param after the seq up to which the entries of this room are copied */
async function* roomPieces(
  source: StoreEnd,
  { room, head, floor }: RoomSummary,
  before: string,
  after: number,
): AsyncGenerator<Piece> {
  const copied = { parts: [], notes: [], size: 0, entries: Math.max(after - floor + 1, 0) };
  if (after > 0) yield { ...copied, reached: { room: before, seq: after } };
  for await (const rows of source.rows(room, after)) {
    const size = rows.reduce((sum, { given }) => sum + 1 + given.length, 0);
    const reached = { room: before, seq: rows.at(-1)?.entry.seq ?? after };
    yield { parts: [{ room, floor, rows, ids: [] }], notes: [], size, entries: rows.length, reached };
  }
  for await (const ids of source.ids(room)) {
    const parts = ids.length === 0 ? [] : [{ room, floor, rows: [], ids }];
    yield { parts, notes: [], size: ids.length, entries: 0, reached: { room: before, seq: head } };
  }
  yield { parts: [], notes: [], size: 1, entries: 0, reached: { room, seq: 0 } };
}
