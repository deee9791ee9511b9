import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { fold, type Message } from '@realtime-chat/protocol';
import type { Entry } from '../../relay/src/log/log.ts';
import { RedisLog } from '../../relay/src/log/redis/redis-log.ts';
import { openRedis } from '../../relay/src/log/redis/server/open.ts';
import { Refusal } from '../../relay/src/refusal.ts';
import { afterwards } from '../support/afterwards.ts';
import { Inbox } from '../support/inbox.ts';
import { newRedis } from '../support/redis.ts';
import {
  draft,
  edit,
  everything,
  hello,
  names,
  numbers,
  reaction,
  seqs,
  texts,
  watched,
} from '../relay/log-entries.ts';

/* Several processes on one Redis: each has a log of its own. */

const redis = await newRedis({ after });
let prefixes = 0;

/** As many logs as asked on one prefix. */
async function newLogs(t: TestContext, count: number): Promise<RedisLog[]> {
  prefixes += 1;
  const url = `${redis.url}?prefix=shared-${prefixes}`;
  return Promise.all(
    numbers(1, count).map(async () => {
      const log = await RedisLog.start(await openRedis(url));
      afterwards(t, () => log.close());
      return log;
    }),
  );
}

async function twoLogs(t: TestContext): Promise<[RedisLog, RedisLog]> {
  const [one, other] = await newLogs(t, 2);
  assert(one && other);
  return [one, other];
}

const told = (watcher: Inbox<Entry>, seq: number): Promise<readonly Entry[]> =>
  watcher.until(`entry ${seq}`, (all) => all.at(-1)?.seq === seq && all);

/** Ends the connections that have subscribed, as a network can. */
async function cutSubscriptions(): Promise<void> {
  await redis.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
}

test('two processes append to one room at once: no seq is missing, and both tell all in one order', async (t) => {
  const logs = await newLogs(t, 2);
  const watchers = await Promise.all(logs.map((log) => watched(log, 'lobby')));
  const appends = logs.flatMap((log, index) =>
    names(1, 300).map((text) => log.append('lobby', draft(text, { sender: `sender ${index}` }))),
  );
  const results = await Promise.all(appends);
  assert.deepEqual(
    seqs(results).toSorted((one, other) => one - other),
    numbers(1, 600),
  );
  const [log] = logs;
  const stored = await log?.entriesAfter('lobby', 0, 1000);
  for (const watcher of watchers) assert.deepEqual(await told(watcher, 600), stored);
});

test('processes that start at once on a new prefix have one epoch', async (t) => {
  const logs = await newLogs(t, 8);
  const extents = await Promise.all(logs.map((log) => log.extent('lobby')));
  assert.equal(new Set(extents.map(({ epoch }) => epoch)).size, 1);
});

test('one message that comes by two processes is one entry', async (t) => {
  const logs = await newLogs(t, 2);
  const results = await Promise.all(
    logs.flatMap((log) => names(1, 50).map((text) => log.append('lobby', draft(text)))),
  );
  assert.equal(results.filter(({ duplicate }) => !duplicate).length, 50);
  assert.deepEqual(seqs((await logs[0]?.entriesAfter('lobby', 0, 200)) ?? []), numbers(1, 50));
});

test('changes of one message by two processes are folded one by one', async (t) => {
  const logs = await newLogs(t, 2);
  const [one] = logs;
  assert(one);
  const heard = await watched(one, 'lobby');
  await one.append('lobby', draft('hello'));
  await Promise.all(
    logs.flatMap((log, index) =>
      numbers(1, 40).flatMap((number) => [
        log.append('lobby', reaction(hello, '👍', { sender: `${index} ${number % 4}` })),
        log.append('lobby', edit(hello, `text ${index} ${number}`)),
        log.append('lobby', reaction(hello, '🎉', { sender: 'both', on: number % 2 === 0 })),
      ]),
    ),
  );
  const { head } = await one.extent('lobby');
  const entries = await told(heard, head);
  const [message] = (await everything(one, 'lobby')).messages;
  assert.deepEqual(message, foldedByHand(entries));
  assert.equal(message?.reactions?.find(({ emoji }) => emoji === '👍')?.count, 8);
});

function foldedByHand(entries: readonly Entry[]): Message | undefined {
  let message: Message | undefined;
  for (const entry of entries) {
    if (entry.type === 'message') {
      const { type: _, ...first } = entry;
      message = first;
    } else if ('target' in entry && message) message = fold(message, entry);
  }
  return message;
}

test('a permit judges the message as it is at the commit, whichever process has changed it', async (t) => {
  const [one, other] = await twoLogs(t);
  await one.append('lobby', draft('hello'));
  const judged: string[] = [];
  const onlyOnce = (original: Message): void => {
    judged.push(original.message);
    if (original.edited !== undefined) throw new Refusal('too_late', 'somebody was faster');
  };
  const results = await Promise.allSettled(
    [one, other].flatMap((log) =>
      numbers(1, 10).map((number) => log.append('lobby', edit(hello, `text ${number}`), onlyOnce)),
    ),
  );
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.equal((await everything(one, 'lobby')).entries.length, 2);
});

test('what is appended while a room begins to be watched comes once or not at all, and without a gap', async (t) => {
  const [one, other] = await twoLogs(t);
  let isOver = false;
  const appending = (async () => {
    for (let number = 1; !isOver; number += 1) await other.append('lobby', draft(`message ${number}`));
  })();
  const watchers = [];
  for (let count = 0; count < 30; count += 1) watchers.push(await watched(one, 'lobby'));
  isOver = true;
  await appending;
  const { seq } = await other.append('lobby', draft('last'));
  for (const watcher of watchers) {
    const heard = seqs(await told(watcher, seq));
    assert.deepEqual(heard, numbers(heard[0] ?? 0, seq));
  }
});

test('entries that were published while the subscription was cut are read, in every watched room', async (t) => {
  const [one, other] = await twoLogs(t);
  const rooms = names(1, 20);
  const watchers = await Promise.all(rooms.map((room) => watched(one, room)));
  for (const round of numbers(1, 5)) {
    await Promise.all([
      cutSubscriptions(),
      ...rooms.map((room) => other.append(room, draft(`in round ${round}`))),
      // The connection that comes back is cut again, while it subscribes to the rooms.
      cutSubscriptions(),
    ]);
    await cutSubscriptions();
  }
  for (const watcher of watchers) assert.deepEqual(seqs(await told(watcher, 5)), numbers(1, 5));
  await other.append('7', draft('afterwards'));
  await told(watchers[6] as Inbox<Entry>, 6);
});

test('publications that come twice, too late or too early change nothing', async (t) => {
  const [one, other] = await twoLogs(t);
  const { epoch } = await one.extent('lobby');
  const heard = await watched(one, 'lobby');
  await other.append('lobby', draft('first'));
  const [first] = await told(heard, 1);
  const channel = `shared-${prefixes}:{lobby}:channel`;
  const publish = (seq: number, its = epoch): Promise<unknown> =>
    redis.command.spublish(channel, `${its} ${seq} ${JSON.stringify([{ ...first, seq, message: 'never' }])}`);
  await publish(1);
  await publish(2, 'another epoch');
  await publish(7);
  await redis.command.spublish(channel, 'nothing that a relay says');
  for (const text of ['second', 'third']) await other.append('lobby', draft(text));
  assert.deepEqual(texts(await told(heard, 3)), ['first', 'second', 'third']);
});

test('a room that was left and is watched again begins at its present head', async (t) => {
  const [one, other] = await twoLogs(t);
  const stop = await one.watch('lobby', () => assert.fail('it was left'));
  stop();
  for (const text of names(1, 3)) await other.append('lobby', draft(text));
  const heard = await watched(one, 'lobby');
  await other.append('lobby', draft('4'));
  assert.deepEqual(seqs(await told(heard, 4)), [4]);
});

test('a watcher begins at the present head, also where an earlier one is still behind', async (t) => {
  const [one, other] = await twoLogs(t);
  const early = await watched(one, 'lobby');
  await cutSubscriptions();
  await other.append('lobby', draft('missed'));
  const late = await watched(one, 'lobby');
  await other.append('lobby', draft('heard'));
  assert.deepEqual(texts(await told(late, 2)), ['heard']);
  assert.deepEqual(texts(await told(early, 2)), ['missed', 'heard']);
});

test('an epoch that another process has renewed is taken over, and not renewed again', async (t) => {
  const [one, other] = await twoLogs(t);
  const heard = new Inbox<string>();
  await one.watch('lobby', (epoch) => heard.put(epoch));
  for (const text of names(1, 5)) await one.append('lobby', draft(text));
  // As the other process finds Redis after a loss, and leaves it.
  const prefix = `shared-${prefixes}`;
  await redis.command.del(...(await redis.command.keys(`${prefix}:{lobby}:*`)));
  await redis.command.hset(`${prefix}:{store}`, 'epoch', 'renewed');
  await redis.command.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  const { epoch } = await other.append('lobby', draft('anew'));
  assert.equal(epoch, 'renewed');
  await heard.first('the new epoch', (each) => each === 'renewed');
  assert.deepEqual(await one.extent('lobby'), { epoch: 'renewed', head: 1, floor: 1 });
});

test('only the process that appends an entry tells it to those who watch all rooms', async (t) => {
  const [one, other] = await twoLogs(t);
  const heard: string[][] = [[], []];
  for (const [index, log] of [one, other].entries()) {
    await log.watchAll((_room, _epoch, entries) => heard[index]?.push(...texts(entries)));
  }
  await one.append('lobby', draft('by one'));
  await other.append('lobby', draft('by the other'));
  assert.deepEqual(heard, [['by one'], ['by the other']]);
});

test('the times of a room are those of Redis, and never go back', async (t) => {
  const [one] = await twoLogs(t);
  t.mock.timers.enable({ apis: ['Date'], now: 1000 });
  const first = await one.append('lobby', draft('first'));
  const [seconds] = await redis.command.time();
  assert.ok(Math.abs(Number(seconds) * 1000 - first.time) < 5000);
  // As another server would have written it, whose clock is ahead.
  const ahead = first.time + 3_600_000;
  await redis.command.hset(`shared-${prefixes}:{lobby}:state`, 'time', ahead);
  assert.equal((await one.append('lobby', draft('second'))).time, ahead);
});

test('no text that was replaced or deleted is left anywhere in Redis', async (t) => {
  const [one] = await twoLogs(t);
  await one.append('lobby', draft('secret one', { id: 'id-hello' }));
  await one.append('lobby', edit(hello, 'secret two'));
  await one.append('lobby', edit(hello, 'open'));
  const keys = await redis.command.keys(`shared-${prefixes}:*`);
  const dumps = await Promise.all(
    keys.map(async (key) => (await redis.command.dumpBuffer(key))?.toString('latin1')),
  );
  assert.ok(dumps.some((dump) => dump?.includes('open')));
  for (const dump of dumps) assert.ok(!dump?.includes('secret'));
});

for (const [what, rules] of Object.entries({ publish: ['-spublish'], subscribe: ['resetchannels'] })) {
  test(`a process that may not ${what} tells its own entries nevertheless`, async (t) => {
    const user = `quiet-${what}`;
    await redis.command.acl('SETUSER', user, 'on', '>password', '~*', '&*', '+@all', ...rules);
    const url = redis.url.replace('//', `//${user}:password@`);
    const log = await RedisLog.start(await openRedis(`${url}?prefix=${user}`));
    afterwards(t, () => log.close());
    const heard = await watched(log, 'lobby');
    await log.append('lobby', draft('hello'));
    assert.deepEqual(texts(await told(heard, 1)), ['hello']);
  });
}
