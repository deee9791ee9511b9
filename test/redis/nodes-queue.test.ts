import assert from 'node:assert/strict';
import { after, describe, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { type QueueItem, queuedSchema } from '@realtime-chat/protocol';
import type { Report } from '@realtime-chat/relay';
import type { RoomLog } from '../../relay/src/log/log.ts';
import { openLog } from '../../relay/src/log/open-log.ts';
import { silent } from '../../relay/src/logger.ts';
import { ReviewQueue } from '../../relay/src/moderation/review-queue/review-queue.ts';
import { Refusal } from '../../relay/src/refusal.ts';
import { afterwards } from '../support/afterwards.ts';
import { Inbox } from '../support/inbox.ts';
import { newRedis } from '../support/redis.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { granted, newId, newMember, refused, said, type WireClient } from '../support/wire-client.ts';
import { draft, texts } from '../relay/log-entries.ts';

/* Several relays on one Redis have one review queue. */

const redis = await newRedis({ after });
let prefixes = 0;

const newUrl = (): string => `${redis.url}?prefix=queue-${(prefixes += 1)}`;

/** Two relays with a moderator and a guest each. */
async function newNodes(t: TestContext, onReport?: (report: Report) => unknown) {
  const url = newUrl();
  const person = (id: string) => token({ sub: id, roles: ['moderator'] }).then(bearing);
  const newNode = async (name: string) => {
    const options = { redis: url, authSecret, guestLinks: 'hold', ...(onReport && { onReport }) } as const;
    const relay = await newRelay(t, options);
    const mod = await newMember(t, relay.url, `Mod ${name}`, await person(`mod-${name}`));
    const counts = new Inbox<number>();
    mod.socket.on('queue', ({ count }: { count: number }) => counts.put(count));
    return { mod, guest: await newMember(t, relay.url, `Guest ${name}`), counts, relay };
  };
  return [await newNode('one'), await newNode('two')] as const;
}

async function waiting(mod: WireClient): Promise<QueueItem[]> {
  return granted(queuedSchema, await mod.ask('queue', { room: 'lobby' })).items;
}

const counted = (counts: Inbox<number>, count: number): Promise<unknown> =>
  counts.until(`a count of ${count}`, (all) => all.at(-1) === count || undefined);

/** What a relay has: a log and a queue. */
async function newQueue(t: TestContext, url: string): Promise<{ log: RoomLog; queue: ReviewQueue }> {
  const log = await openLog({ data: ':memory:', redis: url });
  const queue = await ReviewQueue.open(log, silent);
  afterwards(t, async () => {
    queue.close();
    await log.close();
  });
  return { log, queue };
}

async function newQueues(t: TestContext, url = newUrl()) {
  const [one, two] = [await newQueue(t, url), await newQueue(t, url)];
  /** Resolves when both have so many items. */
  const both = async (count: number): Promise<void> => {
    for (
      let tries = 0;
      one.queue.count('lobby') !== count || two.queue.count('lobby') !== count;
      tries += 1
    ) {
      assert.ok(tries < 2000, `waited in vain for ${count} items`);
      await setTimeout(10);
    }
  };
  return { one, two, both };
}

const codeOf = (outcome: PromiseSettledResult<unknown>): string => {
  if (outcome.status === 'fulfilled') return 'done';
  return outcome.reason instanceof Refusal ? outcome.reason.code : String(outcome.reason);
};

void describe('two relays on one Redis', { concurrency: true }, () => {
  test('show moderators the same queue, and tell all of them its count', async (t) => {
    const [one, two] = await newNodes(t);
    const spam = { room: 'lobby', id: newId(), message: 'see example.com' };
    assert.equal(refused(await one.guest.ask('send', spam)).code, 'held');
    await Promise.all([counted(one.counts, 1), counted(two.counts, 1)]);
    const [item] = await waiting(two.mod);
    assert.equal(item?.message.message, 'see example.com');
    assert.deepEqual(await waiting(one.mod), [item]);
    assert.equal((await two.mod.join()).queue, 1);
    assert.ok((await two.mod.ask('resolve', { room: 'lobby', id: item?.id, approve: true })).ok);
    await Promise.all([one.guest.hears('see example.com'), two.guest.hears('see example.com')]);
    await Promise.all([counted(one.counts, 0), counted(two.counts, 0)]);
    assert.deepEqual(await waiting(one.mod), []);
  });

  test('have one item of all reports of a message, and take a repeated report for one', async (t) => {
    const reports = new Inbox<Report>();
    const [one, two] = await newNodes(t, (report) => reports.put(report));
    const target = await said(one.guest, 'rude');
    await two.guest.hears('rude');
    const report = (client: WireClient) => client.ask('report', { room: 'lobby', target });
    const answers = await Promise.all([one.mod, two.mod, two.guest].map(report));
    assert.ok(answers.every(({ ok }) => ok));
    for (const { mod } of [one, two]) while ((await waiting(mod))[0]?.count !== 3) await setTimeout(10);
    const [item, ...others] = await waiting(one.mod);
    assert.deepEqual([item?.type, others], ['report', []]);
    assert.deepEqual(await waiting(two.mod), [item]);
    await reports.many(3, 'reports');
    // The same person at the other relay, before and after a moderator has decided.
    const again = await newMember(
      t,
      two.relay.url,
      'Mod one',
      bearing(await token({ sub: 'mod-one', roles: ['moderator'] })),
    );
    assert.ok((await report(again)).ok);
    assert.ok((await two.mod.ask('resolve', { room: 'lobby', id: item?.id })).ok);
    assert.ok((await report(again)).ok);
    assert.deepEqual(await waiting(two.mod), []);
    assert.equal(reports.all.length, 3);
  });

  test('let one of two moderators decide, tell the other, and publish a held message once', async (t) => {
    const { one, two, both } = await newQueues(t);
    for (let round = 0; round < 40; round += 1) {
      const held = draft(`${round}.example.com`, { id: newId() });
      await one.queue.hold('lobby', held, '192.0.2.1');
      await both(1);
      const { items } = await two.queue.list('lobby');
      const id = items[0]?.id ?? '';
      const approvals = round % 2 === 0 ? [true, false] : [true, true];
      const decided = await Promise.allSettled([
        one.queue.resolve('lobby', id, approvals[0] ?? false),
        two.queue.resolve('lobby', id, approvals[1] ?? false),
      ]);
      const codes = decided.map(codeOf);
      assert.deepEqual(codes.toSorted(), ['done', 'not_found'], `${round}: ${codes.join(' ')}`);
      const isPublished = approvals[codes.indexOf('done')] ?? false;
      assert.equal(await one.log.knows('lobby', held.sender, held.id), isPublished, String(round));
      await both(0);
    }
    const all = texts(await two.log.entriesAfter('lobby', 0, 100));
    assert.equal(new Set(all).size, all.length);
  });

  test('let either the sender withdraw a message or a moderator publish it', async (t) => {
    const { one, two, both } = await newQueues(t);
    for (let round = 0; round < 40; round += 1) {
      const held = draft(`${round}.example.com`, { id: newId() });
      await one.queue.hold('lobby', held, '192.0.2.1');
      await both(1);
      const id = (await two.queue.list('lobby')).items[0]?.id ?? '';
      const [withdrawn, approved] = await Promise.allSettled([
        one.queue.withdraw('lobby', held.sender, held.id),
        two.queue.resolve('lobby', id, true),
      ]);
      const isPublished = await one.log.knows('lobby', held.sender, held.id);
      assert.deepEqual(
        [codeOf(withdrawn), codeOf(approved)],
        isPublished ? ['too_late', 'done'] : ['done', 'not_found'],
        String(round),
      );
      await both(0);
    }
  });

  test('hold a message once that is sent to both, and refuse another under its id', async (t) => {
    const { one, two, both } = await newQueues(t);
    const held = draft('see example.com');
    await Promise.all([one, two].map(({ queue }) => queue.hold('lobby', held, '192.0.2.1')));
    await both(1);
    assert.deepEqual(await one.queue.list('lobby'), await two.queue.list('lobby'));
    const id = { id: newId() };
    const outcomes = await Promise.allSettled([
      one.queue.hold('lobby', draft('a.example.com', id), '192.0.2.1'),
      two.queue.hold('lobby', draft('b.example.com', id), '192.0.2.1'),
    ]);
    assert.deepEqual(outcomes.map(codeOf).toSorted(), ['conflict', 'done']);
    await both(2);
    // A withdrawal reaches a relay that has not heard of the message.
    await Promise.all([
      one.queue.hold('lobby', draft('c.example.com', { id: 'c' }), '192.0.2.1'),
      one.queue.withdraw('lobby', held.sender, held.id),
    ]);
    await two.queue.withdraw('lobby', held.sender, 'c');
    await both(1);
  });

  test('do not hold again what a moderator publishes at the other one at that moment', async (t) => {
    const { one, two, both } = await newQueues(t);
    const held = draft('see example.com');
    await one.log.append('lobby', held);
    await two.queue.hold('lobby', held, '192.0.2.1');
    await both(0);
    assert.equal((await one.log.listMeta('queue')).size, 0);
  });

  test('let a moderator decide about a message that a relay was publishing when it ended', async (t) => {
    const { one, two, both } = await newQueues(t);
    await one.queue.hold('lobby', draft('see example.com'), '192.0.2.1');
    await both(1);
    const [[key, item] = ['', {}]] = await one.log.listMeta('queue');
    const approval = { by: 'a relay that was killed', time: Date.now() };
    await one.log.putMeta('queue', key, { ...(item as object), approval });
    const [, id = ''] = JSON.parse(key) as string[];
    await assert.rejects(two.queue.resolve('lobby', id, false), /no such item/);
    await one.log.putMeta('queue', key, {
      ...(item as object),
      approval: { ...approval, time: Date.now() - 31_000 },
    });
    await two.queue.resolve('lobby', id, true);
    await both(0);
    assert.deepEqual(texts(await one.log.entriesAfter('lobby', 0, 10)), ['see example.com']);
  });

  test('show an item that could not be read when they were told of it', async (t) => {
    const { one, two, both } = await newQueues(t);
    const read = two.log.getMeta.bind(two.log);
    const failed = new Promise<void>((resolve) => {
      two.log.getMeta = async () => {
        two.log.getMeta = read;
        resolve();
        throw new Refusal('unavailable', 'the store cannot be read');
      };
    });
    await one.queue.hold('lobby', draft('see example.com'), '192.0.2.1');
    await failed;
    await both(1);
  });

  test('bring their queues up to date after what happened while they could not hear it', async (t) => {
    const own = await newRedis(t);
    const { one, two, both } = await newQueues(t, own.url);
    for (let count = 0; count < 10; count += 1) {
      await own.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await one.queue.hold('lobby', draft(`${count}.example.com`), '192.0.2.1');
    }
    await both(10);
    const { items } = await two.queue.list('lobby');
    for (const { id } of items) {
      await own.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await one.queue.resolve('lobby', id, false);
    }
    await both(0);
  });
});
