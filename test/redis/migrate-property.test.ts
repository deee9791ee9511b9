import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import type { RoomLog } from '../../relay/src/log/log.ts';
import { migrateBetween } from '../../relay/src/log/migration/migrate-between.ts';
import { RedisLog } from '../../relay/src/log/redis/redis-log.ts';
import { openRedis } from '../../relay/src/log/redis/server/open.ts';
import { idLifetime } from '../../relay/src/log/store-rules.ts';
import { newFolder } from '../support/folder.ts';
import { newRedis } from '../support/redis.ts';
import { everything } from '../relay/log-entries.ts';
import { Drafts, permitFor, scripts } from '../relay/log-steps.ts';

const redis = await newRedis({ after });
const kinds = ['names', 'restrictions', 'queue', 'a {kind} of 100%'];

/** A room's script, how many of its messages are kept, and whether the ids of the others are still known. */
const rooms = fc.array(fc.record({ script: scripts, kept: fc.nat({ max: 20 }), isOld: fc.boolean() }), {
  minLength: 1,
  maxLength: 4,
});
const values = fc.array(
  fc.tuple(fc.constantFrom(...kinds), fc.string({ unit: 'grapheme' }), fc.jsonValue()),
  {
    maxLength: 10,
  },
);

/** All that clients can ask of a log, and what the relay itself reads. */
async function contents(log: RoomLog, drafts: ReadonlyMap<string, Drafts>): Promise<unknown> {
  const { epoch } = await log.extent('any');
  const summaries = await log.summaries('', 100);
  const each = [];
  for (const { room } of summaries) {
    const all = drafts.get(room)?.all ?? [];
    const { entries, messages } = await everything(log, room);
    const known = await Promise.all(all.map(({ sender, id }) => log.knows(room, sender, id)));
    const by = await Promise.all(['ann', 'bob', 'cat'].map((person) => log.seqsBy(room, person)));
    const given = [];
    for (const { seq } of messages) {
      for (const emoji of ['👍', '🎉', '❤️']) given.push(await log.reactor(room, seq, emoji, 'ann'));
    }
    each.push({ entries, messages, known, by, given });
  }
  const stored = await Promise.all(kinds.map((kind) => log.listMeta(kind)));
  const sorted = stored.map((map) => [...map].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  return JSON.parse(JSON.stringify({ epoch, summaries, each, sorted }));
}

/** What comes of every request that is made again. */
async function repeated(log: RoomLog, drafts: ReadonlyMap<string, Drafts>): Promise<unknown> {
  const outcomes = [];
  for (const [room, { all }] of drafts) {
    for (const draft of all) {
      if (!(await log.knows(room, draft.sender, draft.id))) continue;
      outcomes.push(
        await log.append(room, draft).catch((error: unknown) => error instanceof Error && error.message),
      );
    }
  }
  return outcomes;
}

test('whatever people did, it is the same after the move from a folder to Redis and back', async (t) => {
  let runs = 0;
  const holds = fc.asyncProperty(rooms, values, async (made, stored) => {
    runs += 1;
    const folder = await newFolder(t);
    const lmdb = await LmdbLog.open(folder);
    const drafts = new Map<string, Drafts>();
    for (const [index, { script, kept, isOld }] of made.entries()) {
      const room = `room {${index}} `;
      const own = new Drafts();
      drafts.set(room, own);
      for (const steps of script) {
        const { entries } = await everything(lmdb, room);
        const batch = own.batch(
          steps,
          entries.map(({ id }) => id),
        );
        await Promise.allSettled(batch.map((draft) => lmdb.append(room, draft, permitFor(draft))));
      }
      const now = Date.now() + (isOld ? 2 * idLifetime : 0);
      await lmdb.keepNewest(room, kept, { now });
    }
    for (const [kind, key, value] of stored) await lmdb.putMeta(kind, key, value);
    const isEmpty = (await lmdb.summaries('', 1)).length === 0 && stored.length === 0;
    const before = await contents(lmdb, drafts);
    await lmdb.close();

    const url = `${redis.url}?prefix=move-${runs}`;
    const there = migrateBetween({ data: folder, redis: url, to: 'redis' }, () => {});
    if (isEmpty) {
      await assert.rejects(there, /There are no rooms in/);
      return;
    }
    const { totals } = await there;
    const remote = await RedisLog.start(await openRedis(url));
    assert.deepEqual(await contents(remote, drafts), before);
    await remote.close();

    const other = await newFolder(t);
    const back = await migrateBetween({ data: other, redis: url, to: 'data' }, () => {});
    assert.deepEqual(back.totals, totals);
    const again = await LmdbLog.open(other);
    assert.deepEqual(await contents(again, drafts), before);
    const source = await LmdbLog.open(folder);
    const [one, two] = [await repeated(again, drafts), await repeated(source, drafts)];
    const { epoch } = await source.extent('any');
    assert.deepEqual(
      JSON.stringify(one),
      JSON.stringify(two).replaceAll(epoch, (await again.extent('any')).epoch),
    );
    await again.close();
    await source.close();
  });
  await fc.assert(holds, { numRuns: 30 });
});
