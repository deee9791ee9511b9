import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '@realtime-chat/relay';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newMember, newWireClient, refused } from '../support/wire-client.ts';

test('who has only the right to read in a room is told so by the answer to the join', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const rooms = { lobby: 'read', attic: 'write' };
  const mona = await newWireClient(t, url, bearing(await token({ rooms })));
  assert.equal((await mona.join()).readOnly, true);
  assert.equal('readOnly' in (await mona.join({ room: 'attic' })), false);
  const { epoch, head: seq } = await mona.join();
  assert.equal((await mona.join({ since: { epoch, seq } })).readOnly, true);
  const send = { room: 'lobby', id: 'message-of-Mona-1', message: 'hello' };
  assert.equal(refused(await mona.ask('send', send)).code, 'forbidden');
  const guest = await newWireClient(t, url);
  assert.equal('readOnly' in (await guest.join()), false);
});

test('the site’s hook is asked at each join whether the person may write, whatever their name', async (t) => {
  const authorize = (person: { id: string }, room: string, action: string): boolean =>
    action === 'join' || (action === 'send' && room !== 'news' && person.id !== '');
  const { url } = await newRelay(t, { authorize });
  const ann = await newMember(t, url, 'Ann');
  const { readOnly, me } = await ann.join({ room: 'news', username: 'Ann' });
  assert.deepEqual([readOnly, me.username], [true, undefined]);
  assert.equal((await ann.join({ room: 'news' })).readOnly, true);
  assert.equal('readOnly' in (await ann.join()), false);
});

test('a person whom the site names keeps that name in a room where they may only read', async (t) => {
  const { url } = await newRelay(t, { authSecret, ownNames: 'allow' });
  const mona = await newWireClient(t, url, bearing(await token({ rooms: { lobby: 'read' } })));
  const { readOnly, me } = await mona.join();
  assert.deepEqual([readOnly, me.username], [true, 'Mona']);
});

test('a client is told to join again when its person may write, or no longer', async (t) => {
  let mayWrite = false;
  const authorize = (_person: object, _room: string, action: string): boolean =>
    action === 'join' || (action === 'send' && mayWrite);
  const relay = await newRelay(t, { authorize });
  const { url } = relay;
  const ann = await newWireClient(t, url);
  const { readOnly, me } = await ann.join();
  assert.equal(readOnly, true);
  const told: unknown[] = [];
  ann.socket.on('rights', (frame) => told.push(frame));
  await relay.review(me.id);
  mayWrite = true;
  await relay.review(me.id);
  // Whatever was sent before this answer has come.
  assert.equal('readOnly' in (await ann.join()), false);
  assert.deepEqual(told, [{ room: 'lobby' }]);
  await relay.review(me.id);
  mayWrite = false;
  await relay.review(me.id);
  assert.equal((await ann.join()).readOnly, true);
  assert.deepEqual(told, [{ room: 'lobby' }, { room: 'lobby' }]);
});

test('a join without a name does not fail because the site cannot say whether the person may write', async (t) => {
  const authorize = (_person: object, _room: string, action: string): boolean => {
    if (action === 'send') throw new Refusal('rate_limited', 'ask later', { retryAfter: 1 });
    return action === 'join';
  };
  const { url } = await newRelay(t, { authorize });
  const ann = await newWireClient(t, url);
  assert.equal('readOnly' in (await ann.join()), false);
  assert.equal(refused(await ann.ask('join', { room: 'lobby', username: 'Ann' })).code, 'rate_limited');
});
