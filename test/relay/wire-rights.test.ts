import assert from 'node:assert/strict';
import { test } from 'node:test';
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
