import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { rulesPageSchema, sentSchema } from '@realtime-chat/protocol';
import { Refusal, type RelayOptions } from '@realtime-chat/relay';
import { newFolder } from '../support/folder.ts';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { changing, granted, newId, newMember, newWireClient, refused, said } from '../support/wire-client.ts';
import { idOf, moderate, newRoom, newRoomMember, putOut, say } from './moderated-room.ts';

test('one action deletes all messages of a person, and nothing else', async (t) => {
  const { mod, ann, bob } = await newRoom(t);
  for (let count = 0; count < 130; count++) await (count % 2 ? ann : bob).say(String(count));
  await moderate(mod, 'clear', { person: await idOf(ann) });
  const { messages } = await bob.history(Number.MAX_SAFE_INTEGER, 100);
  const more = (await bob.history(messages[0]?.seq ?? 0, 100)).messages;
  const all = [...more, ...messages];
  assert.equal(all.length, 130);
  for (const { username, deleted, message } of all) {
    assert.equal(deleted ?? false, username === 'Ann', message);
    assert.equal(message === '', username === 'Ann');
  }
});

test('only moderators may moderate, not each other or themselves, and an owner may moderate all', async (t) => {
  const { relay, mod, ann, bob } = await newRoom(t);
  const person = await idOf(bob);
  for (const action of ['mute', 'unmute', 'ban', 'unban', 'clear', 'lock', 'unlock']) {
    const request = { room: 'lobby', id: newId(), action, person };
    assert.equal(refused(await ann.ask('moderate', request)).code, 'forbidden', action);
  }
  const other = await newMember(
    t,
    relay.url,
    'Olaf',
    bearing(await token({ sub: '8', name: 'Olaf', roles: ['moderator'] })),
  );
  const ban = (target: string) => ({ room: 'lobby', id: newId(), action: 'ban', person: target });
  assert.equal(refused(await mod.ask('moderate', ban('user:8'))).code, 'forbidden');
  assert.equal(refused(await mod.ask('moderate', ban('user:7'))).code, 'invalid');
  const owner = await newMember(
    t,
    relay.url,
    'Olga',
    bearing(await token({ sub: '1', name: 'Olga', roles: ['owner'] })),
  );
  const out = putOut(other);
  await moderate(owner, 'ban', { person: 'user:8' });
  assert.equal((await out).code, 'banned');
  assert.equal(
    refused(
      await newMember(t, relay.url, 'Zoe').then((zoe) => zoe.ask('moderate', { ...ban('x'), room: 'attic' })),
    ).code,
    'not_joined',
  );
});

test('restrictions hold after a restart, even when their entry has left the log', async (t) => {
  const data = await newFolder(t);
  const first = await newRoom(t, { data });
  const [ann, bob] = [await first.ann.join(), await first.bob.join()];
  await moderate(first.mod, 'mute', { person: ann.me.id });
  await moderate(first.mod, 'ban', { person: bob.me.id, address: false });
  await moderate(first.mod, 'slow', { seconds: 30 });
  await first.relay.close();

  const second = await newRelay(t, { authSecret, data, keepMessages: 1 });
  const enters = (session: string) => newWireClient(t, second.url, { auth: { protocol: 1, session } });
  const [again, out] = [await enters(ann.me.session), await enters(bob.me.session)];
  const { muted, slow } = await again.join({ username: 'Ann' });
  assert.deepEqual([muted, slow], [true, 30]);
  assert.equal(refused(await again.ask('send', say())).code, 'muted');
  assert.equal(refused(await out.ask('join', { room: 'lobby' })).code, 'banned');
});

test('a retried action is a duplicate, and does not undo later actions', async (t) => {
  const { mod, ann } = await newRoom(t);
  const person = await idOf(ann);
  const mute = { room: 'lobby', id: newId(), action: 'mute', person };
  const first = granted(sentSchema, await mod.ask('moderate', mute));
  await moderate(mod, 'unmute', { person });
  const again = await mod.ask('moderate', mute);
  assert.deepEqual(again, { ok: true, ...first, duplicate: true });
  await ann.say('hello');
  assert.equal(refused(await mod.ask('moderate', { ...mute, action: 'ban' })).code, 'conflict');
  await ann.say('still here');
});

test('a malformed action is refused, and the error names the field', async (t) => {
  const { mod } = await newRoom(t);
  for (const words of [
    {},
    { action: 'dance' },
    { action: 'mute' },
    { action: 'mute', person: '' },
    { action: 'mute', person: 'x', seconds: -1 },
    { action: 'slow' },
    { action: 'slow', seconds: 1.5 },
    { action: 'mute', person: '__proto__', seconds: 1e12 },
  ]) {
    const answer = refused(await mod.ask('moderate', { room: 'lobby', id: newId(), ...words }));
    assert.equal(answer.code, 'invalid', JSON.stringify(words));
  }
  await moderate(mod, 'mute', { person: '__proto__' });
  await moderate(mod, 'mute', { person: 'constructor' });
  await (await newRoomMember(t, mod)).say('hello');
});

test('an action under the id of another entry is a conflict, and has no effect', async (t) => {
  const { mod, ann } = await newRoom(t);
  const { id } = await said(mod, 'hello');
  const person = await idOf(ann);
  for (const words of [{ action: 'mute', person }, { action: 'lock' }, { action: 'clear', person }]) {
    await ann.say(`before ${words.action}`);
    assert.equal(refused(await mod.ask('moderate', { room: 'lobby', id, ...words })).code, 'conflict');
    assert.ok((await ann.join()).messages?.every(({ deleted }) => !deleted));
  }
  await ann.say('still here');
});

test('the relay serves others while it deletes many messages of one person', async (t) => {
  const { mod, ann, bob } = await newRoom(t);
  const person = await idOf(ann);
  // In parts: a slow machine would answer no ping during one large batch.
  for (let first = 0; first < 5000; first += 250) {
    await Promise.all(Array.from({ length: 250 }, (_, index) => ann.say(String(first + index))));
  }
  const order: string[] = [];
  const cleared = moderate(mod, 'clear', { person }).then(() => order.push('cleared'));
  await bob.entries.until('the first deletion', (all) =>
    all.some(({ entries }) => entries.some(({ type }) => type === 'delete')),
  );
  await bob.say('meanwhile').then(() => order.push('said'));
  // A ban does not wait for the deletion.
  await moderate(mod, 'ban', { person, address: false }).then(() => order.push('banned'));
  await cleared;
  assert.deepEqual(order, ['said', 'banned', 'cleared']);
  const { messages } = await mod.history(Number.MAX_SAFE_INTEGER);
  assert.deepEqual(
    messages.filter(({ deleted }) => !deleted).map(({ message }) => message),
    ['meanwhile'],
  );
});

test('only an owner can ban moderators and owners, also where the hook decides on roles', async (t) => {
  const authorize: RelayOptions['authorize'] = (person, _room, action) =>
    action !== 'moderate' || person.roles.length > 0 || person.username === undefined;
  const owner = bearing(await token({ sub: '1', name: 'Olga', roles: ['owner'] }));
  const moderator = bearing(await token({ sub: '7', roles: ['moderator'] }));
  const { url } = await newRelay(t, { authSecret });
  const mod = await newMember(t, url, 'Mona', moderator);
  // By the id of a person that was never here.
  await moderate(mod, 'ban', { person: 'user:1' });
  await moderate(mod, 'mute', { person: 'user:1' });
  const olga = await newMember(t, url, 'Olga', owner);
  await olga.say('hello');
  olga.socket.disconnect();
  const ban = { room: 'lobby', id: newId(), action: 'ban', person: 'user:1' };
  assert.equal(refused(await mod.ask('moderate', ban)).code, 'forbidden');
  const again = await newMember(t, url, 'Olga', owner);
  await moderate(again, 'mute', { person: 'user:7' });
  assert.equal(refused(await mod.ask('send', say())).code, 'muted');

  // Here the hook makes guests moderators of the room.
  const other = await newRelay(t, { authSecret, authorize });
  const [gus, hal] = [await newMember(t, other.url, 'Gus'), await newMember(t, other.url, 'Hal')];
  const lisa = await newMember(t, other.url, 'Lisa', bearing(await token({ sub: '8', name: 'Lisa' })));
  await moderate(gus, 'ban', { person: 'a guest who has gone', address: true });
  await moderate(gus, 'ban', { person: 'user:8', address: true });
  const { code } = refused(await lisa.ask('join', { room: 'lobby' }));
  assert.equal(code, 'banned');
  await hal.say('still here');
  await moderate(gus, 'lock');
  await hal.say('I look after it too');
  assert.equal(refused(await hal.ask('moderate', { ...ban, person: await idOf(gus) })).code, 'forbidden');
  const target = await said(gus, 'mine');
  await hal.remove(target);
  await (await newMember(t, other.url, 'Ida')).say('from there too');
});

test('moderators get a room’s restrictions, newest first, in pages', async (t) => {
  const { mod, ann, bob } = await newRoom(t);
  const rules = async (skip?: number) =>
    granted(rulesPageSchema, await mod.ask('rules', { room: 'lobby', ...(skip !== undefined && { skip }) }));
  assert.deepEqual({ ...(await rules()) }, { decrees: [], count: 0 });
  await ann.say('hello');
  const person = await idOf(ann);
  await moderate(mod, 'mute', { person, seconds: 60 });
  await moderate(mod, 'ban', { person: 'user:8' });
  await moderate(mod, 'slow', { seconds: 5 });
  await moderate(mod, 'lock');
  const { decrees, ...rest } = await rules();
  assert.deepEqual(rest, { count: 2, slow: 5, locked: true });
  const until = decrees[1]?.until ?? 0;
  assert.ok(Math.abs(until - Date.now() - 60_000) < 5000, `until ${until}`);
  assert.deepEqual(decrees, [
    { action: 'ban', person: 'user:8' },
    { action: 'mute', person, username: 'Ann', until, address: true },
  ]);
  for (let index = 0; index < 101; index++) await moderate(mod, 'ban', { person: `user:x${index}` });
  const [first, second] = [await rules(), await rules(100)];
  assert.deepEqual([first.decrees.length, second.decrees.length, second.count], [100, 3, 103]);
  assert.equal(first.decrees[0]?.person, 'user:x100');
  assert.equal(second.decrees[2]?.person, person);
  for (const id of ['user:8', ...Array.from({ length: 101 }, (_, index) => `user:x${index}`)]) {
    await moderate(mod, 'unban', { person: id });
  }
  await moderate(mod, 'unmute', { person });
  assert.deepEqual((await rules()).decrees, []);
  assert.equal(refused(await bob.ask('rules', { room: 'lobby' })).code, 'forbidden');
});

test('a retry of a stored entry gets the same answer, even if the sender is restricted by now', async (t) => {
  let isOpen = true;
  const filter: RelayOptions['filter'] = (message) => {
    if (!isOpen) throw new Refusal('blocked', 'not any more');
    return message;
  };
  const { mod, ann, bob } = await newRoom(t, { filter });
  const words = { ...say(), username: 'Ann' };
  const { seq, epoch } = granted(sentSchema, await ann.ask('send', words));
  const target = { seq, id: words.id, epoch };
  const edit = changing(target, { message: 'hi' });
  const react = changing(target, { emoji: '👍', on: true });
  await ann.hears('hello');
  for (const [event, request] of [
    ['edit', edit],
    ['react', react],
  ] as const) {
    assert.ok((await ann.ask(event, request)).ok, event);
  }
  await moderate(mod, 'mute', { person: await idOf(ann) });
  await moderate(mod, 'lock');
  isOpen = false;
  for (const [event, request] of [
    ['send', words],
    ['edit', edit],
    ['react', react],
  ] as const) {
    assert.ok((await ann.ask(event, request)).ok, event);
    assert.ok(!(await ann.ask(event, { ...request, id: newId() })).ok, event);
  }
  assert.equal((await bob.history(99)).messages.length, 1);
});

test('a message that is sent again while the site’s filter has it is sent once, also in slow mode', async (t) => {
  const filtered = new Inbox<number>();
  let isSent = false;
  const filter: RelayOptions['filter'] = async (message) => {
    const turn = filtered.all.length + 1;
    filtered.put(turn);
    // The first one ends once the second has begun, and the second one once the message is sent.
    if (turn === 1) await filtered.first('the second request', (each) => each === 2);
    else while (!isSent) await setTimeout(10);
    return message;
  };
  const { mod, ann } = await newRoom(t, { filter });
  await moderate(mod, 'slow', { seconds: 60 });
  const words = { ...say(), username: 'Ann' };
  const [first, again] = [ann.ask('send', words), ann.ask('send', words)];
  const { seq } = granted(sentSchema, await first);
  isSent = true;
  assert.equal(granted(sentSchema, await again).seq, seq);
});
