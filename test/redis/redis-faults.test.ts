import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { RedisLog } from '../../relay/src/log/redis/redis-log.ts';
import { openRedis } from '../../relay/src/log/redis/server/open.ts';
import type { AppendResult, RoomLog } from '../../relay/src/log/log.ts';
import { silent } from '../../relay/src/logger.ts';
import { openStore } from '../../relay/src/nodes/open-store.ts';
import { Refusal } from '../../relay/src/refusal.ts';
import { afterwards } from '../support/afterwards.ts';
import { Inbox } from '../support/inbox.ts';
import { newProxy } from '../support/proxy.ts';
import { newRedis } from '../support/redis.ts';
import { appendAll, draft, names, numbers, seqs, texts, watched } from '../relay/log-entries.ts';

const durable = { appendonly: 'yes', appendfsync: 'always' };

async function newLog(t: TestContext, url: string): Promise<{ log: RedisLog; lines: Inbox<string> }> {
  const lines = new Inbox<string>();
  const note = (details: { code: string; cause?: unknown }): void =>
    lines.put([details.code, details.cause].flat().filter(Boolean).join(' '));
  const logger = { error: note, warn: note, info: note };
  const log = await RedisLog.start(await openRedis(url), { logger });
  afterwards(t, () => log.close());
  return { log, lines };
}

/** Appends as a client does: again under the same id until it is acknowledged. */
async function insist(log: RoomLog, text: string): Promise<AppendResult> {
  for (;;) {
    try {
      return await log.append('lobby', draft(text));
    } catch (error) {
      assert(error instanceof Refusal && error.code === 'unavailable', String(error));
      assert.ok(error.retryAfter !== undefined);
      await wait(50);
    }
  }
}

async function isSo(look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) await wait(5);
}

/** That each message is in the room once, at the place of its acknowledgement, and that the watcher got all in order. */
async function assertAllOnce(
  log: RoomLog,
  heard: Inbox<{ seq: number }>,
  sent: ReadonlyMap<string, AppendResult>,
): Promise<void> {
  // When the watcher has the last entry, there is a connection again.
  const told = await heard.until('the last entry', (all) => all.at(-1)?.seq === sent.size && all);
  assert.deepEqual(seqs(told), numbers(1, sent.size));
  const entries = await log.entriesAfter('lobby', 0, 100_000);
  assert.deepEqual(seqs(entries), numbers(1, sent.size));
  assert.equal(new Set(texts(entries)).size, sent.size);
  for (const entry of entries) {
    assert.equal(entry.type === 'message' && sent.get(entry.message)?.seq, entry.seq);
  }
}

void describe('a log in Redis', { concurrency: true }, () => {
  test('loses and doubles nothing when Redis is killed three times under load', async (t) => {
    const redis = await newRedis(t, durable);
    const { log, lines } = await newLog(t, redis.url);
    const heard = await watched(log, 'lobby');
    const { epoch } = await log.extent('lobby');
    const sent = new Map<string, AppendResult>();
    const reached = new Inbox<number>();
    let isOver = false;
    const talk = async (writer: number): Promise<void> => {
      for (let number = 1; !isOver; number += 1) {
        const text = `${writer}, ${number}`;
        sent.set(text, await insist(log, text));
        reached.put(sent.size);
      }
    };
    const writers = numbers(1, 10).map(talk);
    for (const _ of numbers(1, 3)) {
      const before = sent.size;
      await reached.until('100 more messages', (all) => (all.at(-1) ?? 0) >= before + 100);
      await redis.kill();
      await redis.start();
    }
    const before = sent.size;
    await reached.until('messages after the last start', (all) => (all.at(-1) ?? 0) > before + 100);
    isOver = true;
    await Promise.all(writers);
    await assertAllOnce(log, heard, sent);
    assert.equal((await log.extent('lobby')).epoch, epoch);
    assert.ok(!lines.all.includes('epoch_renewed'));
  });

  test('loses and doubles nothing when its connections are cut before the answers to its writes', async (t) => {
    const redis = await newRedis(t);
    const proxy = await newProxy(t, `http://localhost:${redis.port}`);
    const { log } = await newLog(t, proxy.url.replace('http', 'redis'));
    const heard = await watched(log, 'lobby');
    const sent = new Map<string, AppendResult>();
    const headOf = async (): Promise<number> =>
      Number(await redis.command.hget('realtime-chat:{lobby}:state', 'head'));
    for (const round of numbers(1, 6)) {
      const send = async (number: number): Promise<void> => {
        const text = `${round}, ${number}`;
        sent.set(text, await insist(log, text));
      };
      // The log is connected, and Redis has its scripts.
      await send(0);
      const before = await headOf();
      await redis.command.client('PAUSE', 20_000, 'WRITE');
      const appends = numbers(1, 60).map(send);
      // The log has read, and its write waits in Redis.
      await isSo(async () => (await redis.command.info('clients')).includes('blocked_clients:1'));
      proxy.loseAnswers();
      await redis.command.client('UNPAUSE');
      await isSo(async () => (await headOf()) > before);
      proxy.cut();
      await Promise.all(appends);
    }
    await assertAllOnce(log, heard, sent);
  });

  test('asks again for what Redis has stored without an answer, and takes it for its own', async (t) => {
    const redis = await newRedis(t);
    const proxy = await newProxy(t, `http://localhost:${redis.port}`);
    const { log } = await newLog(t, proxy.url.replace('http', 'redis'));
    const all: string[] = [];
    await log.watchAll((_room, _epoch, entries) => all.push(...texts(entries)));
    await log.append('lobby', draft('before'));
    const { log: other } = await newLog(t, redis.url);
    const heard = await watched(other, 'lobby');
    // The log reads, and then it writes: the answer to the latter does not come.
    const append = log.append('lobby', draft('hello'));
    await redis.command.client('PAUSE', 300, 'WRITE');
    await wait(100);
    proxy.loseAnswers();
    await heard.first('the entry', ({ seq }) => seq === 2);
    proxy.cut();
    const result = await append;
    assert.deepEqual([result.seq, result.duplicate], [2, false]);
    assert.deepEqual(all, ['before', 'hello']);
  });

  test('notices by itself that its connections hang half-open, and goes on by new ones', async (t) => {
    const redis = await newRedis(t);
    const proxy = await newProxy(t, `http://localhost:${redis.port}`);
    const { log } = await newLog(t, proxy.url.replace('http', 'redis'));
    const heard = await watched(log, 'lobby');
    const { log: other } = await newLog(t, redis.url);
    // Nothing closes these connections.
    proxy.loseAnswers();
    await other.append('lobby', draft('by the other'));
    assert.deepEqual(texts(await heard.many(1, 'entry')), ['by the other']);
    assert.equal((await insist(log, 'by this one')).seq, 2);
  });

  test('waits while Redis is paused, and refuses what takes too long', async (t) => {
    const redis = await newRedis(t);
    const { log, lines } = await newLog(t, redis.url);
    const heard = await watched(log, 'lobby');
    await redis.command.client('PAUSE', 3000, 'ALL');
    const results = await Promise.all(names(1, 20).map((text) => log.append('lobby', draft(text))));
    assert.deepEqual(seqs(results), numbers(1, 20));
    assert.deepEqual(seqs(await heard.many(20, 'entries')), numbers(1, 20));

    await redis.command.client('PAUSE', 9000, 'ALL');
    const refused = log.append('lobby', draft('21'));
    await assert.rejects(refused, { code: 'unavailable', retryAfter: 5 });
    // The connection was given up, and there is no new one before Redis answers.
    assert.ok(lines.all.includes('store_failing ECONNLOST'));
    assert.equal((await log.probe())?.code, 'ECONNLOST');
    assert.equal((await insist(log, '21')).seq, 21);
    await lines.first('the end of the incident', (line) => line === 'store_recovered');
  });

  test('is closed in the time that it gets, although Redis does not answer', async (t) => {
    const redis = await newRedis(t);
    const { log, nodes } = await openStore({ data: ':memory:', redis: redis.url }, silent);
    await log.append('lobby', draft('hello'));
    await nodes.close();
    await redis.command.client('PAUSE', 30_000, 'ALL');
    const begun = performance.now();
    await log.close(500);
    assert.ok(performance.now() - begun < 2000);
  });

  test('fails at once without a connection where nothing may be appended twice', async (t) => {
    const redis = await newRedis(t);
    const { log } = await newLog(t, redis.url);
    await log.putMeta('kind', 'key', 'before');
    await redis.kill();
    await assert.rejects(log.putMeta('kind', 'key', 'value'), { code: 'unavailable' });
    await assert.rejects(log.getMeta('kind', 'key'), { code: 'unavailable' });
    await assert.rejects(log.extent('lobby'), { code: 'unavailable' });
    await assert.rejects(
      log.watch('lobby', () => {}),
      { code: 'unavailable' },
    );
    assert.equal((await log.probe())?.code, 'ECONNLOST');
  });

  test('refuses while Redis has no memory left, reads and forgets on, and goes on when there is some', async (t) => {
    const redis = await newRedis(t);
    const { log, lines } = await newLog(t, redis.url);
    await appendAll(log, 'lobby', names(1, 10));
    await redis.command.config('SET', 'maxmemory', '1');
    for (const text of ['11', '12']) {
      await assert.rejects(log.append('lobby', draft(text)), { code: 'unavailable', retryAfter: 5 });
    }
    await assert.rejects(log.putMeta('kind', 'key', 'value'), { code: 'unavailable' });
    assert.equal((await log.probe())?.code, 'OOM');
    assert.ok(lines.all.includes('store_failing OOM'));
    assert.deepEqual(seqs(await log.entriesAfter('lobby', 0, 20)), numbers(1, 10));
    await log.forget('lobby', 9);
    assert.deepEqual(seqs(await log.entriesAfter('lobby', 0, 20)), [9, 10]);

    await redis.command.config('SET', 'maxmemory', '0');
    await lines.first('the end of the incident', (line) => line === 'store_recovered');
    assert.equal(await log.probe(), undefined);
    assert.equal((await log.append('lobby', draft('11'))).seq, 11);
  });

  test('renews the epoch when Redis has lost acknowledged entries, and tells those who watch', async (t) => {
    // Without an append-only file, a restart loses everything after the snapshot.
    const redis = await newRedis(t);
    const { log, lines } = await newLog(t, redis.url);
    const { epoch } = await log.extent('lobby');
    const heard = new Inbox<{ epoch: string; seqs: number[] }>();
    await log.watch('lobby', (epoch, entries) => heard.put({ epoch, seqs: seqs(entries) }));
    await appendAll(log, 'lobby', names(1, 2));
    await redis.command.save();
    await appendAll(log, 'lobby', names(3, 5));
    await heard.first('the last entry', (each) => each.seqs.includes(5));
    await redis.kill();
    await redis.start();

    const renewed = await heard.first('another epoch', (each) => each.epoch !== epoch);
    assert.deepEqual(renewed.seqs, []);
    assert.ok(lines.all.includes('epoch_renewed'));
    const result = await insist(log, 'another third');
    assert.deepEqual([result.epoch, result.seq], [renewed.epoch, 3]);
    assert.deepEqual(
      (await heard.first('it', (each) => each.seqs.includes(3) && each.epoch !== epoch)).seqs,
      [3],
    );
    assert.deepEqual(await log.extent('lobby'), { epoch: renewed.epoch, head: 3, floor: 1 });
  });

  test('has one new epoch where two processes notice that entries are lost', async (t) => {
    const redis = await newRedis(t);
    const logs = [(await newLog(t, redis.url)).log, (await newLog(t, redis.url)).log];
    const { epoch } = (await logs[0]?.extent('lobby')) ?? {};
    const heard = logs.map(() => new Inbox<string>());
    for (const [index, log] of logs.entries()) await log.watch('lobby', (epoch) => heard[index]?.put(epoch));
    await Promise.all(logs.map((log, index) => insist(log, `by ${index}`)));
    for (const inbox of heard) await inbox.many(1, 'commit');
    await redis.command.flushall();
    await redis.command.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    for (const inbox of heard) await inbox.first('another epoch', (each) => each !== epoch);
    const after = await Promise.all(logs.map(async (log) => (await log.extent('lobby')).epoch));
    assert.equal(new Set(after).size, 1);
    assert.notEqual(after[0], epoch);
    await Promise.all(logs.map((log, index) => insist(log, `again by ${index}`)));
    assert.deepEqual((await logs[0]?.extent('lobby'))?.head, 2);
  });

  test('renews the epoch at its start if Redis was restarted meanwhile and does not flush each write', async (t) => {
    const redis = await newRedis(t, { appendonly: 'yes', appendfsync: 'everysec' });
    const first = await newLog(t, redis.url);
    const { epoch } = await first.log.append('lobby', draft('hello'));
    await first.log.close();
    const second = await newLog(t, redis.url);
    assert.equal((await second.log.extent('lobby')).epoch, epoch);
    await second.log.close();
    await redis.kill();
    await redis.start();
    const third = await newLog(t, redis.url);
    assert.notEqual((await third.log.extent('lobby')).epoch, epoch);
    assert.ok(third.lines.all.includes('epoch_renewed'));
  });
});
