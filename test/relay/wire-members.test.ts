import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '@realtime-chat/protocol';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newMember, newWireClient } from '../support/wire-client.ts';

test('all members see joins and leaves', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const bob = await newMember(t, url, 'Bob');
  const { members } = await ann.members.first('both', ({ count }) => count === 2);
  assert.deepEqual(
    members.map(({ username }) => username),
    ['Ann', 'Bob'],
  );

  bob.socket.disconnect();
  const last = await ann.members.until('Bob gone', (all) => all.at(-1)?.count === 1 && all.at(-1));
  assert.deepEqual(
    last.members.map(({ username }) => username),
    ['Ann'],
  );
  assert.equal(last.room, 'lobby');
});

test('a client that left the room is not a member any more', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  await bob.ask('leave', { room: 'lobby' });
  await ann.members.until('Bob gone', (all) => all.length > 1 && all.at(-1)?.count === 1);
  assert.equal((await ann.join({ username: 'Ann' })).count, 1);
});

test('people are counted, not their tabs', async (t) => {
  const { url } = await newRelay(t);
  const first = await newWireClient(t, url);
  const { me } = await first.join({ username: 'Ann' });
  const second = await newWireClient(t, url, { auth: { protocol: 1, session: me.session } });
  const { count, members } = await second.join();
  assert.equal(count, 1);
  assert.deepEqual(members, [{ id: me.id, username: 'Ann' }]);

  const bob = await newMember(t, url, 'Bob');
  first.socket.disconnect();
  await second.join({ username: 'Anna' });
  await bob.members.first('Ann by her new name', ({ members }) => members[0]?.username === 'Anna');
  assert.equal((await bob.join({ username: 'Bob' })).count, 2);
});

test('the messages of a room outlive its last visitor, and its member list does not', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  await ann.say('hello');
  ann.socket.disconnect();

  const bob = await newWireClient(t, url);
  const { head, messages, members } = await bob.join({ username: 'Bob' });
  assert.equal(head, 1);
  assert.equal(messages?.[0]?.message, 'hello');
  assert.deepEqual(
    members.map(({ username }) => username),
    ['Bob'],
  );
});

test('in a large room all members are counted, and the first hundred are listed', async (t) => {
  const { url } = await newRelay(t);
  const crowd = Array.from({ length: limits.members + 5 }, (_, index) => `Person ${index}`);
  for (const name of crowd) await newMember(t, url, name);
  const ann = await newWireClient(t, url);
  const { count, members } = await ann.join({ username: 'Ann' });
  assert.equal(count, crowd.length + 1);
  assert.equal(members.length, limits.members);
});

test('the members see who has the role of a moderator, also when a renewed token takes it away', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const ann = await newMember(t, url, 'Ann');
  const exp = Math.floor(Date.now() / 1000) + 3;
  const mona = await newWireClient(t, url, bearing(await token({ roles: ['moderator'], exp })));
  const renewed = await token();
  mona.socket.on('token', (answer: (token: string) => void) => answer(renewed));
  await mona.join();
  for (const moderator of [true, undefined]) {
    const { members } = await ann.members.until(`moderator: ${moderator}`, (all) => {
      const last = all.at(-1);
      return last?.members.some((each) => each.id === 'user:7' && each.moderator === moderator) && last;
    });
    assert.deepEqual(
      members.map((each) => each.moderator),
      [undefined, moderator],
    );
  }
});
