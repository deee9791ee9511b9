import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, describe, test, type TestContext } from 'node:test';
import { silent } from '../../relay/src/logger.ts';
import { LedJob } from '../../relay/src/nodes/led-job.ts';
import { LoneNode } from '../../relay/src/nodes/lone-node.ts';
import type { Nodes } from '../../relay/src/nodes/nodes.ts';
import { openStore } from '../../relay/src/nodes/open-store.ts';
import { Refusal } from '../../relay/src/refusal.ts';
import { afterwards } from '../support/afterwards.ts';
import { Inbox } from '../support/inbox.ts';
import { newRedis } from '../support/redis.ts';

/* Several relays on one Redis, as they know each other. */

const redis = await newRedis({ after });
let prefixes = 0;

const newPrefix = (): string => `nodes-${(prefixes += 1)}`;

async function newNode(t: TestContext, prefix: string): Promise<Nodes & { end(): Promise<void> }> {
  const { log, nodes } = await openStore(
    { data: ':memory:', redis: `${redis.url}?prefix=${prefix}` },
    silent,
  );
  const end = async (): Promise<void> => {
    await nodes.close();
    await log.close();
  };
  afterwards(t, end);
  return Object.assign(nodes, { end });
}

/** What a node does as the leader: it notes its id, and goes on until it has to stop. */
const leading = (node: Nodes, leaders: Inbox<string>) => async (signal: AbortSignal) => {
  leaders.put(node.id);
  if (!signal.aborted) await once(signal, 'abort');
  leaders.put('ended');
};

void describe('relays on one Redis', { concurrency: true }, () => {
  test('each hears what the others tell, by topic, and nothing of its own', async (t) => {
    const prefix = newPrefix();
    const [one, two, three] = [await newNode(t, prefix), await newNode(t, prefix), await newNode(t, prefix)];
    const stranger = await newNode(t, newPrefix());
    const heard = new Inbox<unknown[]>();
    for (const node of [one, two, three]) {
      node.hear('typing', (message, from) => heard.put([node.id, message, from]));
      node.hear('other', () => assert.fail('of another topic'));
    }
    stranger.hear('typing', () => assert.fail('on another prefix'));
    await one.tell('typing', { room: 'lobby' });
    await heard.many(2, 'messages');
    await redis.command.spublish(`${prefix}:{nodes}:channel`, 'nothing that a relay says');
    await two.tell('typing', 'again');
    await heard.many(4, 'messages');
    assert.deepEqual(new Set(heard.all.slice(0, 2).map(([at]) => at)), new Set([two.id, three.id]));
    assert.ok(heard.all.slice(0, 2).every(([, message, from]) => from === one.id && message !== 'again'));
    assert.deepEqual(new Set(heard.all.slice(2).map(([at]) => at)), new Set([one.id, three.id]));
  });

  test('are counted while they are alive', async (t) => {
    const prefix = newPrefix();
    const one = await newNode(t, prefix);
    const two = await newNode(t, prefix);
    assert.deepEqual([(await one.alive()).size, (await two.alive()).size], [2, 2]);
    await two.end();
    assert.equal((await one.alive()).size, 1);
    // As another relay that was killed leaves it.
    await redis.command.zadd(`${prefix}:{store}:nodes`, Date.now() - 1, 'killed');
    assert.equal((await one.alive()).size, 1);
  });

  test('that take no clients any more are alive, and not counted with those that do', async (t) => {
    const prefix = newPrefix();
    const [one, two, three] = [await newNode(t, prefix), await newNode(t, prefix), await newNode(t, prefix)];
    const gaps = new Inbox<string>();
    one.onGap(() => gaps.put('one'));
    assert.deepEqual([await one.retire(), await two.retire(), await one.retire()], [2, 1, 1]);
    assert.deepEqual(await three.alive(), new Set([one.id, two.id, three.id]));
    await one.end();
    await three.end();
    assert.deepEqual([(await two.alive()).size, await two.retire()], [1, 0]);
    assert.deepEqual(gaps.all, []);
  });

  test('learn that messages may have been lost: after a cut, and after they were taken for dead', async (t) => {
    const own = await newRedis(t);
    const { log, nodes } = await openStore({ data: ':memory:', redis: own.url }, silent);
    afterwards(t, () => log.close());
    const gaps = new Inbox<string>();
    nodes.onGap(() => gaps.put('gap'));
    await own.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await gaps.many(1, 'gap');
    nodes.hear('hello', (message) => gaps.put(String(message)));
    await own.command.spublish(
      'realtime-chat:{nodes}:channel',
      JSON.stringify({ from: 'x', topic: 'hello', message: 'heard' }),
    );
    await gaps.first('a message by the new connection', (each) => each === 'heard');
    // As after a pause of the process.
    await own.command.del('realtime-chat:{store}:nodes');
    await gaps.until('another gap', (all) => all.filter((each) => each === 'gap').length === 2);
    assert.equal((await nodes.alive()).size, 1);
    await nodes.close();
  });

  test('do a job one at a time, and another takes over from one that closes', async (t) => {
    const prefix = newPrefix();
    const nodes = [await newNode(t, prefix), await newNode(t, prefix), await newNode(t, prefix)];
    const leaders = new Inbox<string>();
    for (const node of nodes) node.lead('sweep', leading(node, leaders));
    const left = new Set(nodes.map(({ id }) => id));
    for (const turn of [0, 1, 2]) {
      const all = await leaders.many(turn * 2 + 1, 'leaders');
      const leader = nodes.find(({ id }) => id === all[turn * 2]);
      assert(leader && left.delete(leader.id));
      await leader.end();
      assert.deepEqual(leaders.all[turn * 2 + 1], 'ended');
    }
  });

  test('end a job that Redis has given to another', async (t) => {
    const prefix = newPrefix();
    const node = await newNode(t, prefix);
    const leaders = new Inbox<string>();
    node.lead('sweep', leading(node, leaders));
    await leaders.many(1, 'leader');
    const key = `${prefix}:job:{sweep}`;
    await redis.command.set(key, 'another');
    await leaders.first('the end', (each) => each === 'ended');
    assert.equal(await redis.command.get(key), 'another');
    await redis.command.del(key);
    assert.deepEqual(await leaders.many(3, 'leaders'), [node.id, 'ended', node.id]);
  });
});

test('a job ends before its lease does, where the lease cannot be renewed', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
  let isAway = false;
  const lease = {
    async take() {
      if (isAway) throw new Error('Redis is away');
      return true;
    },
    async release() {},
  };
  const signals = new Inbox<AbortSignal>();
  const act = async (signal: AbortSignal): Promise<void> => {
    signals.put(signal);
    await once(signal, 'abort');
  };
  const job = new LedJob('sweep', act, lease, silent);
  const signal = await signals.first('the job');
  isAway = true;
  t.mock.timers.tick(9000);
  assert.ok(!signal.aborted);
  t.mock.timers.tick(1000);
  assert.ok(signal.aborted);
  await job.close();
});

test('a job that fails because the store refuses it is begun anew without a line for each time', async () => {
  const lines = new Inbox<object>();
  const runs = new Inbox<number>();
  const node = new LoneNode({ ...silent, error: (details) => lines.put(details) });
  node.lead('sweep', async (signal) => {
    runs.put(runs.all.length);
    if (runs.all.length === 1) throw new Refusal('unavailable', 'the disk is full');
    if (runs.all.length === 2) throw new Error('another failure');
    await once(signal, 'abort');
  });
  await runs.many(3, 'runs');
  assert.deepEqual(
    lines.all.map((line) => 'err' in line && String(line.err)),
    ['Error: another failure'],
  );
  await node.close();
});

for (const [name, open] of Object.entries({
  'a relay that is alone': async () => new LoneNode(silent),
  'a relay on Redis': (t: TestContext) => newNode(t, newPrefix()),
})) {
  test(`${name} begins a job anew that has failed or ended`, async (t) => {
    const node = await open(t);
    const runs = new Inbox<number>();
    node.lead('sweep', async (signal) => {
      runs.put(runs.all.length);
      if (runs.all.length === 1) throw new Error('the first run fails');
      if (runs.all.length === 3) await once(signal, 'abort');
    });
    await runs.many(3, 'runs');
    assert.equal((await node.alive()).size, 1);
    await node.close();
  });
}
