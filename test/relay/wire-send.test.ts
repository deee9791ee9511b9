import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '@realtime-chat/protocol';
import { newFolder } from '../support/folder.ts';
import { newRelay } from '../support/relay.ts';
import { newId, newMember, newWireClient, refused, said } from '../support/wire-client.ts';

test('a message reaches everybody in the room, its sender too, with its seq, time and name', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const bob = await newMember(t, url, 'Bob');
  const { me, epoch } = await ann.join({ username: 'Ann' });
  const id = newId();
  const sent = await ann.say('hello', { id });

  assert.equal(sent.seq, 1);
  assert.equal(sent.epoch, epoch);
  for (const client of [ann, bob]) {
    await client.hears('hello');
    assert.deepEqual(client.entries.all, [
      {
        room: 'lobby',
        epoch,
        entries: [
          {
            type: 'message',
            seq: 1,
            time: sent.time,
            id,
            sender: me.id,
            username: 'Ann',
            message: 'hello',
          },
        ],
      },
    ]);
  }
});

test('a repeated message is acknowledged with its first seq, and nobody gets it twice', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const request = { room: 'lobby', id: newId(), message: 'hello' };
  const first = await ann.ask('send', request);
  const again = await ann.ask('send', request);
  assert.deepEqual(again, { ...first, duplicate: true });

  await ann.say('next');
  await ann.hears('next');
  assert.deepEqual(
    ann.heard().map(({ message }) => message),
    ['hello', 'next'],
  );
});

test('another text under the same id is a conflict', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const id = newId();
  await ann.say('hello', { id });
  const error = refused(await ann.ask('send', { room: 'lobby', id, message: 'goodbye' }));
  assert.equal(error.code, 'conflict');
  assert.equal(error.retryAfter, undefined);
});

test('two people may by chance use the same id', async (t) => {
  const { url } = await newRelay(t);
  const id = newId();
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  assert.equal((await ann.say('hello', { id })).seq, 1);
  assert.equal((await bob.say('hello', { id })).seq, 2);
});

test('a client that has not joined a room can neither send to it nor read its history', async (t) => {
  const { url } = await newRelay(t);
  const client = await newWireClient(t, url);
  const words = { room: 'lobby', id: newId(), message: 'hello', username: 'Ann' };
  assert.equal(refused(await client.ask('send', words)).code, 'not_joined');
  assert.equal(refused(await client.ask('history', { room: 'lobby', before: 10 })).code, 'not_joined');

  await client.join();
  assert.equal(refused(await client.ask('send', { ...words, room: 'attic' })).code, 'not_joined');
});

test('a person without a name cannot send, and can as soon as they give one', async (t) => {
  const { url } = await newRelay(t);
  const client = await newWireClient(t, url);
  await client.join();
  const error = refused(await client.ask('send', { room: 'lobby', id: newId(), message: 'hello' }));
  assert.deepEqual(error, { code: 'invalid', message: 'username is missing' });

  await client.say('hello', { username: 'Ann' });
  await client.say('again');
  await client.hears('again');
  assert.deepEqual(
    client.heard().map(({ username }) => username),
    ['Ann', 'Ann'],
  );
});

test('a name sent with a message is the sender’s name from then on', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  await ann.say('hello', { username: '  Anna ' });
  assert.equal((await ann.hears('hello')).username, 'Anna');
  const { members } = await ann.members.first(
    'the new name',
    ({ members: [first] }) => first?.username === 'Anna',
  );
  assert.equal(members.length, 1);
});

test('a refused message changes nobody’s name', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const { id } = await said(ann, 'hello');
  const words = { room: 'lobby', id, message: 'something else', username: 'Anna' };
  assert.equal(refused(await ann.ask('send', words)).code, 'conflict');
  const { me, members } = await ann.join();
  assert.deepEqual([me.username, members.map(({ username }) => username)], ['Ann', ['Ann']]);
});

test('a person that leaves while their message is being stored is no member any more', async (t) => {
  const { url } = await newRelay(t, { data: await newFolder(t) });
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  const words = { room: 'lobby', id: newId(), message: 'goodbye', username: 'Anna' };
  await Promise.all([ann.ask('send', words), ann.ask('leave', { room: 'lobby' })]);
  assert.deepEqual(
    (await bob.join()).members.map(({ username }) => username),
    ['Bob'],
  );
});

test('nobody can send or join under the relay’s own name', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  for (const username of ['Server', ' server ', 'SERVER', '\tServer', 'Ser\u200bver', 'Ｓｅｒｖｅｒ']) {
    const words = { room: 'lobby', id: newId(), message: 'hello', username };
    assert.equal(refused(await ann.ask('send', words)).code, 'name_taken');
    assert.equal(refused(await ann.ask('join', { room: 'lobby', username })).code, 'name_taken');
  }
  assert.equal((await ann.join({ username: 'Ann' })).head, 0);
});

test('the longest text is accepted, even if every character is escaped on the wire', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  for (const character of ['x', '\n"', '"', '世', '𝄞']) {
    const message = character.repeat(limits.text / character.length);
    await ann.say(message);
    await ann.hears(message);
  }
});

test('a frame beyond the size limit ends its sender’s connection alone', async (t) => {
  const { url } = await newRelay(t);
  const [ann, mallory] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Mallory')];
  const lost = new Promise((resolve) => mallory.socket.once('disconnect', resolve));
  mallory.socket.emit('send', { room: 'lobby', id: newId(), message: 'x'.repeat(1_000_000) });
  await lost;

  await ann.say('still here');
  assert.equal((await ann.hears('still here')).seq, 1);
});
