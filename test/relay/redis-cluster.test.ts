import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RedisLog } from '../../relay/src/log/redis/redis-log.ts';
import { openRedis } from '../../relay/src/log/redis/server/open.ts';
import { afterwards } from '../support/afterwards.ts';
import { newRedisCluster } from '../support/redis.ts';
import {
  deletion,
  draft,
  edit,
  entriesOf,
  hello,
  names,
  numbers,
  reaction,
  seqs,
  texts,
  watched,
} from './log-entries.ts';

test(
  'rooms are spread over the masters of a Redis Cluster, each in one slot',
  { timeout: 60_000 },
  async (t) => {
    const nodes = await newRedisCluster(t);
    const logs = await Promise.all(
      nodes.slice(0, 2).map(async ({ url }) => {
        const log = await RedisLog.start(await openRedis(url));
        afterwards(t, () => log.close());
        return log;
      }),
    );
    const [one, other] = logs;
    assert(one && other);
    const rooms = [...names(1, 12), 'a {room} in braces', '}'];
    for (const room of rooms) {
      const heard = await watched(other, room);
      await one.append(room, draft('hello'));
      await other.append(room, draft('other'));
      await one.append(room, edit(hello, 'hello!'));
      await other.append(room, reaction(hello, '👍'));
      await one.append(room, deletion(hello));
      await one.putMeta('note', room, room);
      assert.deepEqual(seqs(await heard.many(5, 'entries')), numbers(1, 5));
      await one.forget(room, 3);
      assert.deepEqual(texts(await other.entriesAfter(room, 0, 10)), []);
    }
    await one.restore('restored', entriesOf(1, 500));
    assert.deepEqual((await one.rooms()).toSorted(), [...rooms, 'restored'].toSorted());
    assert.equal((await one.listMeta('note')).size, rooms.length);
    for (const { command } of nodes) assert.ok((await command.dbsize()) > 10);
  },
);
