import { setImmediate } from 'node:timers/promises';
import { allRooms } from '../log/all-rooms.ts';
import type { Entry, LogReader } from '../log/log.ts';

/** After this many milliseconds of reading, yield to the event loop. */
const yieldAfter = 5;

/** All entries of a person, room by room, oldest first. A room in which the person has none is left out. */
export async function* entriesOf(
  log: Pick<LogReader, 'summaries' | 'seqsBy' | 'entriesAfter'>,
  person: string,
): AsyncGenerator<{ room: string; entries: AsyncIterable<Entry> }> {
  const turn = newTurn();
  for await (const { room } of allRooms(log)) {
    await turn();
    const seqs = await log.seqsBy(room, person);
    if (seqs.length > 0) yield { room, entries: entriesAt(log, room, seqs, turn) };
  }
}

async function* entriesAt(
  log: Pick<LogReader, 'entriesAfter'>,
  room: string,
  seqs: readonly number[],
  turn: () => Promise<void>,
): AsyncGenerator<Entry> {
  for (const seq of seqs) {
    await turn();
    const [entry] = await log.entriesAfter(room, seq - 1, 1);
    // Retention may have removed it meanwhile.
    if (entry?.seq === seq) yield entry;
  }
}

/** Returns a function to await often: it lets others run after each `yieldAfter` milliseconds. */
function newTurn(): () => Promise<void> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < yieldAfter) return;
    await setImmediate();
    began = performance.now();
  };
}
