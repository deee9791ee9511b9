import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { afterwards } from '../support/afterwards.ts';
import { enteredRoom, hears, newRoom, online, said, shows } from '../support/room.ts';
import { startTutorialServer } from '../support/tutorial-server.mjs';

async function newTutorialServer(t: TestContext): Promise<string> {
  const server = await startTutorialServer();
  afterwards(t, () => server.stop());
  return server.url;
}

test('people can talk on a server of the classic tutorial, and learn that it keeps nothing', async (t) => {
  const url = await newTutorialServer(t);
  const ann = await enteredRoom(t, url, { username: 'Ann' });
  const bob = await enteredRoom(t, url, { username: 'Bob' });
  assert.equal(ann.keepsHistory, false);
  assert.equal(ann.hasOlder, false);

  const sent = await ann.send('hello');
  assert.equal(sent.state, 'sent');
  assert.equal(sent.own, true);
  assert.equal(sent.seq, undefined);
  const heard = await hears(bob, 'hello');
  assert.equal(heard.username, 'Ann');
  assert.equal(heard.own, false);
  await bob.send('hi');
  await hears(ann, 'hi');
  for (const room of [ann, bob]) assert.deepEqual(said(room), ['hello', 'hi']);
});

test('a message of a tutorial server without a name is shown without one', async (t) => {
  const ann = newRoom(t, await newTutorialServer(t));
  ann.connect();
  const greeting = await hears(ann, 'welcome to the chat');
  assert.equal(greeting.username, undefined);
  assert.equal(greeting.own, false);
});

test('the same text twice is two messages on a tutorial server', async (t) => {
  const ann = await enteredRoom(t, await newTutorialServer(t));
  await Promise.all([ann.send('hello'), ann.send('hello')]);
  assert.deepEqual(said(ann), ['hello', 'hello']);
});

test('a client requests no older messages of a tutorial server', async (t) => {
  const ann = await enteredRoom(t, await newTutorialServer(t));
  await ann.loadOlder();
  assert.equal(ann.hasOlder, false);
});

test('a client reconnects to a tutorial server too', async (t) => {
  const server = await startTutorialServer();
  const ann = await enteredRoom(t, server.url);
  await ann.send('before');
  await server.stop();
  await shows(ann, 'the loss of the link', () => ann.status !== 'online');

  const again = await startTutorialServer(server.port);
  afterwards(t, () => again.stop());
  await online(ann);
  await ann.send('after');
  assert.deepEqual(said(ann), ['before', 'after']);
});
