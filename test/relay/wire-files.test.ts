import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { type ChatFile, messageEntrySchema, queuedSchema } from '@realtime-chat/protocol';
import type { RelayOptions } from '@realtime-chat/relay';
import type { UploadedFile } from '../../relay/src/files/file-record.ts';
import { newReceiver } from '../support/receiver.ts';
import { newRelay, type RunningRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import {
  changing,
  granted,
  newId,
  newMember,
  refused,
  shaped,
  type WireClient,
} from '../support/wire-client.ts';
import { leftFiles, newFilesFolder } from './file-store.ts';

const showing = async (sub: string, claims: object = {}) =>
  bearing(await token({ sub, name: sub, ...claims }), { files: true });

interface FilesRoom {
  relay: RunningRelay;
  data: string;
  ids: string[];
  ann: WireClient;
  bob: WireClient;
}

/** A room with Ann and Bob. Ann has uploaded files. */
async function newRoom(
  t: TestContext,
  files: Partial<UploadedFile>[] = [{}],
  options: RelayOptions = {},
): Promise<FilesRoom> {
  const owned = files.map((file) => ({ owner: 'user:ann', ...file }));
  const { data, ids } = await newFilesFolder(t, owned);
  const relay = await newRelay(t, { data, authSecret, ...options });
  const ann = await newMember(t, relay.url, 'Ann', await showing('ann'));
  const bob = await newMember(t, relay.url, 'Bob', await showing('bob'));
  return { relay, data, ids, ann, bob };
}

const message = (ids: readonly string[], words: object = {}) => ({
  room: 'lobby',
  id: newId(),
  message: '',
  files: ids.map((id) => ({ id })),
  ...words,
});

async function heard(client: WireClient, seq: number) {
  return shaped(messageEntrySchema, await client.hearsEntry(seq));
}

test('a message has the files of its sender as they were uploaded, with what the sender tells of them', async (t) => {
  const size = { width: 640, height: 480 };
  const { ann, bob, ids } = await newRoom(t, [{ type: 'image/png', name: 'cat.png', ...size }, {}]);
  const [one = '', two = ''] = ids;
  const request = message([], {
    message: 'my cats',
    files: [
      { id: one, alt: 'a cat', preview: 'abc', name: 'evil.html', type: 'text/html', size: 1 },
      { id: two },
    ],
  });
  assert.ok((await ann.ask('send', request)).ok);
  const files: ChatFile[] = [
    { id: one, name: 'cat.png', type: 'image/png', size: 7, ...size, preview: 'abc', alt: 'a cat' },
    { id: two, name: 'cat.txt', type: 'text/plain', size: 7 },
  ];
  const entry = await heard(bob, 1);
  assert.deepEqual([entry.message, entry.files], ['my cats', files]);
  const late = await bob.join();
  assert.deepEqual(late.messages?.[0]?.files, files);
});

test('a message that is sent again with its files is stored once', async (t) => {
  const { ann, ids } = await newRoom(t, [{}, {}]);
  const [one = '', two = ''] = ids;
  const request = message([one]);
  assert.ok((await ann.ask('send', request)).ok);
  const again = await ann.ask('send', { ...request, files: [{ id: one, alt: 'described by now' }] });
  assert.deepEqual({ ...again, epoch: 0, time: 0 }, { ok: true, epoch: 0, seq: 1, time: 0, duplicate: true });
  const others = await ann.ask('send', { ...request, files: [{ id: two }] });
  assert.equal(refused(others).code, 'conflict');
});

test('a file belongs to one message of its owner in its room', async (t) => {
  const { ann, bob, ids } = await newRoom(t, [{}, { room: 'den' }, { owner: 'user:bob' }]);
  const [own = '', elsewhere = '', bobs = ''] = ids;
  assert.equal(refused(await ann.ask('send', message([elsewhere]))).code, 'file_not_found');
  assert.equal(refused(await ann.ask('send', message([bobs]))).code, 'file_not_found');
  assert.equal(refused(await bob.ask('send', message([own]))).code, 'file_not_found');
  assert.equal(refused(await ann.ask('send', message([own, elsewhere]))).code, 'file_not_found');
  assert.ok((await ann.ask('send', message([own]))).ok);
  assert.equal(refused(await ann.ask('send', message([own]))).code, 'conflict');
});

test('a caption can be removed by an edit, the text of a message without files cannot', async (t) => {
  const { ann, bob, ids } = await newRoom(t);
  const request = message(ids, { message: 'my cat' });
  assert.ok((await ann.ask('send', request)).ok);
  await ann.edit({ seq: 1, id: request.id }, '');
  const [changed] = (await bob.join()).messages ?? [];
  assert.deepEqual([changed?.message, changed?.files?.[0]?.id], ['', ids[0]]);
  const id = newId();
  await ann.say('a text', { id });
  const edit = changing({ seq: 3, id }, { message: ' ' });
  assert.deepEqual(refused(await ann.ask('edit', edit)), {
    code: 'invalid',
    message: 'message must not be empty',
  });
});

test('the files of a deleted message are removed, those of others stay', async (t) => {
  const { relay, data, ann, ids } = await newRoom(t, [{}, {}]);
  const requests = ids.map((id) => message([id]));
  for (const request of requests) assert.ok((await ann.ask('send', request)).ok);
  await ann.remove({ seq: 1, id: requests[0]?.id ?? '' });
  assert.equal((await ann.join()).messages?.[0]?.files, undefined);
  await relay.close();
  assert.deepEqual(await leftFiles(t, data), { ids: [ids[1]], blobs: 1 });
});

test('a refused message leaves its files to another message', async (t) => {
  const { ann, ids } = await newRoom(t, [{}], { blocklist: ['dogs'] });
  assert.equal(refused(await ann.ask('send', message(ids, { message: 'dogs' }))).code, 'blocked');
  const named = { ...message(ids), username: '✓ Ann' };
  assert.ok((await ann.ask('send', named)).ok, 'the site names Ann');
});

test('a message that slow mode refuses does not keep its files', async (t) => {
  const { relay, ann, ids } = await newRoom(t, [{}, {}]);
  const mod = await newMember(t, relay.url, 'Mona', await showing('mona', { roles: ['moderator'] }));
  const slow = { room: 'lobby', id: newId(), action: 'slow', seconds: 60 };
  assert.ok((await mod.ask('moderate', slow)).ok);
  assert.ok((await ann.ask('send', message([ids[0] ?? '']))).ok);
  assert.equal(refused(await ann.ask('send', message([ids[1] ?? '']))).code, 'rate_limited');
  assert.ok((await mod.ask('moderate', { ...slow, id: newId(), seconds: 0 })).ok);
  assert.ok((await ann.ask('send', message([ids[1] ?? '']))).ok);
});

test('the blocklist and the filter see the names and the alternative texts of files', async (t) => {
  const seen: object[] = [];
  const { ann, ids } = await newRoom(t, [{ name: 'my dogs.txt' }, {}], {
    blocklist: ['dogs'],
    filter: (text, about) => {
      seen.push({ text, files: about.files });
      return text;
    },
  });
  const [named = '', other = ''] = ids;
  assert.equal(refused(await ann.ask('send', message([named]))).code, 'blocked');
  const described = message([], { files: [{ id: other, alt: 'two dogs' }] });
  assert.equal(refused(await ann.ask('send', described)).code, 'blocked');
  const file = { id: other, name: 'cat.txt', type: 'text/plain', size: 7, alt: 'two dogs' };
  assert.deepEqual(seen.at(-1), { text: '', files: [file] });
});

test('the filter gets the files of a message also when its caption is edited', async (t) => {
  const seen: object[] = [];
  const { ann, bob, ids } = await newRoom(t, [{}], {
    filter: (text, about) => {
      seen.push({ text, names: about.files?.map(({ name }) => name) });
      return text === 'nothing' ? '' : text;
    },
  });
  const request = message(ids, { message: 'my cat' });
  assert.ok((await ann.ask('send', request)).ok);
  const target = { seq: 1, id: request.id };
  await ann.edit(target, '');
  assert.deepEqual(seen.at(-1), { text: '', names: ['cat.txt'] });
  // As with a new message, the filter may leave nothing of the text.
  await ann.edit(target, 'nothing');
  assert.deepEqual(seen.at(-1), { text: 'nothing', names: ['cat.txt'] });
  assert.equal((await bob.join()).messages?.[0]?.message, '');
  await ann.say('a text');
  assert.deepEqual(seen.at(-1), { text: 'a text', names: undefined });
});

test('the hook decides by the action `attach`', async (t) => {
  const { ann, ids } = await newRoom(t, [{}], { authorize: (_person, _room, action) => action !== 'attach' });
  assert.equal(refused(await ann.ask('send', message(ids))).code, 'forbidden');
  assert.ok((await ann.say('a text')).seq);
});

test('a relay without files refuses them by name', async (t) => {
  const { ann, ids } = await newRoom(t, [{}], { files: 'off' });
  assert.equal(refused(await ann.ask('send', message(ids))).code, 'files_off');
});

test('a moderator sees the files of a reported message', async (t) => {
  const { relay, ann, bob, ids } = await newRoom(t);
  const request = message(ids);
  assert.ok((await ann.ask('send', request)).ok);
  assert.ok((await bob.ask('report', { room: 'lobby', target: { seq: 1, id: request.id } })).ok);
  const mod = await newMember(t, relay.url, 'Mona', await showing('mona', { roles: ['moderator'] }));
  const { items } = granted(queuedSchema, await mod.ask('queue', { room: 'lobby' }));
  assert.deepEqual(items[0]?.message.files?.[0]?.name, 'cat.txt');
});

/** A room with a moderator and a guest, who has uploaded a file, on a relay that holds guests' files. */
async function newHoldingRoom(t: TestContext) {
  const first = await newFilesFolder(t, []);
  const relay = await newRelay(t, { data: first.data });
  const { me } = await (await newMember(t, relay.url, 'Gus')).join();
  await relay.close();
  const { data, ids } = await newFilesFolder(t, [{ owner: me.id }], first.data);
  const holding = await newRelay(t, { data, authSecret, guestFiles: 'hold' });
  const auth = { protocol: 1, session: me.session, files: true };
  const gus = await newMember(t, holding.url, 'Gus', { auth });
  const mod = await newMember(t, holding.url, 'Mona', await showing('mona', { roles: ['moderator'] }));
  const request = message(ids, { message: 'my cat' });
  assert.equal(refused(await gus.ask('send', request)).code, 'held');
  const { items } = granted(queuedSchema, await mod.ask('queue', { room: 'lobby' }));
  return { relay: holding, data, ids, gus, mod, request, items };
}

test('a guest’s file waits for a moderator, who sees it, and is sent when it is approved', async (t) => {
  const { relay, data, ids, gus, mod, request, items } = await newHoldingRoom(t);
  assert.deepEqual(items[0]?.message.files?.[0]?.id, ids[0]);
  assert.equal(refused(await gus.ask('send', request)).code, 'held');
  assert.equal(refused(await gus.ask('send', message(ids))).code, 'conflict');
  assert.ok((await mod.ask('resolve', { room: 'lobby', id: items[0]?.id, approve: true })).ok);
  assert.equal((await heard(gus, 1)).files?.[0]?.id, ids[0]);
  await relay.close();
  assert.deepEqual(await leftFiles(t, data), { ids, blobs: 1 });
});

for (const [by, act] of [
  [
    'dismissed by a moderator',
    ({ mod, items }: Awaited<ReturnType<typeof newHoldingRoom>>) =>
      mod.ask('resolve', { room: 'lobby', id: items[0]?.id }),
  ],
  [
    'withdrawn by its sender',
    ({ gus, request }: Awaited<ReturnType<typeof newHoldingRoom>>) =>
      gus.ask('withdraw', { room: 'lobby', id: request.id }),
  ],
] as const) {
  test(`the files of a held message that is ${by} are removed`, async (t) => {
    const room = await newHoldingRoom(t);
    assert.ok((await act(room)).ok);
    await room.relay.close();
    assert.deepEqual(await leftFiles(t, room.data), { ids: [], blobs: 0 });
  });
}

test('a webhook gets the files of a message', async (t) => {
  const receiver = await newReceiver(t);
  const secret = `whsec_${Buffer.from('a secret of thirty-two bytes. OK').toString('base64')}`;
  const { ann, ids } = await newRoom(t, [{}], { webhook: { url: receiver.url, secret } });
  assert.ok((await ann.ask('send', message(ids))).ok);
  const { body } = await receiver.calls.first('the message');
  assert.deepEqual(shaped(messageEntrySchema, body.entries[0]).files?.[0]?.name, 'cat.txt');
});

test('the site’s server sends a file that it has uploaded, once', async (t) => {
  const { relay, bob, ids } = await newRoom(t, [{ owner: 'relay' }, {}]);
  const [own = '', anns = ''] = ids;
  const id = newId();
  await relay.publish('lobby', { id, message: '', files: [{ id: own, alt: 'a cat' }] });
  assert.equal((await heard(bob, 1)).files?.[0]?.alt, 'a cat');
  const again = await relay.publish('lobby', { id, message: '', files: [{ id: own }] });
  assert.deepEqual([again.seq, again.duplicate], [1, true]);
  await assert.rejects(relay.publish('lobby', { message: '', files: [{ id: anns }] }), {
    code: 'file_not_found',
  });
  await assert.rejects(relay.publish('lobby', { message: '' }), /message must not be empty/);
});
