import assert from 'node:assert/strict';
import { after, describe, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { RelayOptions } from '@realtime-chat/relay';
import { silent } from '../../relay/src/logger.ts';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { RecentVisitors } from '../../relay/src/moderation/recent-visitors/recent-visitors.ts';
import { LoneNode } from '../../relay/src/nodes/lone-node.ts';
import { openStore } from '../../relay/src/nodes/open-store.ts';
import { afterwards } from '../support/afterwards.ts';
import { get } from '../support/http.ts';
import { newProxy } from '../support/proxy.ts';
import { newRedis, type RunningRedis } from '../support/redis.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newId, newMember, newWireClient, refused } from '../support/wire-client.ts';
import { apiKey, bearer } from '../relay/api-client.ts';
import { idOf, moderate } from '../relay/moderated-room.ts';

const redis = await newRedis({ after });
let prefixes = 0;

const newPrefix = (): string => `visitors-${(prefixes += 1)}`;

async function twoRelays(t: TestContext, options: RelayOptions = {}) {
  const prefix = newPrefix();
  const shared = { redis: `${redis.url}?prefix=${prefix}`, authSecret, ...options };
  const [one, other] = await Promise.all([newRelay(t, shared), newRelay(t, shared)]);
  return { one, other, prefix };
}

const keyOf = (prefix: string): string => `${prefix}:notes:{shared-visitors}:values`;

/** Resolves when Redis has a text among what it has of a visitor, or when it has nothing. */
async function stored(prefix: string, id: string, text: string | null, { command } = redis): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const value = await command.hget(keyOf(prefix), id);
    if (text === null ? value === null : value?.includes(text)) return;
    assert.ok(tries < 400, `Redis has ${value}`);
    await setTimeout(20);
  }
}

const moderator = async () => bearing(await token({ roles: ['moderator'] }));

void describe('recent visitors of relays on one Redis', { concurrency: true }, () => {
  test('a ban takes the addresses and the name of a guest who has just left another relay', async (t) => {
    const { one, other, prefix } = await twoRelays(t);
    const mod = await newMember(t, one.url, 'Mona', await moderator());
    const bob = await newMember(t, other.url, 'Bob');
    const bobId = await idOf(bob);
    await bob.say('hello');
    await stored(prefix, bobId, '"Bob"');
    bob.socket.disconnect();
    await moderate(mod, 'ban', { person: bobId });
    for (const { url } of [one, other]) {
      const again = await newWireClient(t, url);
      assert.equal(refused(await again.ask('join', { room: 'lobby', username: 'Rob' })).code, 'banned');
    }
    const [rules] = await redis.command.hvals(`${prefix}:notes:{rules}:values`);
    assert.match(rules ?? '', /"Bob"/);
  });

  test('a moderator cannot act on a moderator of another relay, who has left', async (t) => {
    const { one, other, prefix } = await twoRelays(t);
    const mod = await newMember(t, one.url, 'Mona', await moderator());
    const max = await newWireClient(t, other.url, bearing(await token({ sub: '8', roles: ['moderator'] })));
    await stored(prefix, 'user:8', 'moderator');
    max.socket.disconnect();
    const ban = { room: 'lobby', id: newId(), action: 'ban', person: 'user:8' };
    assert.equal(refused(await mod.ask('moderate', ban)).code, 'forbidden');
  });

  test('the picture of an author who was on another relay is shown', async (t) => {
    const { one, other } = await twoRelays(t);
    const picture = 'https://pictures.example/mona.png';
    const mona = await newWireClient(t, other.url, bearing(await token({ picture })));
    await mona.join();
    await mona.say('hello');
    mona.socket.disconnect();
    const ann = await newMember(t, one.url, 'Ann');
    for (let tries = 0; (await ann.join()).authors?.length !== 1; tries += 1) {
      assert.ok(tries < 400, 'no author');
      await setTimeout(20);
    }
    assert.deepEqual((await ann.join()).authors, [{ id: 'user:7', picture }]);
  });

  test('export and erasure by one relay are also about visits to another', async (t) => {
    const { one, other, prefix } = await twoRelays(t, { apiKey });
    const exported = async (url: string): Promise<string> =>
      (await get(url, '/api/people/user:7/export', { headers: bearer })).text;
    const mona = await newWireClient(t, other.url, bearing(await token({ name: 'Mona Mohn' })));
    await mona.join();
    await mona.say('hello');
    await stored(prefix, 'user:7', '"lobby":"Mona Mohn"');
    mona.socket.disconnect();
    assert.match(await exported(one.url), /"kind":"visit".*"names":\{"lobby":"Mona Mohn"\}/);
    const erased = await get(one.url, '/api/people/user:7', { method: 'DELETE', headers: bearer });
    assert.equal(erased.status, 200);
    await stored(prefix, 'user:7', null);
    for (const { url } of [one, other]) {
      for (let tries = 0; /Mona Mohn|visit/.test(await exported(url)); tries += 1) {
        assert.ok(tries < 400, await exported(url));
        await setTimeout(20);
      }
    }
  });

  test('a person who only read is forgotten by the rooms of the other relay', async (t) => {
    const { one, other } = await twoRelays(t, { apiKey });
    const [ann, ben] = [await newMember(t, other.url, 'Ann'), await newMember(t, other.url, 'Ben')];
    await ben.say('hello');
    ann.socket.emit('seen', { room: 'lobby', seq: 1 });
    const annId = await idOf(ann);
    await ben.seen.until('Ann', (all) => all.at(-1)?.seen.some(({ id }) => id === annId));
    const erased = await get(one.url, `/api/people/${annId}`, { method: 'DELETE', headers: bearer });
    assert.equal(erased.status, 200);
    await ben.seen.until('nobody', (all) => all.at(-1)?.seen.every(({ id }) => id !== annId));
  });

  test('a person who only read, and whose erasure a relay has missed, is forgotten when it is connected again', async (t) => {
    const prefix = newPrefix();
    const proxy = await newProxy(t, `http://localhost:${redis.port}`);
    const shared = { authSecret, apiKey };
    const one = await newRelay(t, { redis: `${redis.url}?prefix=${prefix}`, ...shared });
    const cut = proxy.url.replace('http', 'redis');
    const other = await newRelay(t, { redis: `${cut}?prefix=${prefix}`, ...shared });
    const [ann, ben] = [await newMember(t, other.url, 'Ann'), await newMember(t, other.url, 'Ben')];
    const [annId, benId] = [await idOf(ann), await idOf(ben)];
    await ben.say('hello');
    for (const { socket } of [ann, ben]) socket.emit('seen', { room: 'lobby', seq: 1 });
    await ben.seen.until('both', (all) => all.at(-1)?.seen.length === 2);
    ann.socket.disconnect();
    await ben.members.until('Ann gone', (all) => all.at(-1)?.count === 1);
    proxy.loseAnswers();
    const erased = await get(one.url, `/api/people/${annId}`, { method: 'DELETE', headers: bearer });
    assert.equal(erased.status, 200);
    assert.equal(ben.seen.all.at(-1)?.seen.length, 2);
    proxy.cut();
    const { seen } = await ben.seen.until('one', (all) => {
      const last = all.at(-1);
      return last?.seen.length === 1 && last;
    });
    assert.ok(
      seen.every(({ id }) => id === benId),
      annId,
    );
  });

  test('what is new while Redis is away is stored when it is back', async (t) => {
    const server = await newRedis(t, { appendonly: 'yes', appendfsync: 'always' });
    const prefix = newPrefix();
    const [one, other] = [await newVisitors(t, prefix, server), await newVisitors(t, prefix, server)];
    one.recordVisit(person('ann'), '192.0.2.1');
    await stored(prefix, 'ann', '192.0.2.1', server);
    await server.kill();
    one.recordVisit(person('ann'), '192.0.2.2');
    other.recordVisit(person('ben'), '192.0.2.3');
    other.recordVisit(person('ann'), '192.0.2.4');
    await server.start();
    await stored(prefix, 'ben', '192.0.2.3', server);
    await stored(prefix, 'ann', '192.0.2.2', server);
    await stored(prefix, 'ann', '192.0.2.4', server);
    for (const visitors of [one, other]) {
      await visitors.refresh('ann');
      assert.deepEqual(visitors.addressesOf('ann').toSorted(), ['192.0.2.1', '192.0.2.2', '192.0.2.4']);
    }
  });

  test('an erasure that a relay did not hear of is noticed when it is connected again', async (t) => {
    const server = await newRedis(t, { appendonly: 'yes', appendfsync: 'always' });
    const prefix = newPrefix();
    const visitors = await newVisitors(t, prefix, server);
    visitors.recordVisit(person('ann'), '192.0.2.1');
    visitors.recordVisit(person('ben'), '192.0.2.2');
    await stored(prefix, 'ben', '192.0.2.2', server);
    await server.command.hdel(keyOf(prefix), 'ann');
    await server.command.zrem(keyOf(prefix).replace('values', 'order'), 'ann');
    await server.command.incr(keyOf(prefix).replace('values', 'version'));
    await server.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    for (let tries = 0; visitors.personOf('ann'); tries += 1) {
      assert.ok(tries < 400, 'ann is still known');
      await setTimeout(50);
    }
    assert.deepEqual(visitors.addressesOf('ben'), ['192.0.2.2']);
  });

  test('what was erased of a person does not come back with the next visit to another relay', async (t) => {
    const prefix = newPrefix();
    const visitors = await newVisitors(t, prefix);
    const { log, nodes } = await openStore(
      { data: ':memory:', redis: `${redis.url}?prefix=${prefix}` },
      silent,
    );
    afterwards(t, async () => {
      await nodes.close();
      await log.close();
    });
    visitors.recordVisit(person('ann'), '192.0.2.1');
    await stored(prefix, 'ann', '192.0.2.1');
    // The erasure and the visit come so fast that both are told as one change.
    await log.putMeta('shared-visitors', 'ann', { roles: [], addresses: ['192.0.2.2'], seen: Date.now() });
    for (let tries = 0; !visitors.addressesOf('ann').includes('192.0.2.2'); tries += 1) {
      assert.ok(tries < 400, 'the visit was not told');
      await setTimeout(20);
    }
    assert.deepEqual(visitors.addressesOf('ann'), ['192.0.2.2']);
  });

  test('a relay that starts knows the visitors of the others, without those of long ago', async (t) => {
    const prefix = newPrefix();
    const day = 24 * 60 * 60 * 1000;
    const visit = (days: number) =>
      JSON.stringify({ roles: [], addresses: ['A'], seen: Date.now() - days * day });
    await redis.command.hset(keyOf(prefix), { old: visit(8), late: visit(6), damaged: '{}' });
    for (const name of ['old', 'late', 'damaged'])
      await redis.command.zadd(keyOf(prefix).replace('values', 'order'), 0, name);
    const visitors = await newVisitors(t, prefix);
    assert.deepEqual(visitors.addressesOf('late'), ['A']);
    await stored(prefix, 'old', null);
    await stored(prefix, 'damaged', null);
    await stored(prefix, 'late', 'A');
    assert.equal(visitors.personOf('old'), undefined);
  });
});

test('a relay that is alone keeps the names of the rooms in which a person wrote last', async () => {
  const visitors = await RecentVisitors.open(new MemoryLog(silent), new LoneNode(silent));
  visitors.recordVisit(person('ann'), '192.0.2.1');
  for (const room of ['one', 'two', 'three', 'four', 'five', 'one', 'six'])
    visitors.recordName('ann', room, `Ann of ${room}`);
  assert.deepEqual(
    ['one', 'two', 'six'].map((room) => visitors.nameIn(room, 'ann')),
    ['Ann of one', undefined, 'Ann of six'],
  );
});

const person = (id: string) => ({ id, username: undefined, roles: [] });

/** The visitors as one relay knows them. */
async function newVisitors(
  t: TestContext,
  prefix: string,
  { url }: Pick<RunningRedis, 'url'> = redis,
): Promise<RecentVisitors> {
  const { log, nodes } = await openStore({ data: ':memory:', redis: `${url}?prefix=${prefix}` }, silent);
  const visitors = await RecentVisitors.open(log, nodes);
  afterwards(t, async () => {
    await visitors.close();
    await nodes.close();
    await log.close();
  });
  return visitors;
}
