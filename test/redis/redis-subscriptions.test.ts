import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { Redis } from 'ioredis';
import { RedisLog } from '../../relay/src/log/redis/redis-log.ts';
import { openRedis } from '../../relay/src/log/redis/server/open.ts';
import { afterwards } from '../support/afterwards.ts';
import { Inbox } from '../support/inbox.ts';
import { newRedis } from '../support/redis.ts';
import { draft, texts, watched } from '../relay/log-entries.ts';

/* What another process appends while a subscription is under way. */

const redis = await newRedis({ after });

async function twoLogs(t: TestContext, prefix: string): Promise<[RedisLog, RedisLog]> {
  const start = async (): Promise<RedisLog> => {
    const log = await RedisLog.start(await openRedis(`${redis.url}?prefix=${prefix}`));
    afterwards(t, () => log.close());
    return log;
  };
  return [await start(), await start()];
}

/** The next subscriptions wait, until `release` is called. */
function holdSubscriptions(t: TestContext): Hold {
  const [asked, released] = [new Inbox<string>(), new Inbox<true>()];
  const held = t.mock.method(Redis.prototype, 'ssubscribe', async function (this: Redis, channel: string) {
    asked.put(channel);
    await released.first('the release');
    held.mock.restore();
    return this.ssubscribe(channel);
  });
  return { asked, release: () => released.put(true) };
}

interface Hold {
  /** The channels that were to be subscribed. */
  asked: Inbox<string>;
  release: () => void;
}

test('a room is subscribed before its head is read: a watcher begins at the head of then', async (t) => {
  const [one, other] = await twoLogs(t, 'first');
  const { asked, release } = holdSubscriptions(t);
  const watching = watched(one, 'lobby');
  await asked.first('the subscription');
  await other.append('lobby', draft('before'));
  release();
  const heard = await watching;
  await other.append('lobby', draft('after'));
  assert.deepEqual(texts(await heard.until('the newest entry', (all) => all.at(-1)?.seq === 2 && all)), [
    'after',
  ]);
});

test('a room is subscribed again before it is read again: nothing is missed in between', async (t) => {
  const [one, other] = await twoLogs(t, 'again');
  const heard = await watched(one, 'lobby');
  const { asked, release } = holdSubscriptions(t);
  await redis.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await asked.first('the subscription');
  await other.append('lobby', draft('meanwhile'));
  release();
  assert.deepEqual(texts(await heard.many(1, 'entry')), ['meanwhile']);
});

test('a room whose head could not be read under a new epoch is heard after the next connection', async (t) => {
  const [one, other] = await twoLogs(t, 'deaf');
  const heard = new Inbox<[epoch: string, texts: string[]]>();
  await one.watch('lobby', (epoch, entries) => heard.put([epoch, texts(entries)]));
  const { epoch } = await one.append('lobby', draft('before'));
  const failed = failOnce(t, '{lobby}:state');
  await redis.command.flushall();
  await redis.command.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await heard.first('another epoch', ([each]) => each !== epoch);
  await failed.first('the failure');
  await redis.command.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await other.append('lobby', draft('after'));
  await other.append('lobby', draft('later'));
  await heard.first('it', ([, said]) => said.includes('later'));
});

test('values are read at a new connection, though their subscription is still under way', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const [one, other] = await twoLogs(t, 'values');
  const told = new Inbox<unknown>();
  await one.watchMeta('rules', (key, value) => told.put(key ?? value));
  const { asked, release } = holdSubscriptions(t);
  await redis.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await asked.first('the subscription');
  await other.putMeta('rules', 'lobby', 'banned');
  await redis.command.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await told.many(1, 'change');
  release();
});

test('a channel that could not be subscribed is subscribed later on the same connection', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const [one, other] = await twoLogs(t, 'later');
  const heard = await watched(one, 'lobby');
  const refused = new Inbox<string>();
  const held = t.mock.method(Redis.prototype, 'ssubscribe', async (channel: string) => {
    held.mock.restore();
    refused.put(channel);
    throw new Error('Command timed out');
  });
  await redis.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await refused.first('the subscription');
  await other.append('lobby', draft('meanwhile'));
  t.mock.timers.tick(5000);
  assert.deepEqual(texts(await heard.many(1, 'entry')), ['meanwhile']);
  await other.append('lobby', draft('after'));
  assert.deepEqual(texts(await heard.many(2, 'entries')), ['meanwhile', 'after']);
});

/** The next read of a key that ends so fails, as without an answer. */
function failOnce(t: TestContext, key: string): Inbox<string> {
  const failed = new Inbox<string>();
  const hold = (): void => {
    const held = t.mock.method(Redis.prototype, 'hmget', async function (this: Redis, ...args: string[]) {
      held.mock.restore();
      const [first = '', ...fields] = args;
      if (first.endsWith(key)) {
        failed.put(first);
        throw new Error('Command timed out');
      }
      const answer = this.hmget(first, ...fields);
      hold();
      return answer;
    });
  };
  hold();
  return failed;
}
