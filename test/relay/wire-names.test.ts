import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { newFolder } from '../support/folder.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newId, newMember, newWireClient, refused } from '../support/wire-client.ts';

const say = (username: string) => ({ room: 'lobby', id: newId(), message: 'hello', username });

test('a guest cannot take the name of another member, nor one that looks like it', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Annie');
  const bob = await newWireClient(t, url);
  for (const username of ['Annie', 'ANNIE', 'Аnnіе', 'Ann\u200bie']) {
    assert.equal(refused(await bob.ask('join', { room: 'lobby', username })).code, 'name_taken', username);
  }
  // A refused client is not in the room, and can join under another name, or without one.
  assert.equal(refused(await bob.ask('send', say('Bob'))).code, 'not_joined');
  await bob.join({ username: 'Bob' });
  assert.equal(refused(await bob.ask('send', say('annie'))).code, 'name_taken');
  assert.equal(refused(await bob.ask('join', { room: 'lobby', username: 'annie' })).code, 'name_taken');
  assert.equal((await bob.join()).me.username, 'Bob');
  await bob.join({ room: 'attic', username: 'Annie' });

  ann.socket.disconnect();
  await bob.members.until('Annie gone', (all) => all.at(-1)?.count === 1);
  await bob.say('now', { username: 'annie' });
});

test('one person has one name in all their tabs, and may change its spelling', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const { me } = await ann.join();
  const tab = await newMember(t, url, 'ann', { auth: { protocol: 1, session: me.session } });
  await tab.say('hello', { username: 'ANN' });
});

test('if two people ask for one name at the same moment, one of them gets it', async (t) => {
  const { url } = await newRelay(t, { data: await newFolder(t) });
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  const answers = await Promise.all([ann.ask('send', say('Cleo')), bob.ask('send', say('cleo'))]);
  assert.equal(answers.filter(({ ok }) => ok).length, 1);
});

test('a name given by the site is verified, and stays reserved while its person is away and across restarts', async (t) => {
  const data = await newFolder(t);
  const first = await newRelay(t, { authSecret, data });
  const mona = await newWireClient(t, first.url, bearing(await token()));
  await mona.join();
  const bob = await newMember(t, first.url, 'Bob');
  await mona.say('hello');
  const { verified, username } = await bob.hears('hello');
  assert.deepEqual([verified, username], [true, 'Mona']);
  const { members } = await bob.members.until('both', (all) => all.findLast(({ count }) => count === 2));
  assert.deepEqual(
    members.map((member) => [member.username, member.verified ?? false]),
    [
      ['Mona', true],
      ['Bob', false],
    ],
  );
  const [message] = (await bob.history(99)).messages;
  assert.equal(message?.verified, true);

  mona.socket.disconnect();
  assert.equal(refused(await bob.ask('send', say('M0na'.replace('0', 'о')))).code, 'name_taken');
  await first.close();

  const second = await newRelay(t, { authSecret, data });
  const eve = await newWireClient(t, second.url);
  assert.equal(refused(await eve.ask('join', { room: 'lobby', username: 'mona' })).code, 'name_taken');
  await newMember(t, second.url, 'Mona', bearing(await token()));
});

test('the site may give one name to two people, and a new name frees the old one', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  await newMember(t, url, 'Mona', bearing(await token()));
  await newMember(t, url, 'Mona', bearing(await token({ sub: '8' })));
  await newWireClient(t, url, bearing(await token({ sub: '8', name: 'Lisa' })));
  const bob = await newWireClient(t, url);
  const join = (room: string, username: string) => bob.ask('join', { room, username });
  assert.equal(refused(await join('attic', 'Mona')).code, 'name_taken');
  await newWireClient(t, url, bearing(await token({ name: 'Lena' })));
  assert.ok((await join('attic', 'Mona')).ok);
});

test('the name of a person who was away for half a year is free', async (t) => {
  const data = await newFolder(t);
  const first = await newRelay(t, { authSecret, data });
  await newWireClient(t, first.url, bearing(await token()));
  await newWireClient(t, first.url, bearing(await token({ sub: '8', name: 'Lisa' })));
  await first.close();
  const log = await LmdbLog.open(data);
  const given = await log.listMeta('name');
  assert.deepEqual([...given.keys()].toSorted(), ['user:7', 'user:8']);
  await log.putMeta('name', 'user:7', { name: 'Mona', seen: Date.now() - 181 * 24 * 60 * 60 * 1000 });
  await log.close();

  const second = await newRelay(t, { authSecret, data });
  const eve = await newWireClient(t, second.url);
  assert.equal(refused(await eve.ask('join', { room: 'lobby', username: 'Lisa' })).code, 'name_taken');
  assert.ok((await eve.ask('join', { room: 'lobby', username: 'Mona' })).ok);
});

test('bidirectional controls and invisible characters are removed from names', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann Lee');
  const bob = await newWireClient(t, url);
  const { me } = await bob.join({ username: '\u202eeeL nnA\u202c' });
  assert.equal(me.username, 'eeL nnA');
  await bob.say('turned', { username: '\u2067Bob\u2069\u200f' });
  assert.equal((await ann.hears('turned')).username, 'Bob');
  assert.equal(
    refused(await bob.ask('join', { room: 'lobby', username: 'A\u200enn\u2060 Lee' })).code,
    'name_taken',
  );
  assert.equal(
    refused(await bob.ask('join', { room: 'lobby', username: `Bob${'\u0301'.repeat(60)}` })).code,
    'invalid',
  );
});

test('only the site can make a name look verified, and nobody can have the relay’s label as a name in any language', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const eve = await newWireClient(t, url);
  for (const username of [
    'Ann Lee ✔',
    'Ann ☑️',
    '✅',
    '√ Ann',
    'Serveur',
    'Сервер',
    'サーバー',
    'SERVIDOR',
  ]) {
    assert.equal(refused(await eve.ask('join', { room: 'lobby', username })).code, 'name_taken', username);
  }
  await eve.join({ username: 'Eve' });
  assert.equal(refused(await eve.ask('send', say('Eve ✓'))).code, 'name_taken');

  const records: unknown[] = [];
  const logger = { info() {}, error() {}, warn: (record: unknown) => void records.push(record) };
  const other = await newRelay(t, { authSecret, logger });
  const mona = await newWireClient(t, other.url, bearing(await token({ name: 'Mona ✔' })));
  const { me } = await mona.join();
  assert.deepEqual([me.username, me.verified], ['Mona', true]);
  const sol = await newWireClient(t, other.url, bearing(await token({ sub: '8', name: 'Ѕerveur' })));
  assert.equal((await sol.join()).me.username, undefined);
  assert.deepEqual(
    records.flatMap((record) => (record as { code?: string }).code ?? []),
    ['check_mark_in_name', 'unusable_name'],
  );
});
