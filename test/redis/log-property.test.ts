import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Change, fold, type Message, withoutPerson } from '@realtime-chat/protocol';
import fc from 'fast-check';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { type Draft, withoutPerson as entryWithoutPerson } from '../../relay/src/log/entry-types.ts';
import type { Entry, AppendResult, RoomLog } from '../../relay/src/log/log.ts';
import { RedisLog } from '../../relay/src/log/redis/redis-log.ts';
import { openRedis } from '../../relay/src/log/redis/server/open.ts';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { Inbox } from '../support/inbox.ts';
import { newRedis } from '../support/redis.ts';
import { everything } from '../relay/log-entries.ts';
import { Drafts, permitFor, scripts } from '../relay/log-steps.ts';

/** What came of a draft: its receipt, or the name of its refusal. */
async function outcomeOf(receipt: Promise<AppendResult>): Promise<unknown> {
  try {
    const { seq, duplicate } = await receipt;
    return { seq, duplicate };
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

/** How the messages read after these entries, folded one by one, as the wire would bring them. */
function foldedByHand(entries: readonly Entry[]): Message[] {
  const messages = new Map<number, Message>();
  for (const entry of entries) {
    if (entry.type === 'message') {
      const { type: _, ...message } = entry;
      messages.set(entry.seq, message);
    } else if (entry.type === 'erase') {
      for (const [seq, each] of messages) messages.set(seq, withoutPerson(each, entry.person));
    } else if ('target' in entry) change(messages, entry);
  }
  return asJson([...messages.values()]);
}

function change(messages: Map<number, Message>, entry: Change): void {
  const message = messages.get(entry.target);
  if (message) messages.set(entry.target, fold(message, entry));
}

/** The entries as they should read by now, from those that watchers heard. */
function expected(heard: readonly Entry[], messages: readonly Message[]): Entry[] {
  const bySeq = new Map(messages.map((message) => [message.seq, message]));
  return heard.map((entry) => {
    if (entry.type === 'message') return { type: 'message', ...bySeq.get(entry.seq) } as Entry;
    const erased = heard
      .filter((other) => other.type === 'erase' && other.seq > entry.seq)
      .map((other) => (other.type === 'erase' ? other.person : ''));
    if (entry.type !== 'edit') return erased.reduce(entryWithoutPerson, entry);
    const people = [entry.sender, bySeq.get(entry.target)?.sender];
    const isErased = erased.some((person) => people.includes(person));
    const isLast = !heard.some(
      (other) =>
        other.seq > entry.seq &&
        (other.type === 'edit' || other.type === 'delete') &&
        other.target === entry.target,
    );
    const { message: _, ...rest } = entry;
    return isLast && !isErased ? entry : rest;
  });
}

function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Where two emoji changed places at the same time as a reader was ahead, only their order may differ. */
function sorted(messages: readonly Message[]): Message[] {
  return messages.map((message) => ({
    ...message,
    reactions: message.reactions?.toSorted((one, other) => (one.emoji < other.emoji ? -1 : 1)),
  }));
}

/** What was told, with the same time everywhere: Redis has a clock of its own. */
function withoutTimes(value: unknown): unknown {
  const isTime = (key: string): boolean => key === 'time' || key === 'edited';
  return JSON.parse(JSON.stringify(value), (key, each: unknown) => (isTime(key) ? 0 : each));
}

const redis = await newRedis({ after });

test('whatever people do, all stores read as their entries, folded one by one, say', async (t) => {
  // With the same time everywhere, what the stores say can be compared.
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
  const lmdb = await LmdbLog.open(await newFolder(t));
  afterwards(t, () => lmdb.close());
  const memory = new MemoryLog();
  const remote = await RedisLog.start(await openRedis(redis.url));
  afterwards(t, () => remote.close());
  let rooms = 0;

  const holds = fc.asyncProperty(scripts, fc.nat(), async (script, moment) => {
    const room = `room ${(rooms += 1)}`;
    const drafts = new Drafts();
    const batches: Draft[][] = [];
    const told = [];
    for (const log of [memory, lmdb, remote] satisfies RoomLog[]) {
      const inbox = new Inbox<Entry>();
      const heard = inbox.all;
      const stop = await log.watch(room, (_epoch, entries) => entries.forEach((entry) => inbox.put(entry)));
      const outcomes: unknown[] = [];
      let early: Awaited<ReturnType<typeof everything>> = { entries: [], messages: [] };
      for (const [index, steps] of script.entries()) {
        const batch = (batches[index] ??= drafts.batch(
          steps,
          heard.map(({ id }) => id),
        ));
        outcomes.push(
          ...(await Promise.all(batch.map((draft) => outcomeOf(log.append(room, draft, permitFor(draft)))))),
        );
        const { head } = await log.extent(room);
        await inbox.many(head, 'entries');
        if (index === moment % script.length) early = asJson(await everything(log, room));
      }
      stop();
      const { entries, messages } = asJson(await everything(log, room));

      assert.deepEqual(messages, foldedByHand(heard));
      assert.deepEqual(entries, asJson(expected(heard, messages)));
      // Who reads the entries late folds changes into messages that are ahead of them.
      assert.deepEqual(sorted(foldedByHand(entries)), sorted(messages));

      await log.restore(`${room}, copied`, entries);
      assert.deepEqual(asJson(await everything(log, `${room}, copied`)), { entries, messages });
      await log.restore(`${room}, copied in two`, early.entries);
      await log.restore(`${room}, copied in two`, entries.slice(early.entries.length));
      assert.deepEqual(asJson(await everything(log, `${room}, copied in two`)), { entries, messages });
      told.push({ outcomes, entries, messages });
    }
    for (const other of told) assert.deepEqual(withoutTimes(other), withoutTimes(told[0]));
  });
  await fc.assert(holds, { numRuns: 100 });
});
