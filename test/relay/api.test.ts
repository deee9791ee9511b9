import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newFolder } from '../support/folder.ts';
import { holds } from '../support/holds.ts';
import { get } from '../support/http.ts';
import { Inbox } from '../support/inbox.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newId, newMember, newWireClient, refused, said } from '../support/wire-client.ts';
import { bearer, lobby, newServed } from './api-client.ts';

test('a server sends a message to a room, stored once however often it retries, and all members get it', async (t) => {
  const { relay, call } = await newServed(t);
  const ann = await newMember(t, relay.url, 'Ann');
  const words = { message: 'Order 7 is ready', username: 'Shop', id: newId() };
  const first = await call('POST', lobby, words);
  assert.equal(first.status, 201);
  const { epoch, seq, time } = first.body;
  assert.deepEqual(first.body, { epoch, seq: 1, time, id: words.id });
  const again = await call('POST', lobby, { ...words, username: 'The shop' });
  assert.deepEqual([again.status, again.body], [201, { epoch, seq, time, id: words.id, duplicate: true }]);
  const other = await call('POST', lobby, { ...words, message: 'Order 8 is ready' });
  assert.deepEqual([other.status, other.body.error?.code], [409, 'conflict']);

  const second = await call('POST', lobby, { message: 'We close soon' });
  assert.match(second.body.id ?? '', /^[\w-]{16,64}$/);
  holds(await ann.hears('Order 7 is ready'), { seq: 1, username: 'Shop', sender: 'relay', id: words.id });
  const heard = await ann.hears('We close soon');
  assert.deepEqual([heard.seq, heard.sender, 'username' in heard], [2, 'relay', false]);
  assert.equal(heard.id, second.body.id);
});

test('messages are read page by page, the newest first, also of a room that is not open', async (t) => {
  const { relay, call } = await newServed(t);
  for (let count = 1; count <= 60; count++) await relay.publish('lobby', { message: String(count) });
  const seqs = async (query: string) =>
    (await call('GET', lobby + query)).body.messages?.map(({ seq }) => seq);
  const numbers = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index);
  assert.deepEqual(await seqs(''), numbers(11, 60));
  assert.deepEqual(await seqs('?before=11'), numbers(1, 10));
  assert.deepEqual(await seqs('?limit=2&before=31'), [29, 30]);
  assert.deepEqual(await seqs('?limit=100'), numbers(1, 60));
  const unknown = await call('GET', '/api/rooms/nobody-was-here/messages');
  assert.deepEqual([unknown.status, unknown.body], [200, { messages: [], floor: 1 }]);
  for (const query of [
    '?limit=0',
    '?limit=101',
    '?limit=x',
    '?before=-1',
    '?before=1.5',
    '?before=1e3',
    '?limit=',
  ]) {
    const { status, body } = await call('GET', lobby + query);
    assert.deepEqual([status, body.error?.code], [400, 'invalid'], query);
  }
  const head = await get(relay.url, lobby, { method: 'HEAD', headers: bearer });
  assert.deepEqual([head.status, head.text], [200, '']);
});

test('a server can delete any message, by its seq and its id together', async (t) => {
  const { relay, call } = await newServed(t);
  const ann = await newMember(t, relay.url, 'Ann');
  const { seq, id } = await said(ann, 'rude');
  for (const [path, status] of [
    [`${lobby}/${id}`, 400],
    [`${lobby}/${id}?seq=x`, 400],
    [`${lobby}/?seq=${seq}`, 400],
    [`${lobby}/${id}?seq=${seq + 1}`, 404],
    [`${lobby}/${newId()}?seq=${seq}`, 404],
    [`/api/rooms/attic/messages/${id}?seq=${seq}`, 404],
  ] as const) {
    assert.equal((await call('DELETE', path)).status, status, path);
  }
  const { status, body } = await call('DELETE', `${lobby}/${id}?seq=${seq}`);
  assert.deepEqual([status, body.seq], [200, 2]);
  holds(await ann.hearsEntry(2), { type: 'delete', target: seq, sender: 'relay' });
  assert.equal((await call('GET', lobby)).body.messages?.[0]?.message, '');
  assert.equal((await call('DELETE', `${lobby}/${id}?seq=${seq}`)).body.error?.code, 'not_found');
});

test('a server can moderate: a banned person is removed, and cannot come back', async (t) => {
  const { relay, call } = await newServed(t, { authSecret });
  const ann = await newMember(t, relay.url, 'Ann', bearing(await token({ name: 'Ann' })));
  const eve = await newMember(t, relay.url, 'Eve');
  const { me } = await eve.join();
  const moderate = '/api/rooms/lobby/moderate';
  const id = newId();
  const muted = await call('POST', moderate, { action: 'mute', person: me.id, seconds: 60, id });
  assert.deepEqual([muted.status, muted.body.id, muted.body.seq], [201, id, 1]);
  assert.equal(refused(await eve.ask('send', { room: 'lobby', id: newId(), message: 'x' })).code, 'muted');

  const out = new Inbox<object>();
  eve.socket.on('closed', (reason: object) => out.put(reason));
  const banned = await call('POST', moderate, { action: 'ban', person: me.id });
  holds(await out.first('reason'), { room: 'lobby', code: 'banned' });
  holds(await ann.hearsEntry(banned.body.seq ?? 0), { type: 'moderate', action: 'ban', sender: 'relay' });
  // She is a guest, so the next guest from there is taken for her.
  const again = await newWireClient(t, relay.url);
  assert.equal(refused(await again.ask('join', { room: 'lobby' })).code, 'banned');
  await again.join({ room: 'attic' });
  assert.equal((await call('POST', moderate, { action: 'unban', person: me.id })).status, 201);
  await again.join();

  await call('POST', moderate, { action: 'lock' });
  assert.equal(refused(await ann.ask('send', { room: 'lobby', id: newId(), message: 'x' })).code, 'locked');
  // The relay itself speaks on.
  assert.equal((await call('POST', lobby, { message: 'closed for today' })).status, 201);
  for (const words of [
    {},
    { action: 'dance' },
    { action: 'mute' },
    { action: 'lock', id: 'short' },
    [],
    'lock',
    null,
  ]) {
    const { status, body } = await call('POST', moderate, words);
    assert.deepEqual([status, body.error?.code], [400, 'invalid'], JSON.stringify(words));
  }
});

test('a server reads the review queue and the restrictions in pages, and resolves items', async (t) => {
  const { relay, call } = await newServed(t, { guestLinks: 'hold' });
  const [ann, bob] = [await newMember(t, relay.url, 'Ann'), await newMember(t, relay.url, 'Bob')];
  const [queue, moderate] = ['/api/rooms/lobby/queue', '/api/rooms/lobby/moderate'];
  const target = await said(ann, 'rude');
  await bob.ask('report', { room: 'lobby', target });
  const held = [newId(), newId()];
  for (const id of held) {
    assert.equal(refused(await ann.ask('send', { room: 'lobby', id, message: 'example.com' })).code, 'held');
  }
  const { status, body } = await call('GET', queue);
  const { items = [] } = body;
  assert.deepEqual([status, 'more' in body], [200, false]);
  assert.deepEqual(
    items.map(({ type, message }) => [type, message.id]),
    [
      ['report', target.id],
      ['held', held[0]],
      ['held', held[1]],
    ],
  );
  const after = await call('GET', `${queue}?after=${items[1]?.time}`);
  assert.deepEqual(after.body.items, [items[2]]);
  const said2 = await call('POST', `${queue}/${items[1]?.id}`, { approve: true });
  assert.deepEqual([said2.status, said2.body.seq], [200, 2]);
  holds(await bob.hearsEntry(2), { id: held[0], message: 'example.com', username: 'Ann' });
  for (const item of [items[0], items[2]]) {
    assert.deepEqual((await call('POST', `${queue}/${item?.id}`, {})).body, {});
  }
  assert.deepEqual((await call('GET', queue)).body, { items: [] });
  assert.deepEqual((await call('GET', '/api/rooms/attic/queue')).body, { items: [] });
  for (const [path, words, expected] of [
    [`${queue}/${items[0]?.id}`, {}, 404],
    [`${queue}/short`, {}, 400],
    [`${queue}/${newId()}`, { approve: 'yes' }, 400],
    [`${queue}/${newId()}`, [], 400],
  ] as const) {
    assert.equal((await call('POST', path, words)).status, expected, path);
  }
  for (const query of ['?after=x', '?after=-1']) assert.equal((await call('GET', queue + query)).status, 400);

  const { me } = await ann.join();
  await call('POST', moderate, { action: 'slow', seconds: 5 });
  await call('POST', moderate, { action: 'mute', person: me.id });
  assert.deepEqual((await call('GET', moderate)).body, {
    decrees: [{ action: 'mute', person: me.id, username: 'Ann', address: true }],
    count: 1,
    slow: 5,
  });
  assert.deepEqual((await call('GET', `${moderate}?skip=1`)).body.decrees, []);
  await call('POST', moderate, { action: 'unmute', person: me.id });
  assert.equal((await call('GET', moderate)).body.count, 0);
  await call('POST', moderate, { action: 'clear', person: me.id });
  assert.ok(
    (await bob.join()).messages?.every(({ deleted }) => deleted),
    'all of it is deleted',
  );
  assert.equal((await call('GET', `${moderate}?skip=x`)).status, 400);
});

test('the id of a server’s message is known after a restart', async (t) => {
  const data = await newFolder(t);
  const words = { message: 'hello', id: newId() };
  const first = await newServed(t, { data });
  const { epoch, seq, time } = (await first.call('POST', lobby, words)).body;
  await first.relay.close();
  const second = await newServed(t, { data });
  const again = (await second.call('POST', lobby, words)).body;
  assert.deepEqual(again, { epoch, seq, time, id: words.id, duplicate: true });
});

test('rooms are listed in pages, each with the number of people in it now', async (t) => {
  const { relay, call } = await newServed(t);
  assert.deepEqual((await call('GET', '/api/rooms')).body, { rooms: [] });
  for (const room of ['news', 'a/b', 'Ünï', 'quiet']) {
    await call('POST', `/api/rooms/${encodeURIComponent(room)}/messages`, { message: 'hello' });
  }
  const before = Date.now();
  const ann = await newMember(t, relay.url, 'Ann');
  await ann.join({ room: 'news', username: 'Ann' });
  await ann.say('hello too', { room: 'news' });
  const ben = await newMember(t, relay.url, 'Ben');
  await ben.join({ room: 'news', username: 'Ben' });

  const { status, body } = await call('GET', '/api/rooms');
  assert.equal(status, 200);
  const listed = body.rooms ?? [];
  assert.deepEqual(
    listed.map(({ room, messages, head, floor, members }) => [room, messages, head, floor, members]),
    [
      ['a/b', 1, 1, 1, 0],
      ['news', 2, 2, 1, 2],
      ['quiet', 1, 1, 1, 0],
      ['Ünï', 1, 1, 1, 0],
    ],
  );
  assert.equal('more' in body, false);
  assert.ok((listed[1]?.lastActivity ?? 0) >= before);

  const page = (await call('GET', '/api/rooms?limit=2')).body;
  assert.deepEqual([page.rooms?.map(({ room }) => room), page.more], [['a/b', 'news'], true]);
  const rest = (await call('GET', '/api/rooms?limit=2&after=news')).body;
  assert.deepEqual([rest.rooms?.map(({ room }) => room), rest.more], [['quiet', 'Ünï'], undefined]);
  assert.deepEqual((await call('GET', `/api/rooms?after=${encodeURIComponent('Ünï')}`)).body, { rooms: [] });

  for (const query of ['limit=0', 'limit=101', 'limit=x']) {
    const { error } = (await call('GET', `/api/rooms?${query}`)).body;
    assert.equal(error?.code, 'invalid', query);
    assert.match(error?.message ?? '', /limit/);
  }
  const posted = await call('POST', '/api/rooms', {});
  assert.deepEqual([posted.status, posted.headers.allow], [405, 'GET, HEAD']);
  assert.equal((await get(relay.url, '/api/rooms')).status, 401);
  assert.equal((await get(relay.url, '/api/rooms/')).status, 404);
});
