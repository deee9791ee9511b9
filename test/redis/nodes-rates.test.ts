import assert from 'node:assert/strict';
import { after, describe, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { parse } from '@realtime-chat/protocol';
import { RateLimits, limitsSchema, type RateLimitKeys } from '../../relay/src/limits/rate-limits.ts';
import { RedisRates } from '../../relay/src/limits/rates/redis-rates.ts';
import { openRedis } from '../../relay/src/log/redis/server/open.ts';
import { silent } from '../../relay/src/logger.ts';
import { Refusal } from '../../relay/src/refusal.ts';
import { afterwards } from '../support/afterwards.ts';
import { newRedis, newRedisCluster, type RunningRedis } from '../support/redis.ts';

const redis = await newRedis({ after });
let prefixes = 0;

/** The limits of two nodes on one Redis. */
async function newNodes(
  t: TestContext,
  given: Record<string, string>,
  { url }: Pick<RunningRedis, 'url'> = redis,
): Promise<[RateLimits, RateLimits]> {
  prefixes += 1;
  const place = `${url}?prefix=rates-${prefixes}`;
  const parsed = parse(limitsSchema, given);
  assert.ok(parsed.ok);
  const newNode = async (): Promise<RateLimits> => {
    const opened = await openRedis(place);
    afterwards(t, () => opened.disconnect());
    return new RateLimits(parsed.value, silent, { shared: new RedisRates(opened) });
  };
  return [await newNode(), await newNode()];
}

/** What the limit says to a send: `taken`, or the name of the limit that refuses. */
async function attempt(limits: RateLimits, keys: RateLimitKeys): Promise<string | undefined> {
  try {
    await limits.take('sends', keys);
    return 'taken';
  } catch (error) {
    assert.ok(error instanceof Refusal);
    assert.equal(error.code, 'rate_limited');
    return /one (\w+)/.exec(error.message)?.[1];
  }
}

const count = (answers: readonly (string | undefined)[]): number =>
  answers.filter((answer) => answer === 'taken').length;

void describe('rate limits of two nodes on one Redis', { concurrency: true }, () => {
  test('a burst counts for both, and then one action per interval', async (t) => {
    const nodes = await newNodes(t, { sends: '4/8' });
    const together = (): Promise<(string | undefined)[]> =>
      Promise.all([...nodes, ...nodes, ...nodes, ...nodes].map((node) => attempt(node, { person: 'ann' })));
    assert.equal(count(await together()), 4);
    const [one, other] = nodes;
    const refusal: unknown = await one.take('sends', { person: 'ann' }).catch((error: unknown) => error);
    assert.ok(refusal instanceof Refusal && refusal.retryAfter !== undefined);
    assert.ok(refusal.retryAfter > 0 && refusal.retryAfter <= 2, `${refusal.retryAfter} s`);
    assert.equal(await attempt(other, { person: 'ben' }), 'taken', 'others have limits of their own');
    await setTimeout(refusal.retryAfter * 1000);
    assert.equal(count(await together()), 1);
  });

  test('the burst is full again after a period of idling, and not during steady use', async (t) => {
    const [one, other] = await newNodes(t, { sends: '4/1' });
    const began = performance.now();
    const allowed: number[] = [];
    while (performance.now() - began < 2500) {
      for (const node of [one, other])
        if ((await attempt(node, { person: 'ann' })) === 'taken') allowed.push(performance.now() - began);
      await setTimeout(10);
    }
    const steady = allowed.slice(4);
    const [first = 0] = allowed;
    // One per 250 ms: the nth is due n × 250 ms after the first action.
    for (const [index, time] of steady.entries())
      assert.ok(time - first > (index + 1) * 250 - 50, `the action ${index + 5} came after ${time} ms`);
    assert.ok(steady.length >= 5, `${steady.length} at the steady rate`);
    await setTimeout(1050);
    const answers = await Promise.all(
      [one, other, one, other, one, other].map((node) => attempt(node, { person: 'ann' })),
    );
    assert.equal(count(answers), 4);
  });

  test('an action that the limit of the person refuses counts for nobody else', async (t) => {
    const [one, other] = await newNodes(t, { sends: '1/60', 'sends-address': '3/60', 'sends-room': '4/60' });
    const keys = (person: string) => ({ person, address: '192.0.2.1', room: 'lobby' });
    assert.equal(await attempt(one, keys('ann')), 'taken');
    // The other node does not know of the refusal, and asks Redis.
    for (const node of [one, one, other]) assert.equal(await attempt(node, keys('ann')), 'person');
    assert.equal(await attempt(other, keys('ben')), 'taken');
    assert.equal(await attempt(one, keys('cy')), 'taken');
    assert.equal(await attempt(other, keys('dora')), 'address');
    assert.equal(await attempt(other, { person: 'eve', room: 'lobby' }), 'taken');
    assert.equal(await attempt(one, { person: 'fay', room: 'lobby' }), 'room');
  });

  test('networks of IPv6 have a share of their own', async (t) => {
    const [one, other] = await newNodes(t, { 'sends-address': '1/60' });
    const at = (network: number) => ({ address: `2001:db8:1:${network}::/64` });
    for (let network = 1; network <= 8; network += 1)
      assert.equal(await attempt(network % 2 ? one : other, at(network)), 'taken');
    assert.equal(await attempt(one, at(9)), 'network');
    assert.equal(await attempt(other, at(1)), 'address');
  });

  test('an action asks Redis once, and a refusal that is known not at all', async (t) => {
    const server = await newRedis(t);
    const [one] = await newNodes(t, { sends: '3/60' }, server);
    const keys = { person: 'ann', address: '2001:db8:1:1::/64', room: 'lobby' };
    await attempt(one, keys);
    const before = await runs(server);
    await attempt(one, keys);
    assert.equal((await runs(server)) - before, 1);
    await attempt(one, keys);
    for (let times = 0; times < 50; times += 1) assert.equal(await attempt(one, keys), 'person');
    assert.equal((await runs(server)) - before, 3);
    // Those of the same time ask together.
    const others = Array.from({ length: 50 }, (_, number) =>
      attempt(one, { ...keys, person: `person ${number}` }),
    );
    assert.equal(count(await Promise.all(others)), 50);
    assert.equal((await runs(server)) - before, 4);
  });

  test('each node counts alone while Redis is away, and both together when it is back', async (t) => {
    const server = await newRedis(t);
    const nodes = await newNodes(t, { sends: '2/600' }, server);
    const asAnn = (node: RateLimits) => attempt(node, { person: 'ann' });
    await server.kill();
    for (const node of nodes) {
      const answers = [await asAnn(node), await asAnn(node), await asAnn(node)];
      assert.deepEqual(answers, ['taken', 'taken', 'person']);
    }
    await server.start();
    // As soon as one is allowed again, it was Redis that counted it.
    for (const node of nodes) {
      for (let tries = 0; (await asAnn(node)) !== 'taken'; tries += 1) {
        assert.ok(tries < 500, 'Redis does not count again');
        await setTimeout(20);
      }
    }
    for (const node of nodes) assert.equal(await asAnn(node), 'person');
  });

  test('an action does not wait for a Redis that hangs', async (t) => {
    const server = await newRedis(t);
    const [one] = await newNodes(t, { sends: '1/600' }, server);
    await server.command.client('PAUSE', 20_000, 'ALL');
    const began = performance.now();
    assert.equal(await attempt(one, { person: 'ann' }), 'taken');
    for (let times = 0; times < 20; times += 1) assert.equal(await attempt(one, { person: 'ann' }), 'person');
    assert.ok(performance.now() - began < 2000);
  });

  test('a clock that is behind after a failover makes nobody wait longer than an interval', async (t) => {
    const server = await newRedis(t);
    const [one, other] = await newNodes(t, { sends: '2/4' }, server);
    assert.equal(await attempt(one, { person: 'ann' }), 'taken');
    const [key = ''] = await server.command.keys('*:rate:*');
    const [, steady] = String(await server.command.get(key)).split(' ');
    await server.command.set(key, `1 ${Number(steady) + 3_600_000}`, 'PX', 3_600_000);
    const refusal: unknown = await other.take('sends', { person: 'ann' }).catch((error: unknown) => error);
    assert.ok(refusal instanceof Refusal && refusal.retryAfter !== undefined && refusal.retryAfter <= 2);
  });
});

test(
  'rate limits count in a Redis Cluster, where each key has a server of its own',
  { timeout: 60_000 },
  async (t) => {
    const [server] = await newRedisCluster(t);
    assert(server);
    const nodes = await newNodes(t, { sends: '4/60' }, server);
    const people = ['ann', 'ben', 'cy {dora}', 'eve', 'fay'];
    for (const person of people) {
      const keys = { person, address: `address of ${person}`, room: `room of ${person}` };
      const answers = await Promise.all([...nodes, ...nodes, ...nodes].map((node) => attempt(node, keys)));
      assert.equal(count(answers), 4);
    }
  },
);

/** How many scripts a server has run. */
async function runs({ command }: RunningRedis): Promise<number> {
  const statistics = await command.info('commandstats');
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(statistics)?.[1] ?? 0);
}
