import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { openSharedRedisLog } from '../../relay/src/log/redis/open-redis-log.ts';
import { idField } from '../../relay/src/log/redis/keys.ts';
import type { RedisLog } from '../../relay/src/log/redis/redis-log.ts';
import { afterwards } from '../support/afterwards.ts';
import { Inbox } from '../support/inbox.ts';
import { newProxy } from '../support/proxy.ts';
import { newRedis, type RunningRedis } from '../support/redis.ts';
import { appendAll, draft, names, seqs } from '../relay/log-entries.ts';

/* What relays notice of losses and outages of Redis: the connections can stay, or others can write first. */

const renewInterval = 5000;

interface Node {
  log: RedisLog;
  /** The codes of what is logged, each with its cause. */
  lines: Inbox<string>;
}

/** The log of a relay. Its intervals pass by `t.mock.timers.tick` alone. */
async function newNode(t: TestContext, url: string): Promise<Node> {
  const lines = new Inbox<string>();
  const note = (details: { code: string; cause?: unknown }): void =>
    lines.put([details.code, details.cause].flat().filter(Boolean).join(' '));
  const { log } = await openSharedRedisLog(url, undefined, { error: note, warn: note, info: note });
  afterwards(t, () => log.close());
  return { log, lines };
}

void describe('a relay that writes nothing', () => {
  test('is ready again after an outage that only its renewal has met', async (t) => {
    const redis = await newRedis(t);
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { log, lines } = await newNode(t, redis.url);
    await redis.kill();
    t.mock.timers.tick(renewInterval);
    await lines.first('the failed renewal', (line) => line === 'store_failing ECONNLOST');
    await redis.start();
    await lines.first('the end of the incident', (line) => line === 'store_recovered');
    assert.equal(await log.probe(), undefined);
  });
});

interface Commit {
  epoch: string;
  seqs: number[];
}

async function commits(log: RedisLog, room: string): Promise<Inbox<Commit>> {
  const heard = new Inbox<Commit>();
  await log.watch(room, (epoch, entries) => heard.put({ epoch, seqs: seqs(entries) }));
  return heard;
}

const reason = 'epoch_renewed';

void describe('a relay whose connections stay', () => {
  test('notices at a renewal that Redis was emptied', async (t) => {
    const redis = await newRedis(t);
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { log } = await newNode(t, redis.url);
    const { epoch } = await log.append('lobby', draft('hello'));
    const heard = await commits(log, 'lobby');
    await redis.command.flushall();
    t.mock.timers.tick(renewInterval);
    await heard.first('another epoch', (each) => each.epoch !== epoch);
    assert.equal((await log.extent('lobby')).head, 0);
  });

  test('notices at an append that a part of a cluster has lost entries', async (t) => {
    const redis = await newRedis(t);
    const { log, lines } = await newNode(t, redis.url);
    const heard = await commits(log, 'lobby');
    await appendAll(log, 'lobby', names(1, 5));
    const { epoch } = await log.extent('lobby');
    await setBack(redis, 'lobby', 2);
    // More than were lost, in one step.
    await Promise.all(names(6, 10).map((text) => log.append('lobby', draft(text))));
    await heard.first('another epoch', (each) => each.epoch !== epoch);
    assert.ok(lines.all.includes(reason));
    assert.equal((await log.extent('lobby')).head, 7);
    await log.append('lobby', draft('11'));
    await heard.first('it', (each) => each.epoch !== epoch && each.seqs.includes(8));
  });

  test('notices when a room is read that a part of a cluster has lost entries', async (t) => {
    const redis = await newRedis(t);
    const { log } = await newNode(t, redis.url);
    await appendAll(log, 'lobby', names(1, 5));
    const before = await log.extent('lobby');
    await setBack(redis, 'lobby', 2);
    const after = await log.extent('lobby');
    assert.notEqual(after.epoch, before.epoch);
    assert.equal(after.head, 2);
  });

  test('notices a loss by what another relay publishes', async (t) => {
    const redis = await newRedis(t);
    const one = await newNode(t, redis.url);
    const heard = await commits(one.log, 'lobby');
    await appendAll(one.log, 'lobby', names(1, 5));
    const { epoch } = await one.log.extent('lobby');
    await setBack(redis, 'lobby', 2);
    const other = await newNode(t, redis.url);
    await Promise.all(names(6, 10).map((text) => other.log.append('lobby', draft(text))));
    await heard.first('another epoch', (each) => each.epoch !== epoch);
  });
});

test('a relay compares all of many rooms after a new connection', async (t) => {
  const redis = await newRedis(t);
  const { log } = await newNode(t, redis.url);
  const rooms = names(1, 600);
  await Promise.all(rooms.map((room) => log.append(room, draft('1'))));
  const { epoch } = await log.extent('1');
  const heard = await commits(log, '1');
  await setBack(redis, '600', 0);
  await redis.command.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await heard.first('another epoch', (each) => each.epoch !== epoch);
});

void describe('two relays after a failover that lost entries', () => {
  test('notice it though others are in their places before the second is back', async (t) => {
    const redis = await newRedis(t, { appendonly: 'yes', appendfsync: 'always' });
    const link = await newProxy(t, `http://localhost:${redis.port}`);
    const one = await newNode(t, redis.url);
    const two = await newNode(t, link.url.replace('http', 'redis'));
    await appendAll(two.log, 'lobby', names(1, 4));
    const heard = await commits(two.log, 'lobby');
    const { epoch } = await two.log.extent('lobby');
    link.loseAnswers();
    await setBack(redis, 'lobby', 2);
    await appendAll(one.log, 'lobby', names(5, 6));
    link.cut();
    await heard.first('another epoch', (each) => each.epoch !== epoch);
    assert.ok(two.lines.all.includes(reason));
  });

  test('notice it where the second has only read the newest of the room', async (t) => {
    const redis = await newRedis(t);
    const link = await newProxy(t, `http://localhost:${redis.port}`);
    const one = await newNode(t, redis.url);
    await appendAll(one.log, 'lobby', names(1, 4));
    await one.log.close();
    const two = await newNode(t, link.url.replace('http', 'redis'));
    const heard = await commits(two.log, 'lobby');
    const { epoch } = await two.log.extent('lobby');
    link.loseAnswers();
    await setBack(redis, 'lobby', 2);
    const three = await newNode(t, redis.url);
    await appendAll(three.log, 'lobby', names(5, 6));
    link.cut();
    await heard.first('another epoch', (each) => each.epoch !== epoch);
  });
});

/** A room as a replica has it that has not heard of what came after this seq. */
async function setBack({ command }: RunningRedis, room: string, seq: number): Promise<void> {
  const key = (name: string): string => `realtime-chat:{${room}}:${name}`;
  const head = Number(await command.hget(key('state'), 'head'));
  const lost = names(seq + 1, head);
  await command.hset(key('state'), 'head', seq);
  await command.hdel(key('entries'), ...lost);
  await command.hdel(key('uses'), ...lost.map((text) => idField('ann', draft(text).id)));
  await command.xdel(key('messages'), ...lost.map((each) => `${each}-0`));
  await command.call('XSETID', key('messages'), `${seq}-0`);
}
