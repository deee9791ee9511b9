import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatRoom } from '@realtime-chat/widget/client';
import { newRelay } from '../support/relay.ts';
import { newRoom, online, said, shows } from '../support/room.ts';
import { authSecret, token } from '../support/tokens.ts';
import { until } from '../support/until.ts';

test('a person whom the token names sends without a username, also before the relay has answered', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const room = newRoom(t, url, { username: '', token: await token() });
  room.connect();
  assert.equal(room.objection('at once'), undefined);
  assert.equal((await room.send('at once')).username, 'Mona');
  assert.deepEqual([room.siteName, room.choosesName], ['Mona', false]);
  room.username = 'Server';
  assert.equal((await room.send('again')).username, 'Mona');
});

test('where people may choose another name, one that is set is used, and without one the site’s', async (t) => {
  const { url } = await newRelay(t, { authSecret, ownNames: 'allow' });
  const room = newRoom(t, url, { username: '', token: await token() });
  room.connect();
  await online(room);
  assert.deepEqual([room.siteName, room.choosesName], ['Mona', true]);
  assert.equal((await room.send('as herself')).username, 'Mona');
  room.username = 'Ramona';
  assert.equal((await room.send('as another')).username, 'Ramona');
  room.username = 'Server';
  await assert.rejects(room.send('as the relay'), { code: 'name_taken' });
});

test('a person whom the token does not name needs a username', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const room = newRoom(t, url, { username: '', token: await token({ name: undefined }) });
  room.connect();
  await assert.rejects(room.send('too early to know'), { code: 'no_name' });
  assert.equal(room.objection('hello')?.code, 'no_name');
  room.username = 'Ramona';
  assert.equal((await room.send('hello')).username, 'Ramona');
});

test('a room belongs to one person: the token of another one closes it', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  let bearer = await token({ exp: Math.floor(Date.now() / 1000) + 3 });
  const room = newRoom(t, url, { username: '', tokenProvider: async () => bearer });
  room.connect();
  await room.send('by Mona');
  const ofMona = room.storagePrefix;
  bearer = await token({ sub: '8', name: 'Lisa' });
  const isClosed = (): Promise<unknown> => new Promise((resolve) => room.on('person', resolve));
  // The relay takes no other person on a connection, so the client connects again.
  await isClosed();
  assert.equal(room.status, 'closed');
  const unsent = room.send('unsent by Mona');
  room.connect();
  await isClosed();
  assert.equal(room.storagePrefix, ofMona);

  const other = newRoom(t, url, { username: '', tokenProvider: async () => bearer });
  other.connect();
  await other.send('by Lisa');
  assert.deepEqual(said(other), ['by Mona', 'by Lisa']);
  bearer = await token();
  room.connect();
  assert.equal((await unsent).username, 'Mona');
});

test('signing in and out makes one connection each', async (t) => {
  const { url, server } = await newRelay(t, { authSecret });
  let connections = 0;
  server.on('upgrade', () => (connections += 1));
  let bearer = '';
  const tokenProvider = async (): Promise<string> => {
    // As a request to the site does, it takes a while: long enough to make a connection meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 200));
    return bearer;
  };
  const enter = (): ChatRoom => {
    const entered = newRoom(t, url, { username: '', tokenProvider });
    // The room of the next person, as a page makes it.
    entered.on('person', () => {
      room = enter();
      room.on('change', () => onChange());
    });
    entered.connect();
    return entered;
  };
  let onChange = (): void => {};
  let room = enter();
  await online(room);
  for (const [next, name] of [
    [await token(), 'Mona'],
    [await token({ sub: '8', name: 'Lisa' }), 'Lisa'],
    ['', undefined],
  ] as const) {
    connections = 0;
    bearer = next;
    room.disconnect();
    room.connect();
    await until(
      `${name} to be online`,
      (check) => {
        onChange = check;
        return () => {};
      },
      () => room.status === 'online' && room.siteName === name,
    );
    assert.equal(connections, 1, name);
  }
});

test('a renewed token with another name renames its person', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  let bearer = await token({ exp: Math.floor(Date.now() / 1000) + 2 });
  const room = newRoom(t, url, { username: '', tokenProvider: async () => bearer });
  room.connect();
  await online(room);
  bearer = await token({ name: 'Mona Lisa' });
  await shows(room, 'the new name', () => room.siteName === 'Mona Lisa');
});
