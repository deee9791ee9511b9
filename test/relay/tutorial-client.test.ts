import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRelay } from '../support/relay.ts';
import { newTutorialClient } from '../support/tutorial-client.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newId, newMember, newWireClient } from '../support/wire-client.ts';

test('a tutorial client gets the greeting without a name', async (t) => {
  const { url } = await newRelay(t, { greeting: 'hello there' });
  const client = newTutorialClient(t, url);
  assert.deepEqual(await client.hears('hello there'), { message: 'hello there' });
});

test('tutorial clients get each other’s messages and their own, with names', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [newTutorialClient(t, url), newTutorialClient(t, url)];
  await Promise.all([ann.hears('welcome to the chat'), bob.hears('welcome to the chat')]);

  ann.send('hello', 'Ann');
  for (const client of [ann, bob]) assert.equal((await client.hears('hello')).username, 'Ann');
  bob.send('hi', ' Bob ');
  for (const client of [ann, bob]) assert.equal((await client.hears('hi')).username, 'Bob');
  assert.deepEqual(
    ann.messages.all.map(({ message }) => message),
    ['welcome to the chat', 'hello', 'hi'],
  );
});

test('a tutorial client and a client of the protocol get each other’s messages', async (t) => {
  const { url } = await newRelay(t);
  const plain = newTutorialClient(t, url);
  await plain.hears('welcome to the chat');
  const ann = await newMember(t, url, 'Ann');

  const { seq } = await ann.say('hello from Ann');
  const heard = await plain.hears('hello from Ann');
  assert.equal(heard.username, 'Ann');
  assert.ok(!('sender' in heard), 'a plain client is not told whose it is');

  plain.send('hello from Paul', 'Paul');
  const entry = await ann.hears('hello from Paul');
  assert.equal(entry.username, 'Paul');
  assert.equal(entry.seq, seq + 1);
  await ann.members.first('Paul among the members', ({ members }) =>
    members.some(({ username }) => username === 'Paul'),
  );
});

test('messages of a tutorial client are stored, and later clients get them', async (t) => {
  const { url } = await newRelay(t);
  const plain = newTutorialClient(t, url);
  plain.send('said early', 'Paul');
  await plain.hears('said early');
  const later = await newWireClient(t, url);
  const { messages } = await later.join();
  assert.deepEqual(
    messages?.map(({ username, message }) => ({ username, message })),
    [{ username: 'Paul', message: 'said early' }],
  );
});

test('the same text twice is two messages, since a tutorial client sends no ids', async (t) => {
  const { url } = await newRelay(t);
  const plain = newTutorialClient(t, url);
  plain.send('hello', 'Paul');
  plain.send('hello', 'Paul');
  await plain.messages.until('both', (all) => all.filter(({ message }) => message === 'hello').length === 2);
});

test('a refusal reaches the sender alone, as a message without a name', async (t) => {
  const { url } = await newRelay(t);
  const [plain, ann] = [newTutorialClient(t, url), await newMember(t, url, 'Ann')];
  await plain.hears('welcome to the chat');
  const refusals: [message: unknown, username: unknown, sentence: string][] = [
    ['', 'Paul', 'Not sent: message must not be empty'],
    [undefined, 'Paul', 'Not sent: message is missing'],
    [{ a: 1 }, 'Paul', 'Not sent: message must be a string'],
    ['x'.repeat(8001), 'Paul', 'Not sent: message must have at most 8000 characters'],
    ['hello', undefined, 'Not sent: username is missing'],
    ['hello', '', 'Not sent: username must not be empty'],
    ['hello', 'a\nb', 'Not sent: username must be a single line'],
    ['hello', ' server ', 'Not sent: username: "server" is, or looks like, somebody else\'s'],
  ];
  for (const [message, username, sentence] of refusals) {
    plain.send(message, username);
    assert.deepEqual(await plain.hears(sentence), { message: sentence });
  }
  for (const garbage of [undefined, null, 'hello', 7, []]) plain.socket.emit('send', garbage);
  plain.socket.emit('send');
  plain.send('at last', 'Paul');
  await plain.hears('at last');

  await ann.hears('at last');
  assert.equal(ann.heard().length, 1);
});

test('a tutorial client is in the lobby and in no other room', async (t) => {
  const { url } = await newRelay(t);
  const plain = newTutorialClient(t, url);
  await plain.hears('welcome to the chat');
  const ann = await newMember(t, url, 'Ann');
  await ann.join({ room: 'attic', username: 'Ann' });
  await ann.say('in the attic', { room: 'attic' });
  await ann.say('in the lobby');
  await plain.hears('in the lobby');
  assert.ok(plain.messages.all.every(({ message }) => message !== 'in the attic'));
});

test('messages of the relay itself reach a tutorial client without a name', async (t) => {
  const relay = await newRelay(t);
  const plain = newTutorialClient(t, relay.url);
  await plain.hears('welcome to the chat');
  await relay.publish('lobby', { message: 'We close at six.' });
  assert.equal((await plain.hears('We close at six.')).username, undefined);
});

test('a client that connects during a conversation gets later messages, and none twice', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  await ann.say('before');
  const plain = newTutorialClient(t, url);
  await plain.hears('welcome to the chat');
  for (const message of ['one', 'two', 'three']) await ann.say(message);
  await plain.hears('three');
  assert.deepEqual(
    plain.messages.all.map(({ message }) => message),
    ['welcome to the chat', 'one', 'two', 'three'],
  );
});

test('a tutorial client that is banned from the lobby gets no more messages', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const mona = await newMember(t, url, 'Mona', bearing(await token({ roles: ['moderator'] })));
  const plain = newTutorialClient(t, url);
  plain.send('hello', 'Paul');
  const { sender } = await mona.hears('hello');
  const ban = { room: 'lobby', id: newId(), action: 'ban', person: sender };
  assert.ok((await mona.ask('moderate', ban)).ok);
  await plain.hears('Not joined: a moderator has put you out');
  plain.send('again', 'Paul');
  const refusals = (count: number) =>
    plain.messages.until(`${count} refusals`, (all) => {
      return all.filter(({ message }) => message.startsWith('Not sent: ')).length === count;
    });
  await refusals(1);
  await mona.say('unheard');
  await mona.hears('unheard');
  plain.send('and again', 'Paul');
  await refusals(2);
  assert.ok(!plain.messages.all.some(({ message }) => message === 'unheard'));
});
