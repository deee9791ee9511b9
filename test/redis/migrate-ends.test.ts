import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { migrateBetween } from '../../relay/src/log/migration/migrate-between.ts';
import { RedisLog } from '../../relay/src/log/redis/redis-log.ts';
import { openRedis } from '../../relay/src/log/redis/server/open.ts';
import { newFolder } from '../support/folder.ts';
import { newRedis, newRedisCluster } from '../support/redis.ts';
import { draft, entriesOf } from '../relay/log-entries.ts';

const redis = await newRedis({ after });
const nobody = (): void => {};

/** A folder with rooms and a value beside them. @returns the epoch too */
async function newStore(t: Parameters<typeof newFolder>[0]): Promise<{ data: string; epoch: string }> {
  const data = await newFolder(t);
  const log = await LmdbLog.open(data);
  await log.restore('lobby', entriesOf(1, 700));
  await log.append('attic', draft('hello'));
  await log.putMeta('names', 'ann', { name: 'Ann' });
  const { epoch } = await log.extent('lobby');
  await log.close();
  return { data, epoch };
}

test('the secrets move along, and replace those of the folder to which they move', async (t) => {
  const { data } = await newStore(t);
  const url = `${redis.url}?prefix=secrets`;
  const secret = Buffer.from('s'.repeat(32));
  await writeFile(join(data, 'secret'), secret);
  await writeFile(join(data, 'webhook-secret'), 'whsec_abc\n');
  await migrateBetween({ data, redis: url, to: 'redis' }, nobody);

  const other = await newFolder(t);
  await writeFile(join(other, 'secret'), Buffer.from('o'.repeat(32)));
  await migrateBetween({ data: other, redis: url, to: 'data' }, nobody);
  assert.deepEqual(await readFile(join(other, 'secret')), secret);
  assert.equal(await readFile(join(other, 'webhook-secret'), 'utf8'), 'whsec_abc\n');
});

test('a move that ends after the source has lost its epoch is finished under this epoch by the next run', async (t) => {
  const { data, epoch } = await newStore(t);
  const url = `${redis.url}?prefix=ended`;
  const { totals } = await migrateBetween({ data, redis: url, to: 'redis' }, nobody);
  // As it is in that moment.
  const note = JSON.stringify({ epoch, room: 'lobby', seq: 0, isVerified: true });
  await redis.command.hset('ended:{store}', 'migration', note);
  await redis.command.hdel('ended:{store}', 'epoch');

  const again = await migrateBetween({ data, redis: url, to: 'redis' }, nobody);
  assert.deepEqual(again.totals, totals);
  const log = await RedisLog.start(await openRedis(url));
  assert.equal((await log.extent('lobby')).epoch, epoch);
  await log.close();
});

test('a move whose source was used after it lost its epoch is refused, with the room that was written to', async (t) => {
  const { data, epoch } = await newStore(t);
  const url = `${redis.url}?prefix=used`;
  await migrateBetween({ data, redis: url, to: 'redis' }, nobody);
  const note = JSON.stringify({ epoch, room: 'lobby', seq: 0, isVerified: true });
  await redis.command.hset('used:{store}', 'migration', note);
  await redis.command.hdel('used:{store}', 'epoch');
  const log = await LmdbLog.open(data);
  await log.append('attic', draft('meanwhile'));
  await log.close();

  await assert.rejects(
    migrateBetween({ data, redis: url, to: 'redis' }, nobody),
    /the room "attic" is not the same/,
  );
  assert.equal(await redis.command.hget('used:{store}', 'epoch'), null);
});

test('a room that was written to between two runs is named, and no relay takes the target', async (t) => {
  const { data, epoch } = await newStore(t);
  const url = `${redis.url}?prefix=written`;
  await migrateBetween({ data, redis: url, to: 'redis' }, nobody);
  const other = await newFolder(t);
  // A relay has been there after the room was copied.
  const stopped = migrateBetween({ data: other, redis: url, to: 'data' }, (stage) => {
    if (stage === 'Comparing') throw new Error('stopped');
  });
  await assert.rejects(stopped, /stopped/);
  const log = await RedisLog.start(await openRedis(url));
  await log.append('attic', draft('meanwhile'));
  assert.equal((await log.extent('attic')).epoch, epoch);
  await log.close();
  await assert.rejects(
    migrateBetween({ data: other, redis: url, to: 'data' }, nobody),
    /the room "attic" is not the same in both\. .* was written to meanwhile, or .* held something already: empty .*, and begin anew/,
  );
  await assert.rejects(LmdbLog.open(other), /a migration into it is not finished/);
});

test('rooms move to a Redis Cluster, and back', async (t) => {
  const { data, epoch } = await newStore(t);
  const [first] = await newRedisCluster(t);
  assert(first);
  const { totals } = await migrateBetween({ data, redis: first.url, to: 'redis' }, nobody);
  assert.deepEqual([totals.rooms, totals.entries, totals.values], [2, 701, 1]);
  const other = await newFolder(t);
  const back = await migrateBetween({ data: other, redis: first.url, to: 'data' }, nobody);
  assert.deepEqual(back.totals, totals);
  const log = await LmdbLog.open(other);
  assert.equal((await log.extent('lobby')).epoch, epoch);
  await log.close();
});
