import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { rulesPageSchema, sentSchema, type WireError } from '@realtime-chat/protocol';
import { Refusal, type RelayOptions } from '@realtime-chat/relay';
import { newFolder } from '../support/folder.ts';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import {
  changing,
  granted,
  newId,
  newMember,
  newWireClient,
  refused,
  said,
  type WireClient,
} from '../support/wire-client.ts';

const say = (message = 'hello') => ({ room: 'lobby', id: newId(), message });

async function moderate(client: WireClient, action: string, words: object = {}) {
  return granted(sentSchema, await client.ask('moderate', { room: 'lobby', id: newId(), action, ...words }));
}

async function idOf(client: WireClient): Promise<string> {
  return (await client.join()).me.id;
}

async function newRoom(t: TestContext, options: RelayOptions = {}) {
  const relay = await newRelay(t, { authSecret, ...options });
  const mod = await newMember(t, relay.url, 'Mona', bearing(await token({ roles: ['moderator'] })));
  const [ann, bob] = [await newMember(t, relay.url, 'Ann'), await newMember(t, relay.url, 'Bob')];
  return { relay, mod, ann, bob };
}

/** Resolves with the reason when the relay removes the client from the room. */
function putOut({ socket }: WireClient): Promise<WireError & { room: string }> {
  return new Promise((resolve) => socket.once('closed', resolve));
}

test('a muted person can read and delete, and writes again when the mute expires or is lifted', async (t) => {
  const { mod, ann, bob } = await newRoom(t);
  const target = await said(ann, 'rude');
  const mine = await said(ann, 'mine');
  const person = await idOf(ann);
  await moderate(mod, 'mute', { person });
  for (const [event, words] of [
    ['send', say()],
    ['edit', changing(target, { message: 'x' })],
    ['react', changing(target, { emoji: '👍', on: true })],
  ] as const) {
    const { code, retryAfter } = refused(await ann.ask(event, words));
    assert.deepEqual([code, retryAfter], ['muted', undefined], event);
  }
  const forGood = await ann.join();
  assert.deepEqual([forGood.muted, forGood.mutedFor], [true, undefined]);
  await ann.remove(mine);
  await bob.say('heard');
  await ann.hears('heard');
  await ann.join({ room: 'attic' });
  await ann.say('elsewhere', { room: 'attic', username: 'Ann' });

  await moderate(mod, 'unmute', { person });
  await ann.say('again');
  await moderate(mod, 'mute', { person, seconds: 60 });
  const { muted, mutedFor = 0 } = await ann.join();
  assert.ok(muted && mutedFor > 0 && mutedFor <= 60_000, `${mutedFor} ms`);
  await moderate(mod, 'mute', { person, seconds: 1 });
  assert.equal(refused(await ann.ask('send', say())).code, 'muted');
  while (!(await ann.ask('send', say('over'))).ok);
});

test('a banned guest is removed in all tabs, and cannot join again, nor as a new guest from the same address', async (t) => {
  const { relay, mod, ann, bob } = await newRoom(t, { trustProxy: ['127.0.0.1', '::1'] });
  const from = (address: string, more: object = {}) => ({
    extraHeaders: { 'x-forwarded-for': address },
    ...more,
  });
  const eve = await newMember(t, relay.url, 'Eve', from('192.0.2.9'));
  const { me } = await eve.join();
  const auth = { protocol: 1, session: me.session };
  const tab = await newMember(t, relay.url, 'Eve', from('192.0.2.10', { auth }));
  const outs = [putOut(eve), putOut(tab)];
  const entry = await moderate(mod, 'ban', { person: me.id });
  for (const out of outs) {
    const { room, code } = await out;
    assert.deepEqual([room, code], ['lobby', 'banned']);
  }
  // Everybody in the room gets the entry, but not her address.
  const told = await bob.hearsEntry(entry.seq);
  assert.deepEqual(
    { ...told, id: '', time: 0 },
    { seq: entry.seq, id: '', time: 0, type: 'moderate', sender: 'user:7', action: 'ban', person: me.id },
  );
  await bob.members.until(
    'Eve gone',
    (all) => !all.at(-1)?.members.some(({ username }) => username === 'Eve'),
  );
  assert.equal(refused(await eve.ask('send', say())).code, 'not_joined');
  assert.equal(refused(await eve.ask('join', { room: 'lobby' })).code, 'banned');
  for (const address of ['192.0.2.9', '192.0.2.10']) {
    const new_ = await newWireClient(t, relay.url, from(address));
    assert.equal(refused(await new_.ask('join', { room: 'lobby' })).code, 'banned');
    await new_.join({ room: 'attic' });
  }
  // The ban holds neither for a logged-in person at her address nor for guests elsewhere.
  await newMember(t, relay.url, 'Lisa', from('192.0.2.9', bearing(await token({ sub: '8', name: 'Lisa' }))));
  await ann.say('still here');

  await moderate(mod, 'unban', { person: me.id });
  await eve.join();
  await newMember(t, relay.url, 'Fay', from('192.0.2.9'));
});

test('the ban of a logged-in person holds for no guest, unless the moderator asks for the address', async (t) => {
  const { relay, mod } = await newRoom(t);
  const lisa = await newMember(t, relay.url, 'Lisa', bearing(await token({ sub: '8', name: 'Lisa' })));
  await moderate(mod, 'ban', { person: 'user:8', seconds: 3600 });
  assert.equal(refused(await lisa.ask('join', { room: 'lobby' })).code, 'banned');
  await newMember(t, relay.url, 'Gus');
  await moderate(mod, 'ban', { person: 'user:8', address: true });
  const eve = await newWireClient(t, relay.url);
  assert.equal(refused(await eve.ask('join', { room: 'lobby' })).code, 'banned');
});

test('in a locked room everybody reads, and only moderators write', async (t) => {
  const { mod, ann } = await newRoom(t);
  await moderate(mod, 'lock');
  assert.equal(refused(await ann.ask('send', say())).code, 'locked');
  assert.equal((await ann.join()).locked, true);
  await mod.say('from above');
  await ann.hears('from above');
  await moderate(mod, 'unlock');
  await ann.say('hello');
  assert.ok(!('locked' in (await ann.join())));
});

test('in slow mode each person waits between their own messages, and learns how long', async (t) => {
  const { mod, ann, bob } = await newRoom(t);
  await moderate(mod, 'slow', { seconds: 60 });
  await ann.say('one');
  const { code, retryAfter = 0 } = refused(await ann.ask('send', say()));
  assert.equal(code, 'rate_limited');
  assert.ok(retryAfter > 50 && retryAfter <= 60, `${retryAfter} s`);
  await bob.say('mine');
  for (const message of ['a', 'b']) await mod.say(message);
  assert.equal((await ann.join()).slow, 60);
  await moderate(mod, 'slow', { seconds: 0 });
  await ann.say('two');
});

test('slow mode that is turned off and on again forgets earlier messages', async (t) => {
  const { mod, ann } = await newRoom(t);
  for (let time = 0; time < 2; time++) {
    await moderate(mod, 'slow', { seconds: 60 });
    await ann.say('at once');
    assert.equal(refused(await ann.ask('send', say())).code, 'rate_limited');
    await moderate(mod, 'slow', { seconds: 0 });
  }
});

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

async function newRoomMember(t: TestContext, { socket }: WireClient): Promise<WireClient> {
  const { hostname, port } = socket.io.opts;
  return newMember(t, `http://${hostname}:${port}`, 'Somebody');
}

test('a new session ends neither a mute nor the wait of slow mode, and others at the address are not affected', async (t) => {
  const { relay, mod, ann, bob } = await newRoom(t);
  await moderate(mod, 'mute', { person: await idOf(ann) });
  const again = await newMember(t, relay.url, 'Ann again');
  assert.equal((await again.join()).muted, true);
  assert.equal(refused(await again.ask('send', say())).code, 'muted');
  await bob.say('I was here before');
  // This holds too for a session that was renewed meanwhile.
  const back = await newWireClient(t, relay.url, {
    auth: { protocol: 1, session: (await bob.join()).me.session },
  });
  const { session } = (await back.join()).me;
  const backAgain = await newMember(t, relay.url, 'Bob', { auth: { protocol: 1, session } });
  await backAgain.say('I was here before, too');
  await moderate(mod, 'unmute', { person: await idOf(again) });
  await again.say('hello');
  assert.equal(refused(await ann.ask('send', say())).code, 'muted');
  await moderate(mod, 'unmute', { person: await idOf(ann) });

  await moderate(mod, 'slow', { seconds: 60 });
  await ann.say('one');
  const anew = await newMember(t, relay.url, 'Somebody else');
  const { code, retryAfter = 0 } = refused(await anew.ask('send', say()));
  assert.equal(code, 'rate_limited');
  assert.ok(retryAfter > 50 && retryAfter <= 60, `${retryAfter} s`);
  await bob.say('mine');
  assert.equal(refused(await anew.ask('send', say())).code, 'rate_limited');
  // A logged-in person is not affected, whatever their address.
  const lisa = await newMember(t, relay.url, 'Lisa', bearing(await token({ sub: '8', name: 'Lisa' })));
  await lisa.say('hello');
});

test('a mute holds for an address only if the moderator asks for it', async (t) => {
  const { relay, mod, ann } = await newRoom(t);
  await moderate(mod, 'mute', { person: await idOf(ann), address: false });
  await (await newMember(t, relay.url, 'Cleo')).say('hello');
  await moderate(mod, 'mute', { person: 'user:8', address: true });
  await (await newMember(t, relay.url, 'Dora')).say('hello');
});

test('slow mode counts no refused or repeated message, and edits have to wait too', async (t) => {
  const filter = (message: string): string => {
    if (message === 'darn') throw new Refusal('blocked', 'no');
    return message;
  };
  const { mod, ann } = await newRoom(t, { filter });
  await moderate(mod, 'slow', { seconds: 60 });
  assert.equal(refused(await ann.ask('send', say('darn'))).code, 'blocked');
  assert.equal(refused(await ann.ask('send', { ...say(), username: 'Mona' })).code, 'name_taken');
  const reply = { seq: 99, id: newId() };
  assert.equal(refused(await ann.ask('send', { ...say(), reply })).code, 'not_found');
  const first = say();
  const { seq } = granted(sentSchema, await ann.ask('send', first));
  assert.deepEqual(
    { ...(await ann.ask('send', first)), time: 0, epoch: '' },
    {
      ok: true,
      epoch: '',
      seq,
      time: 0,
      duplicate: true,
    },
  );
  const target = { seq, id: first.id };
  assert.equal(
    refused(await ann.ask('edit', changing({ seq: 99, id: newId() }, { message: 'x' }))).code,
    'not_found',
  );
  const edit = changing(target, { message: 'a slip mended' });
  const edited = granted(sentSchema, await ann.ask('edit', edit));
  assert.equal(granted(sentSchema, await ann.ask('edit', edit)).seq, edited.seq);
  const { code, retryAfter = 0 } = refused(await ann.ask('edit', changing(target, { message: 'and more' })));
  assert.equal(code, 'rate_limited');
  assert.ok(retryAfter > 50);
  assert.equal(
    refused(await mod.ask('moderate', { room: 'lobby', id: newId(), action: 'slow', seconds: 86_401 })).code,
    'invalid',
  );
  await moderate(mod, 'slow', { seconds: 86_400 });
});

test('a person that is muted or banned while the filter still runs does not send the message', async (t) => {
  let looks: (() => void) | undefined;
  const looked = new Inbox<string>();
  const filter = async (message: string): Promise<string> => {
    if (message.startsWith('slowly')) {
      await new Promise<void>((resolve) => {
        looks = resolve;
        looked.put(message);
      });
    }
    return message;
  };
  const { mod, ann } = await newRoom(t, { filter, guestLinks: 'hold' });
  const person = await idOf(ann);
  const target = await said(ann, 'mine');
  for (const [event, words, action, code] of [
    ['send', say('slowly 1'), 'mute', 'muted'],
    ['edit', { room: 'lobby', id: newId(), target, message: 'slowly 2' }, 'mute', 'muted'],
    ['send', say('slowly 3'), 'lock', 'locked'],
    ['send', say('slowly example.com'), 'mute', 'muted'],
    ['send', say('slowly 4'), 'ban', 'banned'],
  ] as const) {
    const asked = ann.ask(event, words);
    await looked.first(action, (message) => message === words.message);
    await moderate(mod, action, action === 'lock' ? {} : { person, address: false });
    looks?.();
    assert.equal(refused(await asked).code, code);
    await moderate(mod, `un${action}`, action === 'lock' ? {} : { person });
  }
  const { messages } = await mod.history(Number.MAX_SAFE_INTEGER);
  assert.deepEqual(
    messages.map(({ message }) => message),
    ['mine'],
  );
  assert.equal((await mod.join()).queue, 0);
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

test('a person that has left is banned with their address, and a repeated ban keeps it', async (t) => {
  const { relay, mod } = await newRoom(t, { trustProxy: ['127.0.0.1', '::1'] });
  const from = (address: string, more: object = {}) => ({
    extraHeaders: { 'x-forwarded-for': address },
    ...more,
  });
  const eve = await newMember(t, relay.url, 'Eve', from('192.0.2.9'));
  const { me } = await eve.join();
  await eve.say('rude');
  eve.socket.disconnect();
  await mod.members.until('Eve gone', (all) => all.at(-1)?.count === 3);
  const neighbour = await newMember(t, relay.url, 'Fay', from('192.0.2.9'));
  const out = putOut(neighbour);
  const { sender } = await mod.hears('rude');
  await moderate(mod, 'ban', { person: sender });
  assert.equal((await out).code, 'banned');
  const enters = async (address: string, more: object = {}) =>
    (await newWireClient(t, relay.url, from(address, more))).ask('join', { room: 'lobby' });
  const auth = { protocol: 1, session: me.session };
  assert.equal(refused(await enters('192.0.2.9')).code, 'banned');
  assert.equal(refused(await enters('192.0.2.77', { auth })).code, 'banned');
  await moderate(mod, 'ban', { person: sender, seconds: 3600 });
  for (const address of ['192.0.2.9', '192.0.2.77'])
    assert.equal(refused(await enters(address)).code, 'banned');
  const lisa = bearing(await token({ sub: '8', name: 'Lisa' }));
  assert.ok((await enters('192.0.2.9', lisa)).ok);
  await moderate(mod, 'unban', { person: sender });
  assert.ok((await enters('192.0.2.9', { auth })).ok);
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
