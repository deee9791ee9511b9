import { setTimeout } from 'node:timers/promises';
import { Refusal } from '../../refusal.ts';
import { type Draft, erasedBy, targetOf } from '../entry-types.ts';
import { broughtBack, isChange } from '../fold.ts';
import type { Pending } from '../group-commit.ts';
import type { Entry } from '../log.ts';
import { assertContiguous, judge, type Outcome } from '../store-rules.ts';
import { idField } from './keys.ts';
import { type Known, readKnown } from './known.ts';
import { type Access, reachOf } from './reads.ts';
import { type AppendMode, RoomWrites } from './room-writes.ts';
import { isPassing, isUncertain } from './server/failure.ts';
import { run, scripts } from './server/script.ts';
import type { Standing } from './server/session.ts';
import type { Progress } from './server/told.ts';
import { realSeq, realTime } from './template.ts';

/** The most entries and bytes of one run of a script: Redis does nothing else meanwhile. */
const mostEntries = 200;
const mostBytes = 256 * 1024;

/** How often an append is judged again because a change by another process came first. */
const mostTries = 20;

/** For how long an append is tried while Redis is away, in milliseconds. A client waits 8 s for the answer. */
const patience = 6000;
const pause = 100;

/** What an append needs of the log. */
export interface AppendContext extends Access {
  /** The command that publishes entries. */
  publish: string;
  /** Resolves when the store may be written to. */
  standing: () => Promise<Standing>;
}

/** What the script answers. */
type Answer = { head: number; time: number } | 'changed';

/**
 * Appends to one room, in order. What does not fit into one run of the script goes into the next.
 *
 * @param onStored is told of it as soon as something is stored
 * @throws {Error} if Redis is away. Some of the entries may be stored. A second append under the same ids gets the outcome.
 */
export async function appendToRoom(
  context: AppendContext,
  room: string,
  pending: readonly Pending[],
  onStored: (progress: Progress) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const end = performance.now() + patience;
  /** The ids that an earlier try may have stored. */
  const doubtful = new Set<string>();
  let tries = 0;
  while (outcomes.length < pending.length) {
    const next = pending.slice(outcomes.length, outcomes.length + mostEntries);
    const rest = aloneIfErasing(next, ({ draft }) => erasedBy(draft));
    try {
      const some = await appendSome(context, room, rest, doubtful);
      if (some === 'changed') {
        if ((tries += 1) > mostTries)
          throw new Refusal('unavailable', 'too many changes at once', { retryAfter: 1 });
        continue;
      }
      outcomes.push(...some.outcomes);
      if (some.progress) onStored(some.progress);
    } catch (error) {
      if (isUncertain(error)) for (const { draft } of rest) doubtful.add(idField(draft.sender, draft.id));
      if (!isPassing(error) || performance.now() > end) throw error;
      await setTimeout(pause);
    }
  }
  return outcomes;
}

async function appendSome(
  context: AppendContext,
  room: string,
  pending: readonly Pending[],
  doubtful: ReadonlySet<string>,
): Promise<{ outcomes: Outcome[]; progress?: Progress } | 'changed'> {
  const standing = await context.standing();
  const { epoch } = standing;
  const [first] = pending;
  const erases = first && erasedBy(first.draft);
  const known = await readKnown(context, room, {
    ids: pending.map(({ draft }) => draft),
    erases,
    targets: pending.flatMap(({ draft }) => {
      const target = targetOf(draft);
      return target ? [{ seq: target.seq, sender: draft.sender }] : [];
    }),
  });
  const writes = new RoomWrites(known);
  const judged: Outcome[] = [];
  for (const { draft, permit } of pending) {
    const target = targetOf(draft);
    // A target in the same batch has its seq only once it is stored.
    if (writes.bytes > mostBytes || (target && target.seq > known.head && !writes.isEmpty)) break;
    const stored = storedBefore(draft, known, doubtful, epoch);
    const outcome = stored ?? judge(draft, permit, writes.now(epoch));
    judged.push(outcome);
    if (outcome instanceof Refusal || stored) continue;
    if (target && (outcome.entry ?? outcome.use)) writes.rely(target.seq);
    if (outcome.entry) writes.put(outcome.entry);
    else if (outcome.use?.idle) writes.note({ ...outcome.use, idle: outcome.use.idle });
  }
  if (writes.isEmpty) return { outcomes: judged };
  const { publish } = context;
  // All entries before an erasure have to be those that were read.
  const expected = erases === undefined ? {} : { expected: known.head };
  const mode = { ...expected, onlyNew: true, isListed: false, publish, epoch };
  const answer = await write(context, room, writes, mode, standing);
  if (answer === 'changed') return answer;
  const { head: before, time } = answer;
  const outcomes = judged.map((outcome) => placed(outcome, before, time));
  const head = before + writes.published.length;
  const entries = outcomes.flatMap((outcome) => ('entry' in outcome && outcome.entry ? [outcome.entry] : []));
  return { outcomes, progress: { before, head, newest: entries.find(({ seq }) => seq === head) } };
}

/** The outcome of a draft that an earlier try of this append has stored, although its answer did not come. */
function storedBefore(
  { sender, id }: Draft,
  { uses, entries }: Known,
  doubtful: ReadonlySet<string>,
  epoch: string,
): Exclude<Outcome, Refusal> | undefined {
  const field = idField(sender, id);
  const use = doubtful.has(field) ? uses.get(field) : undefined;
  if (!use) return undefined;
  const { seq, time } = use;
  const entry = use.idle ? undefined : entries.get(seq)?.entry;
  return { result: { epoch, seq, time, duplicate: false }, ...(entry && { entry }) };
}

/** An outcome with the real seq and time. */
function placed(outcome: Outcome, head: number, now: number): Outcome {
  if (outcome instanceof Refusal) return outcome;
  const place = <T extends { seq: number; time: number }>(at: T): T => ({
    ...at,
    seq: realSeq(at.seq, head),
    time: realTime(at.time, now),
  });
  return { result: place(outcome.result), ...(outcome.entry && { entry: place(outcome.entry) }) };
}

/** @throws {Error} if the entries do not follow what the room holds. Those of earlier runs of the script stay. */
export async function restoreRoom(
  context: AppendContext,
  room: string,
  entries: readonly Entry[],
  onStored: (progress: Progress) => void,
): Promise<void> {
  assertContiguous((await reachOf(context, room)).head, entries);
  for (let start = 0; start < entries.length;) {
    const some = aloneIfErasing(entries.slice(start, start + mostEntries), erasedBy);
    const standing = await context.standing();
    const targets = some.flatMap((entry) =>
      isChange(entry) ? [{ seq: entry.target, sender: entry.sender }] : [],
    );
    const erases = some[0] && erasedBy(some[0]);
    const known = await readKnown(context, room, { ids: [], targets, erases });
    assertContiguous(known.head, some);
    const writes = new RoomWrites(known);
    let count = 0;
    for (const entry of some) {
      if (writes.bytes > mostBytes) break;
      writes.put(broughtBack(entry), entry.time);
      count += 1;
    }
    const first = some[0]?.seq ?? 1;
    const { epoch } = standing;
    const mode = { expected: known.head, first, onlyNew: false, isListed: false, epoch };
    // A change that came first is folded in at the next try.
    if ((await write(context, room, writes, mode, standing)) === 'changed') continue;
    start += count;
    onStored({ before: known.head, head: first + count - 1, newest: some[count - 1] });
  }
}

/** The items up to the first that erases a person, or this one alone: an erasure is judged by what is stored before it. */
function aloneIfErasing<T>(items: readonly T[], erases: (item: T) => string | undefined): readonly T[] {
  const first = items.findIndex((item) => erases(item) !== undefined);
  return first === -1 ? items : items.slice(0, Math.max(first, 1));
}

async function write(
  { client, keys }: Access,
  room: string,
  writes: RoomWrites,
  mode: AppendMode,
  standing: Standing,
): Promise<Answer> {
  const script = writes.forScript(keys.room(room), mode);
  standing.assert();
  const answer = answerOf(await run(client, scripts.append, script.keys, script.values));
  if (answer !== 'unlisted') return answer;
  // The list is in another slot. It is written first, so that no room with entries is missing in it.
  await client.zadd(keys.rooms, 0, room);
  const listed = writes.forScript(keys.room(room), { ...mode, isListed: true });
  standing.assert();
  const again = answerOf(await run(client, scripts.append, listed.keys, listed.values));
  return again === 'unlisted' ? 'changed' : again;
}

function answerOf(reply: unknown): Answer | 'unlisted' {
  const [word, head, time] = Array.isArray(reply) ? reply.map(String) : [];
  if (word === 'done') return { head: Number(head), time: Number(time) };
  if (word === 'changed' || word === 'unlisted') return word;
  throw new Error('the script of an append has given another answer than its own');
}
