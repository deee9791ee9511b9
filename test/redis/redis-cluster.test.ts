import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { RedisLog } from '../../relay/src/log/redis/redis-log.ts';
import { openRedis } from '../../relay/src/log/redis/server/open.ts';
import { silent } from '../../relay/src/logger.ts';
import { openStore } from '../../relay/src/nodes/open-store.ts';
import { afterwards } from '../support/afterwards.ts';
import { Inbox } from '../support/inbox.ts';
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
} from '../relay/log-entries.ts';

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

test(
  'relays on a Redis Cluster know each other, and hear what another one stores',
  { timeout: 60_000 },
  async (t) => {
    const urls = (await newRedisCluster(t)).map(({ url }) => url);
    const relays = await Promise.all(
      urls.map(async (redis) => {
        const store = await openStore({ data: ':memory:', redis }, silent);
        afterwards(t, async () => {
          await store.nodes.close();
          await store.log.close();
        });
        return store;
      }),
    );
    const [one, two, three] = relays;
    assert(one && two && three);
    const heard = new Inbox<unknown>();
    two.nodes.hear('hello', (message) => heard.put(message));
    await Promise.all(
      ['rules', 'name', 'queue'].map((kind) => three.log.watchMeta(kind, (_key, value) => heard.put(value))),
    );
    await one.nodes.tell('hello', 'told');
    await heard.first('what was told', (each) => each === 'told');
    for (const kind of ['rules', 'name', 'queue']) {
      await one.log.updateMeta(kind, 'key', () => `stored as ${kind}`);
      await heard.first(kind, (each) => each === `stored as ${kind}`);
    }
    assert.equal((await three.nodes.alive()).size, 3);
    for (const { nodes } of relays) {
      nodes.lead('job', async (signal) => {
        heard.put('leader');
        if (!signal.aborted) await once(signal, 'abort');
      });
    }
    await heard.first('a leader', (each) => each === 'leader');
  },
);
