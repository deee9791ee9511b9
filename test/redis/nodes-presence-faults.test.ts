import assert from 'node:assert/strict';
import { after, describe, test, type TestContext } from 'node:test';
import { Refusal } from '../../relay/src/refusal.ts';
import { Inbox } from '../support/inbox.ts';
import { afterwards } from '../support/afterwards.ts';
import { newPart as newPartAt, never, type NodeOptions, type Part } from '../support/presence-part.ts';
import { newRedis, newRedisCluster } from '../support/redis.ts';
import { newRelay } from '../support/relay.ts';
import { newMember, newWireClient, refused } from '../support/wire-client.ts';

/* The presence of one room on one Redis, where something fails. */

const redis = await newRedis({ after });
let prefixes = 0;

const newPrefix = (): string => `faults-${(prefixes += 1)}`;

/** A node that has the lobby open. */
const newPart = (t: TestContext, prefix: string, options: Partial<NodeOptions> = {}): Promise<Part> =>
  newPartAt(t, prefix, { at: redis, ...options });

const channelOf = (prefix: string): string => `${prefix}:{lobby}:presence`;

void describe('the presence of a room on Redis', { concurrency: true }, () => {
  test('loses the part of a node that is not heard of, and gets it back when it is', async (t) => {
    const prefix = newPrefix();
    const stalled = await newPart(t, prefix, { lifetime: 1000, refreshInterval: never });
    const alive = await newPart(t, prefix, { refreshInterval: 200 });
    await stalled.enter('Ann', 'Bob');
    await alive.sees('Ann', 'Bob');
    await alive.sees();
    // Ann's name goes to somebody else meanwhile. Bob keeps his.
    await alive.enter('ANN');
    await stalled.enter('Cat');
    await alive.sees('Ann', 'Bob', 'Cat');
    // Once each time that it has to write all again.
    assert.deepEqual([...new Set(stalled.lost)], ['Ann']);
    await stalled.sees('ANN');
  });

  test('is read anew after a change that was missed, and nonsense changes nothing', async (t) => {
    const own = await newRedis(t);
    const prefix = newPrefix();
    const [one, two] = [await newPart(t, prefix, { at: own }), await newPart(t, prefix, { at: own })];
    await one.enter('Ann');
    await two.sees('Ann');
    const publish = (message: unknown) =>
      own.command.spublish(
        channelOf(prefix),
        typeof message === 'string' ? message : JSON.stringify(message),
      );
    const member = ['Eve', { id: 'Eve', username: 'Eve' }];
    await publish('nothing that a relay says');
    await publish({ number: 'x', from: 'y' });
    // One that came before, and one whose predecessors are missing.
    for (const number of [1, 99]) {
      await publish({ number, from: 'elsewhere', gone: [], part: { isWhole: false, members: [member] } });
    }
    // Missed as well: the subscription is cut.
    await own.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await one.enter('Bob');
    await two.sees('Ann', 'Bob');
    assert.ok(!two.seen.all.some((names) => names.includes('Eve')));
  });

  for (const [what, rules] of Object.entries({ publish: ['-spublish'], subscribe: ['resetchannels'] })) {
    test(`reaches a node by its refresh where the accounts may not ${what}`, async (t) => {
      const prefix = newPrefix();
      const user = `silent-${what}`;
      await redis.command.acl('SETUSER', user, 'on', '>password', '~*', '&*', '+@all', ...rules);
      const options = { account: `${user}:password@`, refreshInterval: 200 };
      const [one, two] = [await newPart(t, prefix, options), await newPart(t, prefix, options)];
      await one.enter('Ann');
      await two.sees('Ann');
      one.leave('Ann');
      await two.sees();
    });
  }

  test('leaves nothing behind, also where all nodes are killed', async (t) => {
    const prefix = newPrefix();
    const [one, two] = [await newPart(t, prefix), await newPart(t, prefix)];
    await one.enter('Ann');
    await two.sees('Ann');
    const keys = await redis.command.keys(`${prefix}:*`);
    assert.equal(keys.length, 4);
    for (const key of keys) {
      const left = await redis.command.pttl(key);
      assert.ok(left > 0 && left <= 30_000, `${key}: ${left}`);
    }
    await one.share?.close();
    await two.sees();
    await two.share?.close();
    // The number of changes goes on for a while, for nodes that open the room at this moment.
    assert.deepEqual(await redis.command.keys(`${prefix}:*`), [channelOf(prefix)]);
    assert.ok((await redis.command.pttl(channelOf(prefix))) > 0);
  });

  test('publishes what has changed, and not the list', async (t) => {
    const prefix = newPrefix();
    const [one, two] = [await newPart(t, prefix), await newPart(t, prefix)];
    const published = new Inbox<string>();
    const subscriber = redis.command.duplicate();
    afterwards(t, () => subscriber.disconnect());
    subscriber.on('smessage', (_channel: string, text: string) => published.put(text));
    const crowd = Array.from({ length: 200 }, (_, index) => `person-${index}`);
    await one.enter(...crowd);
    await two.sees(...crowd);
    await subscriber.ssubscribe(channelOf(prefix));
    await one.enter('Ann');
    one.leave('person-7');
    await two.sees('Ann', ...crowd.filter((name) => name !== 'person-7'));
    // It may hear of them later than the other relay.
    await published.many(2, 'both changes');
    assert.equal(published.all.length, 2);
    for (const text of published.all) assert.ok(text.length < 300, text);
  });

  test('stays as it was while Redis is away, refuses names meanwhile, and is the same again after a restart', async (t) => {
    const own = await newRedis(t);
    const prefix = newPrefix();
    const [one, two] = [await newPart(t, prefix, { at: own }), await newPart(t, prefix, { at: own })];
    await one.enter('Ann');
    await two.sees('Ann');
    await own.kill();
    await assert.rejects(
      two.claim('Bob'),
      (error) => error instanceof Refusal && error.code === 'unavailable',
    );
    one.own.set('Cat', { id: 'Cat', username: 'Cat' });
    one.share?.setMember('Cat', { id: 'Cat', username: 'Cat' });
    assert.equal(two.elsewhere, 'Ann');
    // Nothing is on its disk.
    await own.start();
    await two.sees('Ann', 'Cat');
    assert.equal(await two.claim('ann'), false);
  });
});

test('a relay whose Redis is away shows whom it knows, refuses joins, and goes on afterwards', async (t) => {
  const own = await newRedis(t, { appendonly: 'yes' });
  const [one, two] = [await newRelay(t, { redis: own.url }), await newRelay(t, { redis: own.url })];
  const ann = await newMember(t, one.url, 'Ann');
  await newMember(t, two.url, 'Bob');
  await ann.members.until('both', (all) => all.at(-1)?.count === 2);
  const cat = await newWireClient(t, two.url);
  await own.kill();
  const join = () => cat.ask('join', { room: 'lobby', username: 'Cat' });
  assert.equal(refused(await join()).code, 'unavailable');
  assert.equal(ann.members.all.at(-1)?.count, 2);
  await own.start();
  for (let answer = await join(); !answer.ok; answer = await join()) {
    assert.equal(answer.error.code, 'unavailable');
  }
  const { members } = await ann.members.until('all three', (all) => all.findLast(({ count }) => count === 3));
  assert.deepEqual(members.map(({ username = '' }) => username).toSorted(), ['Ann', 'Bob', 'Cat']);
  assert.ok(ann.members.all.slice(-2).every(({ count }) => count >= 2));
});

test(
  'the members of a room on a Redis Cluster are the same on all relays',
  { timeout: 60_000 },
  async (t) => {
    const [first, second] = await newRedisCluster(t);
    assert(first && second);
    const [one, two] = [await newRelay(t, { redis: first.url }), await newRelay(t, { redis: second.url })];
    for (const room of ['lobby', 'attic', 'a {room} in braces']) {
      const [ann, bob] = [await newWireClient(t, one.url), await newWireClient(t, two.url)];
      await ann.join({ room, username: 'Ann' });
      assert.equal(refused(await bob.ask('join', { room, username: 'ANN' })).code, 'name_taken');
      await bob.join({ room, username: 'Bob' });
      await ann.members.until('both', (all) => all.at(-1)?.count === 2);
    }
  },
);
