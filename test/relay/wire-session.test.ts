import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newFolder } from '../support/folder.ts';
import { newRelay } from '../support/relay.ts';
import { newId, newMember, newWireClient } from '../support/wire-client.ts';

test('a client with a session is the same person, and its repeated message is a duplicate', async (t) => {
  const { url } = await newRelay(t);
  const before = await newWireClient(t, url);
  const { me } = await before.join({ username: 'Ann' });
  const request = { room: 'lobby', id: newId(), message: 'hello' };
  const first = await before.ask('send', request);
  before.socket.disconnect();

  const after = await newWireClient(t, url, { auth: { protocol: 1, session: me.session } });
  assert.equal((await after.join({ username: 'Ann' })).me.id, me.id);
  assert.deepEqual(await after.ask('send', request), { ...first, duplicate: true });
});

test('a client without a session is a new guest', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [await newWireClient(t, url), await newWireClient(t, url)];
  assert.notEqual((await ann.join()).me.id, (await bob.join()).me.id);
});

test('a session is valid across restarts of a relay with a data folder', async (t) => {
  const data = await newFolder(t);
  const before = await newRelay(t, { data });
  const { me } = await (await newWireClient(t, before.url)).join();
  await before.close();

  const after = await newRelay(t, { data });
  const client = await newWireClient(t, after.url, { auth: { protocol: 1, session: me.session } });
  assert.equal((await client.join()).me.id, me.id);
});

test('a session that the relay did not sign makes a new guest', async (t) => {
  const { url } = await newRelay(t);
  const stranger = await newRelay(t);
  const { me } = await (await newMember(t, url, 'Ann')).join();
  const [header = '', payload = '', signature = ''] = me.session.split('.');
  const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString());

  const forged = {
    'signed by another relay': (await (await newWireClient(t, stranger.url)).join()).me.session,
    'with another person in it': `${header}.${base64({ ...claims, sub: 'x' })}.${signature}`,
    'without a signature': `${header}.${payload}.`,
    'that says it needs no signature': `${base64({ alg: 'none' })}.${payload}.`,
    'of the wrong shape': 'no.session',
    'that is empty': '',
    'that is very long': 'x'.repeat(20_000),
  };
  for (const [kind, session] of Object.entries(forged)) {
    const client = await newWireClient(t, url, { auth: { protocol: 1, session } });
    const joined = await client.join();
    assert.notEqual(joined.me.id, me.id, kind);
    assert.notEqual(joined.me.id, 'x', kind);
    assert.notEqual(joined.me.session, session, kind);
  }
});
