import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newTutorialClient } from '../support/tutorial-client.ts';
import { newWireClient, refused } from '../support/wire-client.ts';

test('guests can join only the rooms that are listed for them; signed-in people can join all', async (t) => {
  const { url } = await newRelay(t, { authSecret, rooms: ['help-*', 'news'] });
  const guest = await newWireClient(t, url);
  for (const room of ['help-', 'help-7', 'news']) await guest.join({ room, username: 'Ann' });
  for (const room of ['lobby', 'help', 'news-2']) {
    const { code, message } = refused(await guest.ask('join', { room, username: 'Ann' }));
    assert.deepEqual([code, message], ['forbidden', 'room: you may not join here'], room);
  }
  const mona = await newWireClient(t, url, bearing(await token()));
  await mona.join({ room: 'lobby' });
});

test('the site is not asked about a room that guests may not join', async (t) => {
  const asked: string[] = [];
  const { url } = await newRelay(t, {
    rooms: ['news'],
    authorize: (_person, room) => {
      asked.push(room);
      return true;
    },
  });
  const guest = await newWireClient(t, url);
  assert.equal(refused(await guest.ask('join', { room: 'lobby', username: 'Ann' })).code, 'forbidden');
  assert.deepEqual(asked, []);
  await guest.join({ room: 'news', username: 'Ann' });
});

test('a client of the tutorial is told that it may not be in the lobby', async (t) => {
  const { url } = await newRelay(t, { rooms: ['news'] });
  const client = newTutorialClient(t, url);
  await client.hears('Not joined: room: you may not join here');
  client.send('hello', 'Ann');
  await client.hears('Not sent: room: you may not join here');
});

test('invalid rooms are refused at the start', async (t) => {
  for (const rooms of [[''], ['x'.repeat(129)], 'lobby', [7]]) {
    // @ts-expect-error: on purpose
    await assert.rejects(newRelay(t, { rooms }), /option rooms/);
  }
});
