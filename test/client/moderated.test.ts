import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { queuedSchema, sentSchema } from '@realtime-chat/protocol';
import type { RelayOptions } from '@realtime-chat/relay';
import type { ChatRoom } from '@realtime-chat/widget/client';
import { afterwards } from '../support/afterwards.ts';
import { newRelay } from '../support/relay.ts';
import { enteredRoom, hears, online, said, shows } from '../support/room.ts';
import { startScriptedServer } from '../support/scripted-server.mjs';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { granted, newId, newMember, type WireClient } from '../support/wire-client.ts';
import { joined } from '../widget/support/answers.ts';

const lobby = 'lobby';

async function applyAction(mod: WireClient, action: string, words: object = {}): Promise<void> {
  granted(sentSchema, await mod.ask('moderate', { room: lobby, id: newId(), action, ...words }));
}

/** Ann, whom the site knows, and Mona, who moderates. */
async function newPlace(t: TestContext, options: RelayOptions = {}) {
  const { url } = await newRelay(t, { authSecret, ...options });
  const mod = await newMember(t, url, 'Mona', bearing(await token({ roles: ['moderator'] })));
  const enter = async (): Promise<ChatRoom> =>
    enteredRoom(t, url, { token: await token({ sub: '8', name: 'Ann' }) });
  return { url, mod, enter, ann: await enter() };
}

function isMuted(room: ChatRoom): Promise<true> {
  return shows(room, 'being muted', () => room.restriction === 'muted');
}

function mayWrite(room: ChatRoom): Promise<true> {
  return shows(room, 'the end of the mute', () => room.restriction === undefined);
}

test('a mute with an end ends by itself, also for people who joined meanwhile', async (t) => {
  const { mod, enter, ann } = await newPlace(t);
  await applyAction(mod, 'mute', { person: ann.me, seconds: 2 });
  const other = await enter();
  assert.equal(other.restriction, 'muted');
  await isMuted(ann);
  await Promise.all([mayWrite(ann), mayWrite(other)]);
  await ann.send('again');
});

test('a mute without an end holds until it is lifted, whatever other actions follow', async (t) => {
  const { mod, ann } = await newPlace(t);
  await applyAction(mod, 'mute', { person: ann.me });
  await isMuted(ann);
  await applyAction(mod, 'clear', { person: ann.me });
  await mod.say('heard');
  await hears(ann, 'heard');
  assert.equal(ann.restriction, 'muted');
  await applyAction(mod, 'unmute', { person: ann.me });
  await mayWrite(ann);
});

test('a person who gets the right to write may write at once, and no longer without it', async (t) => {
  let mayWrite = false;
  const authorize = (_person: object, _room: string, action: string): boolean =>
    action === 'join' || (action === 'send' && mayWrite);
  const relay = await newRelay(t, { authorize });
  const { url } = relay;
  const ann = await enteredRoom(t, url);
  assert.equal(ann.restriction, 'readonly');
  mayWrite = true;
  await relay.review(ann.me ?? '');
  await shows(ann, 'the right to write', () => ann.restriction === undefined);
  await ann.send('hello');
  mayWrite = false;
  await relay.review(ann.me ?? '');
  await shows(ann, 'the end of the right', () => ann.restriction === 'readonly');
});

test('a client is a moderator where the relay says so, by a role or by a hook', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const moderates = async (claims: object): Promise<boolean> => {
    const room = await enteredRoom(t, url, { token: await token({ roles: ['moderator'], ...claims }) });
    return room.isModerator;
  };
  assert.equal(await moderates({ rooms: { [lobby]: 'write' } }), true);
  assert.equal(await moderates({ rooms: { [lobby]: 'read' } }), false);

  const open = await newRelay(t, { authorize: () => true });
  const guest = await enteredRoom(t, open.url);
  assert.equal(guest.isModerator, true);
});

test('an owner’s mute holds for a moderator', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const owner = await newMember(t, url, 'Olga', bearing(await token({ sub: '9', roles: ['owner'] })));
  const mona = await enteredRoom(t, url, { token: await token({ roles: ['moderator'] }) });
  await applyAction(owner, 'mute', { person: mona.me });
  await isMuted(mona);
});

const position = { room: lobby, epoch: 'first' };

function applied(seq: number, action: string): object {
  return { seq, type: 'moderate', id: newId(), time: Date.now(), sender: 'mona', action };
}

async function scripted(t: TestContext, script: Parameters<typeof startScriptedServer>[0]) {
  const server = await startScriptedServer(script);
  afterwards(t, () => server.stop());
  return { server, room: await enteredRoom(t, server.url) };
}

test('after a reconnect, the restrictions of the relay’s answer hold, not those of actions in between', async (t) => {
  const entries = [applied(1, 'lock'), applied(2, 'unmute')];
  const { server, room } = await scripted(t, {
    joins: { lobby: joined() },
    rejoins: { lobby: joined({ mode: 'delta', head: 2, entries, count: 2 }) },
  });
  server.say(['head', { ...position, head: 2 }]);
  await shows(room, 'the answer', () => room.memberCount === 2);
  assert.equal(room.isLocked, false);
});

test('an action right after the answer to a reconnect is not lost', async (t) => {
  const { server, room } = await scripted(t, {
    joins: { lobby: joined() },
    rejoins: { lobby: joined({ mode: 'delta', head: 1, entries: [], count: 2 }) },
    says: [['entries', { ...position, entries: [applied(1, 'unlock'), applied(2, 'lock')] }]],
  });
  await shows(room, 'the lock', () => room.isLocked);
  server.say(['head', { ...position, head: 3 }]);
  await shows(room, 'the answer', () => room.memberCount === 2);
  await shows(room, 'the lock', () => room.isLocked);
});

test('a mute that ends at this moment does not hold any longer', async (t) => {
  const { room } = await scripted(t, {
    joins: { lobby: joined({ muted: true, mutedFor: 0 }) },
    rejoins: { lobby: joined({ mode: 'delta' }) },
  });
  await mayWrite(room);
});

test('a person who is banned for a while joins again after that', async (t) => {
  const { server, room } = await scripted(t, { joins: { lobby: joined() } });
  server.say(['closed', { room: lobby, code: 'unavailable', message: 'for a moment', retryAfter: 0.2 }]);
  await shows(room, 'being out', () => room.status === 'reconnecting');
  await online(room);
});

/** Ann, who was told that her message waits for a moderator, and then lost her link. */
async function holding(t: TestContext) {
  const { url } = await newRelay(t, { authSecret, guestLinks: 'hold' });
  const mod = await newMember(t, url, 'Mona', bearing(await token({ roles: ['moderator'] })));
  const ann = await enteredRoom(t, url);
  await assert.rejects(ann.send('see example.com'), { code: 'held' });
  const held = ann.messages.find(({ state }) => state === 'failed');
  assert.ok(held);
  return { mod, ann, held };
}

async function letThrough(mod: WireClient): Promise<void> {
  const answer = granted(queuedSchema, await mod.ask('queue', { room: lobby }));
  const { id } = answer.items[0] ?? {};
  await mod.ask('resolve', { room: lobby, id, approve: true });
}

/** More than who is back is told one by one. */
async function saysMuch(mod: WireClient): Promise<void> {
  for (let count = 0; count < 510; count += 1) await mod.say(`message ${count}`);
}

/** That it is let through settles it for good: it is shown once, and there is nothing left to try again. */
async function isSettled(room: ChatRoom, { id, message }: { id: string; message: string }): Promise<void> {
  await hears(room, message);
  assert.equal(said(room).filter((text) => text === message).length, 1);
  assert.equal(await room.retry(id), undefined);
}

test('a held message is not sent again by itself, and is shown once when it is approved', async (t) => {
  const { mod, ann, held } = await holding(t);
  ann.disconnect();
  ann.connect();
  await online(ann);
  const { items } = granted(queuedSchema, await mod.ask('queue', { room: lobby }));
  assert.equal(items.length, 1);
  await letThrough(mod);
  await isSettled(ann, held);
});

test('a held message is shown once if it was approved during a long absence of its sender', async (t) => {
  const { mod, ann, held } = await holding(t);
  ann.disconnect();
  await saysMuch(mod);
  await letThrough(mod);
  ann.connect();
  await online(ann);
  await isSettled(ann, held);
});

test('a held message is shown once if its sender finds it on an older page', async (t) => {
  const { mod, ann, held } = await holding(t);
  ann.disconnect();
  await letThrough(mod);
  await saysMuch(mod);
  ann.connect();
  await online(ann);
  while (ann.hasOlder) await ann.loadOlder();
  await isSettled(ann, held);
});

test('in slow mode, changes of a message do not wait', async (t) => {
  const { mod, ann } = await newPlace(t);
  await applyAction(mod, 'slow', { seconds: 600 });
  const one = await ann.send('one');
  const two = ann.send('two');
  two.catch(() => {});
  await shows(ann, 'the wait', () => ann.messages.some(({ retryAt }) => retryAt));
  await ann.edit(one, 'changed');
  await ann.react(one, '👍');
  assert.deepEqual(said(ann), ['changed', 'two']);
  await applyAction(mod, 'slow', { seconds: 0 });
  ann.disconnect();
  ann.connect();
  await two;
});

test('a pause beyond the longest timer is as long as that timer', async (t) => {
  const error = { code: 'rate_limited', message: 'slowly', retryAfter: 3e6 };
  const refused = { ok: false, error };
  const { server, room } = await scripted(t, {
    joins: { lobby: joined() },
    sends: [refused, refused, refused],
  });
  room.send('one').catch(() => {});
  await shows(room, 'the wait', () => room.messages.some(({ retryAt }) => retryAt));
  const entry = {
    seq: 1,
    type: 'message',
    id: newId(),
    time: 0,
    sender: 'ben',
    username: 'Ben',
    message: 'two',
  };
  server.say(['entries', { ...position, entries: [entry] }]);
  await hears(room, 'two');
  assert.equal(server.heard.length, 1);
});

test('a withdrawn message waits for nobody any more', async (t) => {
  const { mod, ann, held } = await holding(t);
  await ann.withdraw(held.id);
  assert.deepEqual(said(ann), []);
  assert.deepEqual(granted(queuedSchema, await mod.ask('queue', { room: lobby })).items, []);
  // A second press of the button, for example.
  await ann.withdraw(held.id);
});

test('a message that is published or dismissed before it is withdrawn is not left over', async (t) => {
  const { mod, ann, held } = await holding(t);
  await letThrough(mod);
  await assert.rejects(ann.withdraw(held.id), { code: 'too_late' });
  await isSettled(ann, held);

  await assert.rejects(ann.send('and example.org'), { code: 'held' });
  const other = ann.messages.find(({ state }) => state === 'failed');
  const [item] = granted(queuedSchema, await mod.ask('queue', { room: lobby })).items;
  await mod.ask('resolve', { room: lobby, id: item?.id });
  await ann.withdraw(other?.id ?? '');
  assert.deepEqual(said(ann), ['see example.com']);
});

test('a message stays if it cannot be withdrawn at the moment', async (t) => {
  const { ann, held } = await holding(t);
  ann.disconnect();
  await assert.rejects(ann.withdraw(held.id), { code: 'no_answer' });
  assert.deepEqual(said(ann), ['see example.com']);
});
