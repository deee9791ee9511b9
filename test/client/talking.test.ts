import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatMessage } from '@realtime-chat/widget/client';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import { enteredRoom, hears, newRoom, online, said, shows } from '../support/room.ts';
import { newMember } from '../support/wire-client.ts';

test('two people talk and see the same conversation', async (t) => {
  const { url } = await newRelay(t);
  const ann = await enteredRoom(t, url, { username: 'Ann' });
  const bob = await enteredRoom(t, url, { username: 'Bob' });
  await ann.send('hello');
  await hears(bob, 'hello');
  await bob.send('hi');
  await hears(ann, 'hi');

  for (const room of [ann, bob]) assert.deepEqual(said(room), ['hello', 'hi']);
  const own = (room: typeof ann): boolean[] => room.messages.filter(({ seq }) => seq).map(({ own }) => own);
  assert.deepEqual(own(ann), [true, false]);
  assert.deepEqual(own(bob), [false, true]);
});

test('send() resolves with the stored message', async (t) => {
  const { url } = await newRelay(t);
  const ann = await enteredRoom(t, url, { username: ' Ann ' });
  const before = Date.now();
  const stored = await ann.send('hello');
  assert.equal(stored.message, 'hello');
  assert.equal(stored.username, 'Ann');
  assert.equal(stored.seq, 1);
  assert.equal(stored.state, 'sent');
  assert.equal(stored.own, true);
  assert.ok(stored.time >= before && stored.time <= Date.now());
  assert.deepEqual(
    ann.messages.find(({ id }) => id === stored.id),
    stored,
  );
});

test('a pasted text is sent without the control characters that the relay refuses', async (t) => {
  const { url } = await newRelay(t);
  const ann = await enteredRoom(t, url, { username: 'Ann' });
  const stored = await ann.send('\u001b[1mone\u001b[0m\r\n\ttwo\u0000\n');
  assert.equal(stored.message, '[1mone[0m\n\ttwo');
  await ann.edit(stored, 'three\u0007\rfour');
  assert.equal(ann.messages.find(({ id }) => id === stored.id)?.message, 'three\nfour');
  await assert.rejects(ann.send('\u0000 \u0007'), { code: 'empty' });
});

test('a message is shown at once, and goes through its states in order', async (t) => {
  const { url } = await newRelay(t);
  const ann = await enteredRoom(t, url);
  const states: string[] = [];
  ann.on('change', () => {
    const state = ann.messages.find(({ message }) => message === 'hello')?.state;
    if (state && state !== states.at(-1)) states.push(state);
  });
  await ann.send('hello');
  assert.deepEqual(states, ['queued', 'sending', 'sent']);
});

test('messages that are sent at once arrive in their order', async (t) => {
  const { url } = await newRelay(t);
  const ann = await enteredRoom(t, url);
  const texts = Array.from({ length: 50 }, (_, index) => `${index}`);
  const stored = await Promise.all(texts.map((text) => ann.send(text)));
  assert.deepEqual(
    stored.map(({ seq }) => seq),
    texts.map((_, index) => index + 1),
  );
  assert.deepEqual(said(ann), texts);
});

test('messages that are sent before the first connection are sent with it', async (t) => {
  const { url } = await newRelay(t);
  const ann = newRoom(t, url);
  const sending = ann.send('early');
  await shows(ann, 'the message', () => ann.messages.some(({ state }) => state === 'queued'));
  ann.connect();
  assert.equal((await sending).seq, 1);
});

test('each event reaches each listener once', async (t) => {
  const { url } = await newRelay(t);
  const ann = newRoom(t, url);
  const statuses: string[] = [];
  const messages: ChatMessage[] = [];
  const sent: ChatMessage[] = [];
  ann.on('status', ({ previous, status }) => statuses.push(`${previous} → ${status}`));
  ann.on('message', (message) => messages.push(message));
  ann.on('sent', (message) => sent.push(message));
  ann.connect();
  await online(ann);
  await ann.send('hello');
  const bob = await newMember(t, url, 'Bob');
  await bob.say('hi');
  await hears(ann, 'hi');

  assert.deepEqual(statuses, ['closed → connecting', 'connecting → online']);
  assert.deepEqual(
    messages.map(({ message, own }) => ({ message, own })),
    [
      { message: 'hello', own: true },
      { message: 'hi', own: false },
    ],
  );
  assert.deepEqual(
    sent.map(({ message }) => message),
    ['hello'],
  );
});

test('a removed listener gets no more events', async (t) => {
  const { url } = await newRelay(t);
  const ann = await enteredRoom(t, url);
  const heard: string[] = [];
  const stop = ann.on('message', ({ message }) => {
    heard.push(message);
    stop();
  });
  const all = new Inbox<ChatMessage>();
  ann.on('message', (message) => all.put(message));
  await ann.send('one');
  await ann.send('two');
  await all.many(2, 'messages');
  stop();
  assert.deepEqual(heard, ['one']);
});

test('the people in the room are counted and named', async (t) => {
  const { url } = await newRelay(t);
  const ann = await enteredRoom(t, url, { username: 'Ann' });
  assert.equal(ann.memberCount, 1);
  await newMember(t, url, 'Bob');
  await shows(ann, 'Bob', () => ann.memberCount === 2);
  assert.deepEqual(
    ann.members.map(({ username }) => username),
    ['Ann', 'Bob'],
  );
});

test('rooms of one relay do not hear each other', async (t) => {
  const { url } = await newRelay(t);
  const [red, blue] = [
    await enteredRoom(t, url, { room: 'red' }),
    await enteredRoom(t, url, { room: 'blue' }),
  ];
  await red.send('in red');
  await blue.send('in blue');
  assert.deepEqual(said(red), ['in red']);
  assert.deepEqual(said(blue), ['in blue']);
});

test('a relay below a path is reached by that path', async (t) => {
  const { url } = await newRelay(t, { path: '/deep/chat' });
  for (const [index, address] of [`${url}/deep/chat`, `${url}/deep/chat/`].entries()) {
    await (await enteredRoom(t, address, { username: `Ann ${index}` })).send('hello');
  }
});

test('the greeting is no message, and stays known when a client reconnects', async (t) => {
  const { url } = await newRelay(t, { greeting: 'hello there' });
  const ann = await enteredRoom(t, url);
  ann.disconnect();
  ann.connect();
  await online(ann);
  await ann.send('here');
  assert.equal(ann.greeting, 'hello there');
  assert.deepEqual(
    ann.messages.map(({ message }) => message),
    ['here'],
  );
});
