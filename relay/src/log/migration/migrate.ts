import { allRooms } from '../all-rooms.ts';
import type { RoomSummary } from '../log.ts';
import { copyAll } from './copy.ts';
import { addTotals, kindTotals, noTotals, roomTotals, type Totals } from './digest.ts';
import type { Progress, SourceEnd, StoreEnd, TargetEnd } from './store-end.ts';

/** Is told how many entries of all were copied, or compared. */
export type OnProgress = (stage: 'Copying' | 'Comparing', done: number, total: number) => void;

/**
 * Moves all rooms, and what is stored beside them. The target keeps a note of the progress: after an interruption, the next run
 * goes on.
 *
 * The epoch moves along, so clients go on. The source loses it before the target gets it. So no two stores count under one
 * epoch, whatever is started afterwards.
 *
 * @throws {Error} if the target has other rooms, or is not equal afterwards; the message is a sentence for the operator
 */
export async function migrate(source: SourceEnd, target: TargetEnd, onProgress: OnProgress): Promise<Totals> {
  const begun = await target.progress();
  if (begun?.isVerified && begun.epoch !== source.epoch) {
    // The source has lost its epoch. A relay that ran on it since then may have written to it.
    const total = await entryCount(source);
    const totals = await compare(source, target, (done) => onProgress('Comparing', done, total));
    await target.finish(begun.epoch);
    return totals;
  }
  if (begun && begun.epoch !== source.epoch) {
    throw new Error(`${target.name} has a part of other rooms, from a migration that was not finished`);
  }
  if (!begun && !(await isEmpty(target))) {
    throw new Error(`${target.name} is not empty: it has rooms or values of its own`);
  }
  if (await isEmpty(source)) throw new Error(`There are no rooms in ${source.name}`);
  const progress: Progress = begun ?? { epoch: source.epoch, room: '', seq: 0, isVerified: false };
  await target.write([], [], progress);
  const total = await entryCount(source);
  const last = await copyAll(source, target, progress, (done) => onProgress('Copying', done, total));
  const totals = await compare(source, target, (done) => onProgress('Comparing', done, total));
  await target.putSecrets(await source.secrets());
  await target.write([], [], { ...last, isVerified: true });
  await source.retire();
  await target.finish(source.epoch);
  return totals;
}

async function isEmpty(end: StoreEnd): Promise<boolean> {
  const [rooms, kinds] = await Promise.all([end.summaries('', 1), end.kinds()]);
  return rooms.length + kinds.length === 0;
}

async function entryCount(end: StoreEnd): Promise<number> {
  let count = 0;
  for await (const { head, floor } of allRooms(end)) count += head - floor + 1;
  return count;
}

/** @throws {Error} that names the first difference */
async function compare(
  source: StoreEnd,
  target: StoreEnd,
  onProgress: (done: number) => void,
): Promise<Totals> {
  const totals = noTotals();
  const count = (entries: number): void => onProgress(totals.entries + entries);
  const others = allRooms(target);
  for await (const room of allRooms(source)) {
    const { value: other } = (await others.next()) as IteratorResult<RoomSummary, undefined>;
    if (other?.room !== room.room) throw difference(`room ${JSON.stringify(room.room)}`, source, target);
    const [one, two] = await Promise.all([roomTotals(source, room, count), roomTotals(target, other)]);
    if (!one.digest.equals(two.digest)) {
      throw difference(`room ${JSON.stringify(room.room)}`, source, target);
    }
    addTotals(totals, one);
  }
  if (!(await others.next()).done) throw difference('list of rooms', source, target);
  for (const kind of new Set([...(await source.kinds()), ...(await target.kinds())])) {
    const [one, two] = await Promise.all([kindTotals(source, kind), kindTotals(target, kind)]);
    if (!one.digest.equals(two.digest)) throw difference(`stored ${kind}`, source, target);
    addTotals(totals, one);
  }
  return totals;
}

function difference(what: string, { name: source }: StoreEnd, { name: target }: StoreEnd): Error {
  return new Error(
    `the ${what} is not the same in both. ${source} was written to meanwhile, or ${target} held something already: empty ${target}, and begin anew`,
  );
}
