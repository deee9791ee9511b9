import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { Logger } from '../../relay/src/logger.ts';
import { Inbox } from '../support/inbox.ts';
import { newRedis } from '../support/redis.ts';
import { newRelay } from '../support/relay.ts';
import { newId, newMember, newWireClient } from '../support/wire-client.ts';

/* What clients and operators are told while Redis is away. */

const durable = { appendonly: 'yes', appendfsync: 'always' };

interface Line {
  code: string;
  cause?: unknown;
  err?: unknown;
}

async function newNode(t: TestContext, url: string): Promise<{ url: string; lines: Inbox<Line> }> {
  const lines = new Inbox<Line>();
  const note = (details: object): void => lines.put({ code: '', ...details });
  const logger: Logger = { error: note, warn: note, info: note };
  const relay = await newRelay(t, { redis: url, logger });
  return { url: relay.url, lines };
}

const begins = { active: true };
const ends = { active: false };

const codes = ({ all }: Inbox<Line>): string[] => all.map(({ code }) => code);

void describe('an outage of Redis', { concurrency: true }, () => {
  test('is told to the clients of all relays at once, and its end too, although nobody writes', async (t) => {
    const redis = await newRedis(t, durable);
    const nodes = await Promise.all([1, 2, 3].map(() => newNode(t, redis.url)));
    const members = await Promise.all(nodes.map(({ url }, index) => newMember(t, url, `Guest ${index}`)));
    const told = members.map(({ outages }) => outages);
    const killed = performance.now();
    await redis.kill();
    for (const each of told) assert.deepEqual(await each.many(1, 'frame'), [begins]);
    // The renewal of a registration, each 5 s, would notice it as well.
    assert.ok(performance.now() - killed < 4000);
    await redis.start();
    for (const each of told) assert.deepEqual(await each.many(2, 'frames'), [begins, ends]);
    await members[0]?.say('hello');
    for (const member of members) await member.hears('hello');
    for (const each of told) assert.equal(each.all.length, 2);
  });

  test('is told where Redis hangs, too', async (t) => {
    const redis = await newRedis(t);
    const { url } = await newNode(t, redis.url);
    const ann = await newMember(t, url, 'Ann');
    await redis.command.client('PAUSE', 9000, 'ALL');
    const answer = await ann.ask('send', { room: 'lobby', id: newId(), message: 'hello' });
    assert.equal(answer.ok, false);
    assert.deepEqual(await ann.outages.many(2, 'frames'), [begins, ends]);
  });

  test('is told to clients that connect and can only read meanwhile, and to nobody afterwards', async (t) => {
    const redis = await newRedis(t);
    const { url } = await newNode(t, redis.url);
    const ann = await newMember(t, url, 'Ann');
    await ann.say('hello');
    await redis.command.config('SET', 'maxmemory', '1');
    assert.equal((await ann.ask('send', { room: 'lobby', id: newId(), message: 'more' })).ok, false);
    const ben = await newWireClient(t, url);
    assert.deepEqual(await ben.outages.many(1, 'frame'), [begins]);
    await redis.command.config('SET', 'maxmemory', '0');
    assert.deepEqual(await ben.outages.many(2, 'frames'), [begins, ends]);
    const cem = await newMember(t, url, 'Cem');
    assert.deepEqual(cem.outages.all, []);
  });

  test('is one line in the log, however many requests it fails', async (t) => {
    const redis = await newRedis(t, durable);
    const { url, lines } = await newNode(t, redis.url);
    const ann = await newMember(t, url, 'Ann');
    const { seq } = await ann.say('hello');
    const { id } = await ann.hears('hello');
    const target = { seq, id };
    await redis.kill();
    const room = 'lobby';
    const requests = Array.from({ length: 10 }, (_, index) => [
      ann.ask('send', { room, id: newId(), message: `number ${index}` }),
      ann.ask('react', { room, id: newId(), target, emoji: '👍', on: true }),
      ann.ask('history', { room, before: 100 }),
      ann.ask('join', { room, username: 'Anna' }),
      ann.ask('join', { room: `room ${index}`, username: 'Anna' }),
    ]);
    const answers = await Promise.all(requests.flat());
    for (const answer of answers) assert.equal(!answer.ok && answer.error.code, 'unavailable');
    await redis.start();
    await lines.first('the end of the outage', ({ code }) => code === 'store_recovered');
    assert.deepEqual(
      codes(lines).filter((code) => ['request_failed', 'store_failing', 'store_recovered'].includes(code)),
      ['store_failing', 'store_recovered'],
    );
    assert.ok((await ann.say('again')).seq > seq);
  });

  test('is in the log although only reads have met it', async (t) => {
    const redis = await newRedis(t);
    const { url, lines } = await newNode(t, redis.url);
    const ann = await newMember(t, url, 'Ann');
    await redis.command.client('PAUSE', 5000, 'ALL');
    assert.equal((await ann.ask('history', { room: 'lobby', before: 100 })).ok, false);
    assert.ok(codes(lines).includes('store_failing'));
    assert.ok(!codes(lines).includes('request_failed'));
    await lines.first('the end of the outage', ({ code }) => code === 'store_recovered');
  });

  test('hides no other failure: each request that fails by one is logged with it', async (t) => {
    const redis = await newRedis(t);
    const { url, lines } = await newNode(t, redis.url);
    const ann = await newMember(t, url, 'Ann');
    await ann.say('hello');
    await redis.command.set('realtime-chat:{lobby}:messages', 'of another type');
    for (const count of [1, 2]) {
      const answer = await ann.ask('history', { room: 'lobby', before: 100 });
      assert.equal(!answer.ok && answer.error.code, 'unavailable');
      // The log has at most one line of a code in a second.
      const failed = await lines.until(`${count} lines`, (all) => {
        const found = all.filter(({ code }) => code === 'request_failed');
        return found.length >= count && found;
      });
      assert.match(String(failed.at(-1)?.err), /WRONGTYPE/);
    }
  });
});
