import assert from 'node:assert/strict';
import { after, describe, test, type TestContext } from 'node:test';
import { Redis } from 'ioredis';
import { RedisLog } from '../../relay/src/log/redis/redis-log.ts';
import { openRedis } from '../../relay/src/log/redis/server/open.ts';
import { Refusal } from '../../relay/src/refusal.ts';
import { afterwards } from '../support/afterwards.ts';
import { Inbox } from '../support/inbox.ts';
import { newRedis } from '../support/redis.ts';
import { numbers } from '../relay/log-entries.ts';

/* Values beside the rooms, where several processes share a Redis: each has a log of its own. */

const redis = await newRedis({ after });
let prefixes = 0;

const newPrefix = (): string => `notes-${(prefixes += 1)}`;

async function newLog(t: TestContext, prefix: string, url = redis.url): Promise<RedisLog> {
  const log = await RedisLog.start(await openRedis(`${url}?prefix=${prefix}`));
  afterwards(t, () => log.close());
  return log;
}

async function twoLogs(t: TestContext): Promise<[RedisLog, RedisLog]> {
  const prefix = newPrefix();
  return [await newLog(t, prefix), await newLog(t, prefix)];
}

type Told = [key: string | undefined, value: unknown];

async function told(log: RedisLog, kind = 'rules'): Promise<Inbox<Told>> {
  const inbox = new Inbox<Told>();
  await log.watchMeta(kind, (...change) => inbox.put(change));
  return inbox;
}

void describe('values that several processes share', () => {
  test('two processes that replace one value at once lose nothing', async (t) => {
    const [one, other] = await twoLogs(t);
    const add = (name: string) => (before: unknown) => [...(Array.isArray(before) ? before : []), name];
    const updates = numbers(1, 15).flatMap((number) => [
      one.updateMeta('rules', 'lobby', add(`one ${number}`)),
      other.updateMeta('rules', 'lobby', add(`other ${number}`)),
    ]);
    await Promise.all(updates);
    const stored = await one.getMeta('rules', 'lobby');
    assert(Array.isArray(stored));
    assert.deepEqual([stored.length, new Set(stored).size], [30, 30]);
  });

  test('each process is told of what others store and delete, of its kinds alone', async (t) => {
    const [one, other] = await twoLogs(t);
    const [heard, own] = [await told(one), await told(other)];
    await other.putMeta('names', 'ann', 'of another kind');
    await other.putMeta('rules', 'a room {in} braces', { locked: true });
    await other.updateMeta('rules', 'lobby', () => ({ slow: 5 }));
    await heard.first('the second change', ([key]) => key === 'lobby');
    await other.putMeta('rules', 'lobby', undefined);
    await heard.first('the deletion', ([key, value]) => key === 'lobby' && value === undefined);
    assert.deepEqual(heard.all, [
      ['a room {in} braces', { locked: true }],
      ['lobby', { slow: 5 }],
      ['lobby', undefined],
    ]);
    assert.deepEqual(own.all, []);
  });

  test('a process whose subscription was cut is told that anything may be different, if something is', async (t) => {
    const [one, other] = await twoLogs(t);
    const [heard, unchanged] = [await told(one), await told(one, 'names')];
    await redis.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await other.putMeta('rules', 'lobby', 'missed');
    await heard.first('it', ([key, value]) => key === undefined || value === 'missed');
    assert.equal(await one.getMeta('rules', 'lobby'), 'missed');
    await other.putMeta('rules', 'lobby', 'heard');
    await heard.first('the change afterwards', ([, value]) => value === 'heard');
    assert.deepEqual(unchanged.all, []);
  });

  test('a change that nobody could publish is noticed by its version', async (t) => {
    const prefix = newPrefix();
    await redis.command.acl('SETUSER', prefix, 'on', '>password', '~*', '&*', '+@all', '-spublish');
    const one = await newLog(t, prefix);
    const silent = await newLog(t, prefix, redis.url.replace('//', `//${prefix}:password@`));
    const heard = await told(one);
    await silent.putMeta('rules', 'lobby', 'locked');
    assert.deepEqual(await heard.first('it', () => true), [undefined, undefined]);
  });

  test('a write of its own that was stored after it was given up is told like that of another', async (t) => {
    const own = await newRedis(t);
    const one = await newLog(t, 'late', own.url);
    await one.putMeta('rules', 'lobby', 'before');
    const heard = await told(one);
    // Longer than a command waits for its answer. Publications go on.
    await own.command.client('PAUSE', 2500, 'WRITE');
    await assert.rejects(one.putMeta('rules', 'lobby', 'banned'), { code: 'unavailable' });
    assert.deepEqual(await heard.first('it', ([, value]) => value === 'banned'), ['lobby', 'banned']);
  });

  test('an own change is not followed by an older value of another, which was being read', async (t) => {
    const [one, other] = await twoLogs(t);
    const heard = await told(one);
    const [asked, released] = [new Inbox<true>(), new Inbox<true>()];
    const held = t.mock.method(Redis.prototype, 'hmget', async function (this: Redis, ...args: string[]) {
      held.mock.restore();
      const [key = '', ...fields] = args;
      const answer = await this.hmget(key, ...fields);
      asked.put(true);
      await released.first('the release');
      return answer;
    });
    await other.putMeta('rules', 'lobby', 'older');
    await asked.first('the read');
    await one.putMeta('rules', 'lobby', 'newer');
    released.put(true);
    assert.deepEqual(await heard.first('the value', ([key]) => key === 'lobby'), ['lobby', 'newer']);
  });

  test('a watcher that could not read all values is told again', async (t) => {
    const [one, other] = await twoLogs(t);
    const tries = new Inbox<unknown>();
    await one.watchMeta('rules', async (key) => {
      tries.put(key);
      if (tries.all.length === 1) throw new Refusal('unavailable', 'the store cannot be read');
    });
    await redis.command.incr(`notes-${prefixes}:notes:{rules}:version`);
    await other.putMeta('rules', 'lobby', 'locked');
    assert.deepEqual(await tries.many(2, 'calls'), [undefined, undefined]);
  });

  test('a watcher that could not take over one value is told of it again, and of the others meanwhile', async (t) => {
    const [one, other] = await twoLogs(t);
    const tries = new Inbox<string>();
    await one.watchMeta('rules', async (key = '') => {
      tries.put(key);
      if (tries.all.length === 1) throw new Refusal('unavailable', 'the store cannot be read');
    });
    await Promise.all(['lobby', 'attic', 'hall'].map((room) => other.putMeta('rules', room, 'locked')));
    const [first, ...later] = await tries.many(4, 'calls');
    assert.deepEqual(new Set(later), new Set(['attic', 'hall', 'lobby']));
    assert.equal(later.at(-1), first);
  });

  test('after a loss in Redis, all values have to be read', async (t) => {
    const own = await newRedis(t);
    const one = await newLog(t, 'lost', own.url);
    await one.putMeta('rules', 'lobby', 'locked');
    const heard = await told(one);
    await own.kill();
    await own.start();
    assert.deepEqual(await heard.first('it', () => true), [undefined, undefined]);
    assert.equal(await one.getMeta('rules', 'lobby'), undefined);
  });
});
