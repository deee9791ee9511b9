import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { RelayOptions } from '@realtime-chat/relay';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newId, newMember, newWireClient, refused, said, type WireClient } from '../support/wire-client.ts';

/** The names that other members see, in the order of the members. */
async function namesSeenBy(client: WireClient, count: number): Promise<(string | undefined)[]> {
  const { members } = await client.members.until('all here', (all) =>
    all.findLast((frame) => frame.count === count),
  );
  return members.map(({ username }) => username);
}

const moderate = (client: WireClient, words: object) =>
  client.ask('moderate', { room: 'lobby', id: newId(), ...words });

async function newRoom(t: TestContext) {
  const relay = await newRelay(t, { authSecret });
  const mod = await newWireClient(t, relay.url, bearing(await token({ roles: ['moderator'] })));
  await mod.join();
  return { ...relay, mod };
}

test('a person with a name from the site sends under it, whatever name they ask for', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const bob = await newMember(t, url, 'Bob');
  const mona = await newWireClient(t, url, bearing(await token()));
  assert.deepEqual([(await mona.join({ username: 'Ramona' })).me.username], ['Mona']);
  await mona.say('hello', { username: 'Ramona' });
  const { username, verified } = await bob.hears('hello');
  assert.deepEqual([username, verified], ['Mona', true]);
  // The other name stays free for its owner, and they do not learn whether it is taken.
  await mona.say('again', { username: 'Bob' });
  assert.equal((await bob.hears('again')).username, 'Mona');
  assert.equal((await mona.join({ username: 'Bob' })).me.username, 'Mona');
  assert.deepEqual(await namesSeenBy(bob, 2), ['Bob', 'Mona']);
});

test('with own names allowed they may choose another name, which is not verified', async (t) => {
  const { url } = await newRelay(t, { authSecret, ownNames: 'allow' });
  const bob = await newMember(t, url, 'Bob');
  const mona = await newWireClient(t, url, bearing(await token()));
  await mona.join();
  await mona.say('as another', { username: 'Ramona' });
  const message = await bob.hears('as another');
  assert.equal(message.username, 'Ramona');
  assert.ok(!('verified' in message));
});

test('a logged-in person without a name from the site may choose one', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const mona = await newWireClient(t, url, bearing(await token({ name: undefined })));
  assert.equal((await mona.join({ username: 'Ramona' })).me.username, 'Ramona');
});

test('a renewed token with another name renames its person for everybody', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const bob = await newMember(t, url, 'Bob');
  const soon = Math.floor(Date.now() / 1000) + 3;
  const mona = await newWireClient(t, url, bearing(await token({ exp: soon })));
  const renewed = await token({ name: 'Lisa' });
  mona.socket.on('token', (answer: (token: string) => void) => answer(renewed));
  await mona.join();
  await bob.members.until('Lisa', (all) => all.at(-1)?.members.some(({ username }) => username === 'Lisa'));
});

test('nobody sees a new name of a muted guest, not after a new join either', async (t) => {
  const { url, mod } = await newRoom(t);
  const eve = await newMember(t, url, 'Eve');
  await said(eve, 'before');
  const { me } = await eve.join();
  await moderate(mod, { action: 'mute', person: me.id });
  // They keep the earlier name if they ask for another one, also on another connection.
  assert.equal((await eve.join({ username: 'BUY AT evil.example' })).me.username, 'Eve');
  const tab = await newWireClient(t, url, { auth: { protocol: 1, session: me.session } });
  assert.equal((await tab.join({ username: 'BUY AT evil.example' })).me.username, 'Eve');
  eve.socket.disconnect();
  // A new guest from the same address is muted too, and has no name.
  const anew = await newWireClient(t, url);
  assert.equal((await anew.join({ username: 'BUY AT evil.example' })).me.username, undefined);
  // They get the requested name as soon as they may write, without a new request.
  await moderate(mod, { action: 'unmute', person: me.id });
  await said(tab, 'after');
  assert.equal((await mod.hears('after')).username, 'BUY AT evil.example');
  for (const { members } of mod.members.all) {
    assert.ok(
      members.filter(({ username }) => username?.startsWith('BUY')).length === 0 ||
        mod.heard().some(({ message }) => message === 'after'),
    );
  }
});

test('in a locked room a guest keeps the earlier name, or has none', async (t) => {
  const { url, mod } = await newRoom(t);
  const ann = await newMember(t, url, 'Ann');
  await said(ann, 'hello');
  const { me } = await ann.join();
  await moderate(mod, { action: 'lock' });
  assert.equal((await ann.join({ username: 'evil.example' })).me.username, 'Ann');
  ann.socket.disconnect();
  const back = await newWireClient(t, url, { auth: { protocol: 1, session: me.session } });
  assert.equal((await back.join({ username: 'evil.example' })).me.username, 'Ann');
  const eve = await newWireClient(t, url);
  assert.equal((await eve.join({ username: 'evil.example' })).me.username, undefined);
  await moderate(mod, { action: 'unlock' });
  await said(eve, 'unlocked');
  assert.equal((await mod.hears('unlocked')).username, 'evil.example');
});

test('a guest’s name from another room is not shown where they may not write', async (t) => {
  const { url, mod } = await newRoom(t);
  const advert = 'BUY AT evil.example';
  const speaksElsewhere = async () => {
    const guest = await newWireClient(t, url);
    const { me } = await guest.join({ room: newId(), username: advert });
    const room = newId();
    await guest.join({ room, username: advert });
    await guest.say('hello', { room });
    return { guest, me };
  };
  const eve = await newMember(t, url, 'Eve');
  await said(eve, 'before');
  const { me } = await eve.join();
  await eve.join({ room: 'elsewhere', username: advert });
  await eve.say('hello', { room: 'elsewhere' });
  await moderate(mod, { action: 'mute', person: me.id });
  eve.socket.disconnect();
  const back = await newWireClient(t, url, { auth: { protocol: 1, session: me.session } });
  assert.equal((await back.join({ username: advert })).me.username, 'Eve');

  // A new guest from the address of a muted one has no name in this room yet.
  const anew = await speaksElsewhere();
  assert.equal((await anew.guest.join({ username: advert })).me.username, undefined);

  await moderate(mod, { action: 'unmute', person: me.id });
  await moderate(mod, { action: 'lock' });
  const locked = await speaksElsewhere();
  assert.equal((await locked.guest.join({ username: advert })).me.username, undefined);
  await moderate(mod, { action: 'unlock' });
  await moderate(mod, { action: 'mute', person: locked.me.id });
  const muted = await newWireClient(t, url, { auth: { protocol: 1, session: locked.me.session } });
  assert.equal((await muted.join({ username: advert })).me.username, undefined);
  for (const { members } of mod.members.all) {
    assert.ok(members.every(({ username }) => username !== advert));
  }
});

test('a person with read access alone is shown under no chosen name, and not as typing', async (t) => {
  const authorize: RelayOptions['authorize'] = ({ id }, _room, action) =>
    action === 'join' || (id.startsWith('user:') && action !== 'moderate');
  const { url } = await newRelay(t, { authSecret, authorize });
  const mona = await newWireClient(t, url, bearing(await token()));
  await mona.join();
  const eve = await newWireClient(t, url);
  assert.equal((await eve.join({ username: 'evil.example' })).me.username, undefined);
  const reader = await newWireClient(
    t,
    url,
    bearing(await token({ sub: '9', name: 'Rita', rooms: { lobby: 'read' } })),
  );
  assert.equal((await reader.join()).me.username, 'Rita');
});

test('a person with read access alone, or in a locked room, is not shown as typing', async (t) => {
  const { url, mod } = await newRoom(t);
  const rita = await newWireClient(
    t,
    url,
    bearing(await token({ sub: '9', name: 'Rita', rooms: { lobby: 'read' } })),
  );
  const ann = await newMember(t, url, 'Ann');
  await rita.join();
  rita.socket.emit('typing', { room: 'lobby' });
  // The relay answers later requests of the same connection after this one.
  await rita.join();
  ann.socket.emit('typing', { room: 'lobby' });
  await mod.typing.until('Ann', (all) => all.some(({ member }) => member.username === 'Ann'));
  assert.deepEqual(
    mod.typing.all.map(({ member }) => member.username),
    ['Ann'],
  );
});

test('where links of guests are held, a guest’s name cannot be an address', async (t) => {
  const { url } = await newRelay(t, { authSecret, guestLinks: 'hold' });
  const eve = await newWireClient(t, url);
  for (const username of [
    'https://evil.example',
    'BUY AT evil.example',
    'evil。example',
    'www.evil.com',
    'a@evil.com',
  ]) {
    assert.equal(refused(await eve.ask('join', { room: 'lobby', username })).code, 'name_taken', username);
  }
  for (const username of ['J. R. R. Tolkien', 'Dr. No', 'v1.2', 'Ann...', 'Ann.']) {
    assert.equal((await eve.join({ username })).me.username, username);
  }
  const shop = await newWireClient(t, url, bearing(await token({ name: 'shop.example' })));
  assert.equal((await shop.join()).me.username, 'shop.example');
});

test('a client of the tutorial with a token sends under the token’s name', async (t) => {
  const { url } = await newRelay(t, {
    authenticate: async (name) => (name ? { id: name, username: name } : null),
  });
  const bob = await newMember(t, url, 'Bob');
  const classic = await newWireClient(t, url, { auth: { token: 'Mona' } });
  classic.socket.emit('send', { message: 'hi', username: 'Lisa' });
  assert.equal((await bob.hears('hi')).username, 'Mona');
});
