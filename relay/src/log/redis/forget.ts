import { setImmediate } from 'node:timers/promises';
import { isChange, type Kept } from '../fold.ts';
import { withoutText } from '../entry-types.ts';
import type { ForgetOptions } from '../log.ts';
import { forgetStep, idLifetime } from '../store-rules.ts';
import { idField } from './keys.ts';
import { type Access, reachOf, storedAt } from './reads.ts';
import { run, scripts } from './server/script.ts';
import { storedTemplate, type Stored } from './stored.ts';

type Between = NonNullable<ForgetOptions['between']>;

/** Removes the entries below `floor`, in steps, and then ids that no client can try again. */
export function forgetBelow(
  access: Access,
  room: string,
  floor: number,
  options?: ForgetOptions,
): Promise<boolean> {
  return forgetWhile(access, room, options, async (reach) => Math.min(floor, reach.head));
}

/** Removes the oldest entries until only this many messages remain. Else like `forgetBelow`. */
export function keepNewest(
  access: Access,
  room: string,
  count: number,
  options?: ForgetOptions,
): Promise<boolean> {
  const { client, keys } = access;
  return forgetWhile(access, room, options, async ({ head, floor }) => {
    const { messages } = keys.room(room);
    const tooMany = (await client.xlen(messages)) - count;
    if (tooMany <= 0) return floor;
    const oldest = await client.xrange(messages, '-', '+', 'COUNT', Math.min(tooMany, forgetStep));
    const last = Number(oldest.at(-1)?.[0].split('-', 1)[0] ?? floor - 1);
    return Math.min(last + 1, head);
  });
}

/** @param floorOf gives the seq below which all entries may go */
async function forgetWhile(
  access: Access,
  room: string,
  { now = Date.now(), between = turnOver }: ForgetOptions = {},
  floorOf: (reach: { head: number; floor: number }) => Promise<number>,
): Promise<boolean> {
  for (let hadOld = false; ; hadOld = true) {
    const reach = await reachOf(access, room);
    const goal = await floorOf(reach);
    if (reach.head === 0 || goal <= reach.floor) {
      await forgetIds(access, room, now, between);
      return hadOld;
    }
    await forgetSome(access, room, reach.floor, Math.min(goal, reach.floor + forgetStep));
    if (!(await between())) return true;
  }
}

/** One step. If a message in it changes meanwhile, nothing is removed, and the next step tries again. */
async function forgetSome(access: Access, room: string, floor: number, end: number): Promise<void> {
  const seqs = Array.from({ length: end - floor }, (_, index) => floor + index);
  const gone = await storedAt(access, room, seqs);
  const messages = Array.from(gone.values(), ({ entry }) => entry).filter(
    (entry): entry is Kept => entry.type === 'message',
  );
  const holders = messages.flatMap(({ textIn }) => (textIn !== undefined && textIn >= end ? [textIn] : []));
  const edits = await storedAt(access, room, holders);
  const removed = Array.from(gone, ([seq, { version, entry }]) => {
    return [seq, version, idField(entry.sender, entry.id), entry.time];
  });
  const keys = access.keys.room(room);
  const withReactors = messages.filter((message) => message.reactions);
  await run(
    access.client,
    scripts.forget,
    [
      keys.state,
      keys.entries,
      keys.messages,
      keys.forgotten,
      ...withReactors.map(({ seq }) => keys.reactors(seq)),
    ],
    [floor, end, ...listOf(removed), ...listOf([...edits].flatMap(withoutItsText))],
  );
}

function withoutItsText([seq, { version, entry }]: [number, Stored]): (string | number)[][] {
  return isChange(entry) ? [[seq, storedTemplate(Number(version), withoutText(entry))]] : [];
}

function listOf(rows: readonly (string | number)[][]): (string | number)[] {
  return [rows.length, ...rows.flat()];
}

/** Removes the ids of removed entries, when no client can try them again. */
async function forgetIds(
  { client, keys }: Access,
  room: string,
  now: number,
  between: Between,
): Promise<void> {
  const { uses, forgotten } = keys.room(room);
  for (;;) {
    const removed = await run(client, scripts.forgetIds, [uses, forgotten], [now - idLifetime, forgetStep]);
    if (Number(removed) < forgetStep || !(await between())) return;
  }
}

async function turnOver(): Promise<boolean> {
  await setImmediate();
  return true;
}
