import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinedSchema, limits } from '@realtime-chat/protocol';
import { newRelay } from '../support/relay.ts';
import { granted, newMember, newWireClient, refused } from '../support/wire-client.ts';

test('a join of an empty room returns the log’s position, the members and the client’s own identity', async (t) => {
  const { url } = await newRelay(t, { greeting: 'hello there' });
  const client = await newWireClient(t, url);
  const answer = await client.ask('join', { room: 'lobby', username: ' Ann ' });

  const { epoch, me, time = 0, ...rest } = granted(joinedSchema, answer);
  assert.ok(Math.abs(time - Date.now()) < 60_000);
  assert.match(epoch, /^[\w-]{16}$/);
  assert.match(me.id, /^[\w-]{22}$/);
  assert.equal(me.username, 'Ann');
  assert.ok(me.session.length > 100);
  assert.deepEqual(rest, {
    head: 0,
    floor: 1,
    mode: 'snapshot',
    messages: [],
    count: 1,
    members: [{ id: me.id, username: 'Ann' }],
    editWindow: 15 * 60_000,
    greeting: 'hello there',
  });
  assert.deepEqual(
    Object.keys(answer).sort(),
    'ok epoch head floor mode messages count members me editWindow greeting time'.split(' ').sort(),
  );
});

test('the relay greets a client at its first join, and not when it comes back', async (t) => {
  const { url } = await newRelay(t);
  const client = await newWireClient(t, url);
  const { epoch, head, greeting } = await client.join();
  assert.equal(greeting, 'welcome to the chat');
  assert.equal((await client.join({ since: { epoch, seq: head } })).greeting, undefined);
});

test('an empty greeting is not sent', async (t) => {
  const { url } = await newRelay(t, { greeting: '' });
  const client = await newWireClient(t, url);
  assert.equal((await client.join()).greeting, undefined);
});

test('a client that joins without a name is a member without a name', async (t) => {
  const { url } = await newRelay(t);
  const client = await newWireClient(t, url);
  const { me, members } = await client.join();
  assert.equal(me.username, undefined);
  assert.deepEqual(members, [{ id: me.id }]);
});

test('one connection can be in two rooms, and gets the entries of each', async (t) => {
  const { url } = await newRelay(t);
  const both = await newWireClient(t, url);
  await both.join({ room: 'red', username: 'Ann' });
  await both.join({ room: 'blue', username: 'Anna' });
  const red = await newWireClient(t, url);
  await red.join({ room: 'red', username: 'Bob' });

  await both.say('to blue', { room: 'blue' });
  await red.say('to red', { room: 'red' });
  await both.entries.many(2, 'frames');

  assert.deepEqual(
    both.heard('red').map(({ seq, username, message }) => ({ seq, username, message })),
    [{ seq: 1, username: 'Bob', message: 'to red' }],
  );
  assert.deepEqual(
    both.heard('blue').map(({ seq, username, message }) => ({ seq, username, message })),
    [{ seq: 1, username: 'Anna', message: 'to blue' }],
  );
  assert.deepEqual(red.heard('blue'), []);
});

test('after leaving a room, a client gets nothing of it and cannot send there, and stays in the other room', async (t) => {
  const { url } = await newRelay(t);
  const client = await newMember(t, url, 'Ann');
  await client.join({ room: 'attic', username: 'Ann' });
  const other = await newMember(t, url, 'Bob');

  assert.deepEqual(await client.ask('leave', { room: 'lobby' }), { ok: true });
  await other.say('unheard');
  await client.say('heard', { room: 'attic' });
  await client.entries.first('a frame', ({ room }) => room === 'attic');

  assert.deepEqual(client.heard('lobby'), []);
  const answer = await client.ask('send', {
    room: 'lobby',
    id: 'x'.repeat(22),
    message: 'hi',
    username: 'Ann',
  });
  assert.equal(refused(answer).code, 'not_joined');
});

test('leaving a room without being in it does nothing', async (t) => {
  const { url } = await newRelay(t);
  const client = await newMember(t, url, 'Ann');
  assert.deepEqual(await client.ask('leave', { room: 'nowhere' }), { ok: true });
  await client.say('still here');
});

for (const transport of ['websocket', 'polling'] as const) {
  test(`a leave and an immediate join end with the client in the room, by ${transport}`, async (t) => {
    const { url } = await newRelay(t);
    const client = await newWireClient(t, url, { transports: [transport] });
    await client.join({ username: 'Ann' });
    const answers = await Promise.all([
      client.ask('leave', { room: 'lobby' }),
      client.ask('join', { room: 'lobby', username: 'Ann' }),
    ]);
    assert.deepEqual(
      answers.map((answer) => (answer.ok ? 'ok' : answer.error)),
      ['ok', 'ok'],
    );
    await client.say('here');
    await client.hears('here');
  });
}

test('a join and an immediate leave end with the client outside the room, and it gets nothing of it', async (t) => {
  const { url } = await newRelay(t);
  const client = await newWireClient(t, url);
  await Promise.all([
    client.ask('join', { room: 'lobby', username: 'Ann' }),
    client.ask('leave', { room: 'lobby' }),
  ]);
  const other = await newWireClient(t, url);
  assert.equal((await other.join({ username: 'Bob' })).count, 1);
  const words = { room: 'lobby', id: 'x'.repeat(22), message: 'hi', username: 'Ann' };
  assert.equal(refused(await client.ask('send', words)).code, 'not_joined');

  await client.join({ room: 'attic', username: 'Ann' });
  await other.say('unheard');
  await client.say('heard', { room: 'attic' });
  await client.entries.first('a frame', ({ room }) => room === 'attic');
  assert.deepEqual(client.heard('lobby'), []);
});

test('a client that joins again without a name keeps its known name, and the answer says so', async (t) => {
  const { url } = await newRelay(t);
  const client = await newMember(t, url, 'Ann');
  const again = await client.join();
  assert.equal(again.me.username, 'Ann');
  assert.deepEqual(
    again.members.map(({ username }) => username),
    ['Ann'],
  );
  await client.say('as before');
  assert.equal((await client.hears('as before')).username, 'Ann');
  assert.equal((await client.join({ username: 'Anna' })).me.username, 'Anna');
});

test('the number of rooms per connection is bounded', async (t) => {
  const { url } = await newRelay(t);
  const client = await newWireClient(t, url);
  for (let number = 1; number <= limits.rooms; number++) await client.join({ room: `room ${number}` });
  assert.equal(refused(await client.ask('join', { room: 'one more' })).code, 'too_many');
  await client.join({ room: 'room 1' });
  await client.ask('leave', { room: 'room 1' });
  await client.join({ room: 'one more' });
  await (await newWireClient(t, url)).join();
});
