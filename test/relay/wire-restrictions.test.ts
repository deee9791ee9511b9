import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sentSchema } from '@realtime-chat/protocol';
import { Refusal } from '@realtime-chat/relay';
import { Inbox } from '../support/inbox.ts';
import { bearing, token } from '../support/tokens.ts';
import { changing, granted, newId, newMember, newWireClient, refused, said } from '../support/wire-client.ts';
import { idOf, moderate, newRoom, putOut, say } from './moderated-room.ts';

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
