import assert from 'node:assert/strict';
import { after, describe, test, type TestContext } from 'node:test';
import type { Members } from '@realtime-chat/protocol';
import { newRelayProcess } from '../support/cli.ts';
import { newRedis } from '../support/redis.ts';
import { newRelay, type RunningRelay } from '../support/relay.ts';
import { get } from '../support/http.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newMember, newWireClient, refused, type WireClient } from '../support/wire-client.ts';
import { type Answered, apiKey, bearer } from '../relay/api-client.ts';

/* Several relays on one Redis: who is in a room is the same on all of them. */

const redis = await newRedis({ after });
let prefixes = 0;

function newUrl(): string {
  prefixes += 1;
  return `${redis.url}/0?prefix=presence-${prefixes}`;
}

/** As many relays as asked on one prefix. */
async function newNodes(t: TestContext, count: number, options = {}): Promise<RunningRelay[]> {
  const url = newUrl();
  return Promise.all(Array.from({ length: count }, () => newRelay(t, { redis: url, ...options })));
}

async function threeNodes(t: TestContext, options = {}): Promise<[string, string, string]> {
  const [one, two, three] = await newNodes(t, 3, options);
  assert(one && two && three);
  return [one.url, two.url, three.url];
}

/** Options of a person who has the same id on all relays, and chooses the name. */
const person = async (sub: string) => bearing(await token({ sub, name: undefined }));

const namesOf = ({ members }: Pick<Members, 'members'>): string[] =>
  members.map(({ username = '' }) => username).toSorted();

/** Resolves when the client sees exactly these people. */
function sees(client: WireClient, ...names: string[]): Promise<Members> {
  const wanted = names.toSorted().join();
  return client.members.until(`the members ${wanted}`, (all) => {
    const last = all.at(-1);
    return last && last.count === names.length && namesOf(last).join() === wanted && last;
  });
}

const join = (client: WireClient, username: string) => client.ask('join', { room: 'lobby', username });

void describe('relays on one Redis', { concurrency: true }, () => {
  test('show the same members and the same count, in lists and in the answer to a join', async (t) => {
    const [one, two, three] = await threeNodes(t);
    const ann = await newMember(t, one, 'Ann');
    const bob = await newMember(t, two, 'Bob');
    const cat = await newWireClient(t, three);
    const joined = await cat.join({ username: 'Cat' });
    assert.deepEqual([joined.count, namesOf(joined)], [3, ['Ann', 'Bob', 'Cat']]);
    for (const client of [ann, bob]) await sees(client, 'Ann', 'Bob', 'Cat');
    cat.socket.disconnect();
    for (const client of [ann, bob]) await sees(client, 'Ann', 'Bob');
    await bob.join({ username: 'Ben' });
    await sees(ann, 'Ann', 'Ben');
  });

  test('count a person with tabs on several of them once, until the last tab is closed', async (t) => {
    const [one, two] = await threeNodes(t, { authSecret });
    const ann = await newMember(t, one, 'Ann');
    const bob = await newMember(t, one, 'Bob', await person('bob'));
    const tab = await newMember(t, two, 'Bob', await person('bob'));
    const cat = await newMember(t, two, 'Cat');
    for (const client of [ann, cat]) await sees(client, 'Ann', 'Bob', 'Cat');
    bob.socket.disconnect();
    await cat.join({ username: 'Kat' });
    await sees(ann, 'Ann', 'Bob', 'Kat');
    tab.socket.disconnect();
    for (const client of [ann, cat]) await sees(client, 'Ann', 'Kat');
  });

  test('give a name to one of twenty people who ask three of them for it at once', async (t) => {
    const urls = await threeNodes(t);
    const alike = ['Mona', 'MONA', 'mona', 'Ｍｏｎａ', 'M o n a'];
    const clients = await Promise.all(
      Array.from({ length: 20 }, (_, index) => newWireClient(t, urls[index % 3] ?? '')),
    );
    for (let round = 1; round <= 5; round += 1) {
      const room = `round ${round}`;
      const answers = await Promise.all(
        clients.map((client, index) =>
          client.ask('join', { room, username: alike[(index + round) % alike.length] }),
        ),
      );
      const others = answers.filter(({ ok }) => !ok).map((answer) => refused(answer).code);
      assert.deepEqual(
        others,
        Array.from({ length: 19 }, () => 'name_taken'),
      );
    }
  });

  test('refuse a name of a member elsewhere, also to a member who sends under it, until it is free', async (t) => {
    const [one, two] = await threeNodes(t);
    const ann = await newMember(t, one, 'Ann');
    const bob = await newMember(t, two, 'Bob');
    assert.equal(refused(await join(bob, 'ANN')).code, 'name_taken');
    const say = (username: string) =>
      bob.ask('send', { room: 'lobby', id: 'i'.repeat(22), message: 'hi', username });
    assert.equal(refused(await say('Аnn')).code, 'name_taken');
    await bob.say('still Bob');
    assert.equal((await ann.hears('still Bob')).username, 'Bob');
    await ann.join({ username: 'Zoe' });
    await sees(bob, 'Bob', 'Zoe');
    await bob.join({ username: 'Ann' });
    assert.equal(refused(await join(ann, 'Ann')).code, 'name_taken');
    // Bob's former name is free, once the others know.
    await sees(ann, 'Ann', 'Zoe');
    await ann.join({ username: 'Bob' });
  });

  test('let one person go by one name everywhere, and free a name that no tab has any more', async (t) => {
    const [one, two, three] = await threeNodes(t, { authSecret });
    const ann = await newMember(t, one, 'Ann', await person('ann'));
    const tab = await newMember(t, two, 'Ann', await person('ann'));
    const eve = await newWireClient(t, three);
    ann.socket.disconnect();
    assert.equal(refused(await join(eve, 'Ann')).code, 'name_taken');
    await eve.join({ username: 'Eve' });
    await sees(eve, 'Ann', 'Eve');
    tab.socket.disconnect();
    await sees(eve, 'Eve');
    await eve.join({ username: 'Ann' });
  });

  test('show typing to the others everywhere, and not in own tabs', async (t) => {
    const [one, two, three] = await threeNodes(t, { authSecret });
    const ann = await newMember(t, one, 'Ann', await person('ann'));
    const tab = await newMember(t, two, 'Ann', await person('ann'));
    const bob = await newMember(t, two, 'Bob');
    const cat = await newMember(t, three, 'Cat');
    await sees(ann, 'Ann', 'Bob', 'Cat');
    ann.socket.emit('typing', { room: 'lobby' });
    for (const client of [bob, cat]) {
      const frame = await client.typing.first('typing');
      assert.deepEqual(frame, { room: 'lobby', member: { id: 'user:ann', username: 'Ann' } });
    }
    assert.deepEqual([tab.typing.all, ann.typing.all], [[], []]);
  });

  test('show how far each has read everywhere, also on one that opens the room later', async (t) => {
    const [one, two, three] = await threeNodes(t);
    const ann = await newMember(t, one, 'Ann');
    const bob = await newMember(t, two, 'Bob');
    for (const text of ['one', 'two', 'three']) await ann.say(text);
    await bob.hears('three');
    const tells = (client: WireClient, places: Record<string, number>) =>
      client.seen.first(JSON.stringify(places), ({ seen }) => {
        const told = Object.fromEntries(seen.map(({ username = '', seq }) => [username, seq]));
        return Object.entries(places).every(([name, seq]) => told[name] === seq);
      });
    ann.socket.emit('seen', { room: 'lobby', seq: 3 });
    bob.socket.emit('seen', { room: 'lobby', seq: 2 });
    for (const client of [ann, bob]) await tells(client, { Ann: 3, Bob: 2 });
    const cat = await newMember(t, three, 'Cat');
    await tells(cat, { Ann: 3, Bob: 2 });
    bob.socket.emit('seen', { room: 'lobby', seq: 3 });
    await tells(cat, { Ann: 3, Bob: 3 });
  });

  test('know each other’s members again after Redis has cut all subscriptions', async (t) => {
    const own = await newRedis(t);
    const [one, two] = [await newRelay(t, { redis: own.url }), await newRelay(t, { redis: own.url })];
    const ann = await newMember(t, one.url, 'Ann');
    const bob = await newMember(t, two.url, 'Bob');
    await sees(ann, 'Ann', 'Bob');
    await own.command.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    const cat = await newMember(t, two.url, 'Cat');
    await bob.join({ username: 'Ben' });
    await sees(ann, 'Ann', 'Ben', 'Cat');
    cat.socket.disconnect();
    await sees(ann, 'Ann', 'Ben');
  });

  test('count people for the HTTP API, also of rooms that only another one has open', async (t) => {
    const [one, two] = await threeNodes(t, { apiKey });
    const ann = await newMember(t, one, 'Ann');
    await newMember(t, one, 'Bob');
    await ann.say('hello');
    await sees(ann, 'Ann', 'Bob');
    for (const url of [one, two]) {
      const { text } = await get(url, '/api/rooms', { headers: bearer });
      const { rooms } = JSON.parse(text) as Answered;
      assert.deepEqual(
        rooms?.map(({ members }) => members),
        [2],
      );
    }
  });

  test('forget the members of one that was killed within 30 s, and free their names', async (t) => {
    const url = newUrl();
    const [alive, killed] = [
      await newRelay(t, { redis: url }),
      await newRelayProcess(t, { args: ['--redis', url] }),
    ];
    const ann = await newMember(t, alive.url, 'Ann');
    await newMember(t, killed.url, 'Bob');
    await sees(ann, 'Ann', 'Bob');
    const began = performance.now();
    await killed.kill();
    await sees(ann, 'Ann');
    assert.ok(performance.now() - began < 30_000);
    await join(ann, 'Bob');
    await sees(ann, 'Bob');
  });
});
