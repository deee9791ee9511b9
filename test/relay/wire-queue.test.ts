import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { type QueueItem, type QueuePage, queuedSchema, sentSchema } from '@realtime-chat/protocol';
import { type RelayOptions, Refusal } from '@realtime-chat/relay';
import { Inbox } from '../support/inbox.ts';
import { newFolder } from '../support/folder.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newTutorialClient } from '../support/tutorial-client.ts';
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

const say = (message: string, id = newId()) => ({ room: 'lobby', id, message });

async function page(client: WireClient, after?: number): Promise<QueuePage> {
  return granted(queuedSchema, await client.ask('queue', { room: 'lobby', ...(after && { after }) }));
}

async function waiting(client: WireClient): Promise<QueueItem[]> {
  return (await page(client)).items;
}

async function resolve(client: WireClient, id: string, approve?: boolean): Promise<void> {
  const answer = await client.ask('resolve', {
    room: 'lobby',
    id,
    ...(approve !== undefined && { approve }),
  });
  assert.deepEqual(answer, { ok: true });
}

const moderator = async () => bearing(await token({ roles: ['moderator'] }));

async function newRoom(t: TestContext, options: RelayOptions = {}) {
  const relay = await newRelay(t, { authSecret, ...options });
  const mod = await newMember(t, relay.url, 'Mona', await moderator());
  return { relay, mod, ann: await newMember(t, relay.url, 'Ann'), bob: await newMember(t, relay.url, 'Bob') };
}

test('moderators see a reported message once, with the number of reports, until it is resolved', async (t) => {
  const { mod, ann, bob } = await newRoom(t);
  const counts = new Inbox<number>();
  mod.socket.on('queue', ({ count }: { count: number }) => counts.put(count));
  ann.socket.on('queue', () => assert.fail('this is not for everybody'));
  const [rude, ruder] = [await said(ann, 'rude'), await said(ann, 'ruder')];
  for (const [client, target] of [
    [bob, rude],
    [mod, rude],
    [bob, rude],
    [bob, ruder],
  ] as const) {
    assert.ok((await client.ask('report', { room: 'lobby', target })).ok);
  }
  const items = await waiting(mod);
  assert.deepEqual(
    items.map(({ type, message: { message, seq, username }, count }) => [
      type,
      message,
      seq,
      username,
      count,
    ]),
    [
      ['report', 'rude', rude.seq, 'Ann', 2],
      ['report', 'ruder', ruder.seq, 'Ann', 1],
    ],
  );
  assert.equal((await mod.join()).queue, 2);
  assert.ok(!('queue' in (await ann.join())));
  await resolve(mod, items[0]?.id ?? '');
  await mod.remove(ruder);
  assert.deepEqual(await waiting(mod), []);
  assert.equal(refused(await mod.ask('resolve', { room: 'lobby', id: items[0]?.id })).code, 'not_found');
  // The first at once, and then all changes of one second together.
  await counts.first('nothing waits', (count) => count === 0);
  assert.equal(counts.all[0], 1);
  assert.ok(counts.all.length < 5, String(counts.all));
});

test('only moderators see or resolve the queue', async (t) => {
  const { ann } = await newRoom(t);
  assert.equal(refused(await ann.ask('queue', { room: 'lobby' })).code, 'forbidden');
  assert.equal(refused(await ann.ask('resolve', { room: 'lobby', id: newId() })).code, 'forbidden');
});

test('a guest’s message with an address is held, and sent under their name when it is approved', async (t) => {
  const { mod, ann, bob } = await newRoom(t, { guestLinks: 'hold' });
  const spam = say('buy at example.com');
  for (let time = 0; time < 2; time++) assert.equal(refused(await ann.ask('send', spam)).code, 'held');
  assert.equal(refused(await ann.ask('send', say('and https://spam.example/'))).code, 'held');
  await ann.say('harmless');
  await mod.say('see https://shop.example/');
  const [one, other] = await waiting(mod);
  assert.deepEqual(
    [one?.type, one?.message.message, one?.message.username],
    ['held', 'buy at example.com', 'Ann'],
  );
  await resolve(mod, other?.id ?? '', false);
  await resolve(mod, one?.id ?? '', true);
  const { username, sender, id } = await bob.hears('buy at example.com');
  assert.deepEqual([username, sender, id], ['Ann', (await ann.join()).me.id, spam.id]);
  assert.deepEqual(
    bob.heard().map(({ message }) => message),
    ['harmless', 'see https://shop.example/', 'buy at example.com'],
  );
  // A retry of the page learns that the message is stored.
  const target = await said(ann, 'plain');
  const edit = changing(target, { message: 'now with example.com' });
  assert.equal(refused(await ann.ask('edit', edit)).code, 'blocked');
});

test('a retried message is held once, and not again after its approval', async (t) => {
  const { mod, ann, bob } = await newRoom(t, { guestLinks: 'hold' });
  const held = say('see example.com');
  const tries = await Promise.all([held, held, held].map((words) => ann.ask('send', words)));
  assert.deepEqual(
    tries.map((answer) => refused(answer).code),
    ['held', 'held', 'held'],
  );
  assert.equal(refused(await ann.ask('send', { ...held, message: 'no, example.org' })).code, 'conflict');
  assert.equal(refused(await ann.ask('send', { ...held, message: 'nothing' })).code, 'conflict');
  const [item, ...others] = await waiting(mod);
  assert.deepEqual(others, []);
  await resolve(mod, item?.id ?? '', true);
  const { seq } = await bob.hears(held.message);
  const again = granted(sentSchema, await ann.ask('send', held));
  assert.deepEqual([again.seq, 'duplicate' in again], [seq, false]);
  assert.deepEqual(
    await ann.ask('send', held).then((answer) => 'duplicate' in answer && answer.duplicate),
    true,
  );
  assert.deepEqual(await waiting(mod), []);
});

test('the queue comes in pages of bounded size, until there is no more', async (t) => {
  const { mod, ann, bob } = await newRoom(t);
  // Each of these characters is three bytes.
  const texts = Array.from({ length: 160 }, (_, index) =>
    index < 50 ? `${index} ${'€'.repeat(7900)}` : String(index),
  );
  for (const text of texts) {
    const target = await said(ann, text);
    assert.ok((await bob.ask('report', { room: 'lobby', target })).ok);
  }
  const sizes: number[] = [];
  const all: QueueItem[] = [];
  for (let more: boolean | undefined = true; more;) {
    const next = await page(mod, all.at(-1)?.time);
    sizes.push(Buffer.byteLength(JSON.stringify(next)));
    assert.ok(next.items.length > 0 && next.items.length <= 100);
    all.push(...next.items);
    more = next.more;
  }
  assert.deepEqual(
    all.map(({ message }) => message.message),
    texts,
  );
  assert.ok(Math.max(...sizes) < 520 * 1024, String(sizes));
  assert.equal(sizes.length, 4);
});

test('beyond the bound the oldest report is dropped, and new held messages are refused for good', async (t) => {
  const reports: number[] = [];
  const onReport: RelayOptions['onReport'] = ({ message }) => reports.push(message.seq);
  const { mod, ann, bob } = await newRoom(t, { guestLinks: 'hold', onReport });
  const targets = await Promise.all(Array.from({ length: 501 }, (_, index) => said(ann, String(index))));
  for (const target of targets) assert.ok((await bob.ask('report', { room: 'lobby', target })).ok);
  const first = (await waiting(mod))[0];
  assert.equal(first?.message.seq, targets[1]?.seq);
  assert.equal((await mod.join()).queue, 500);
  assert.deepEqual(
    reports,
    targets.map(({ seq }) => seq),
  );
  for (let count = 0; count < 20; count++) {
    assert.equal(refused(await ann.ask('send', say(`example.com/${count}`))).code, 'held');
  }
  const { code, retryAfter } = refused(await ann.ask('send', say('example.com')));
  assert.deepEqual([code, retryAfter], ['blocked', undefined]);
  assert.equal(refused(await bob.ask('send', say('example.com'))).code, 'held');
  assert.equal((await mod.join()).queue, 521);
});

test('requests of moderators are limited', async (t) => {
  const { mod } = await newRoom(t, { limits: { moderation: '2/60' } });
  const moderate = { room: 'lobby', id: newId(), action: 'lock' };
  assert.ok((await mod.ask('moderate', moderate)).ok);
  assert.deepEqual(await waiting(mod), []);
  for (const [event, words] of [
    ['queue', {}],
    ['resolve', { id: newId() }],
    ['moderate', { id: newId(), action: 'unlock' }],
  ] as const) {
    const { code, retryAfter = 0 } = refused(await mod.ask(event, { room: 'lobby', ...words }));
    assert.equal(code, 'rate_limited', event);
    assert.ok(retryAfter > 0);
  }
});

test('the queue survives a restart', async (t) => {
  const data = await newFolder(t);
  const first = await newRoom(t, { data, guestLinks: 'hold' });
  const target = await said(first.ann, 'rude');
  await first.bob.ask('report', { room: 'lobby', target });
  await first.ann.ask('send', say('example.com'));
  await first.relay.close();
  const second = await newRelay(t, { authSecret, data });
  const mod = await newMember(t, second.url, 'Mona', await moderator());
  const items = await waiting(mod);
  assert.deepEqual(
    items.map(({ type }) => type),
    ['report', 'held'],
  );
  await resolve(mod, items[1]?.id ?? '', true);
  await mod.hears('example.com');
});

test('a word of the blocklist is refused in messages, in edits, and from the tutorial’s clients too', async (t) => {
  const { relay, ann, bob } = await newRoom(t, { blocklist: ['darn'] });
  const target = await said(ann, 'well');
  assert.equal(refused(await ann.ask('send', say('D A R N it'))).code, 'blocked');
  assert.equal(refused(await ann.ask('edit', changing(target, { message: 'darn' }))).code, 'blocked');
  const plain = newTutorialClient(t, relay.url);
  plain.send('darn', 'Cleo');
  await plain.hears('Not sent: message: it contains a word that is blocked here');
  await ann.say('fine');
  await bob.hears('fine');
  assert.deepEqual(
    bob.heard().map(({ message }) => message),
    ['well', 'fine'],
  );
});

test('a name with a word of the blocklist is refused, unless the site gives that name', async (t) => {
  const { url } = await newRelay(t, { blocklist: ['darn', 'ass'], authSecret });
  const ann = await newMember(t, url, 'Ann');
  const bass = await newMember(t, url, 'Bass');
  for (const username of ['Darn', 'Mr D4rn', 'd.a.r.n', 'A$s']) {
    const words = { room: 'lobby', username };
    assert.equal(refused(await ann.ask('send', { ...say('hello'), username })).code, 'name_taken', username);
    const late = await newWireClient(t, url);
    assert.equal(refused(await late.ask('join', words)).code, 'name_taken', username);
    // Without a name they can read.
    await late.join();
    late.socket.disconnect();
  }
  const named = await newWireClient(t, url, bearing(await token({ name: 'Darn' })));
  assert.equal((await named.join()).me.username, 'Darn');
  await bass.say('hello');
  await ann.hears('hello');
});

test('a site’s filter may change a message, refuse it with a code, or fail without losing it', async (t) => {
  const filter: RelayOptions['filter'] = async (message, { room, person }) => {
    if (message === 'broken') throw new Error('the filter is broken');
    if (message === 'none') return '';
    if (message === 'no') throw new Refusal('forbidden', 'not here');
    return `${message} (${room}, ${person.username ?? 'a guest'})`;
  };
  const { mod, ann } = await newRoom(t, { filter });
  await ann.say('hello');
  await mod.say('hello');
  await mod.hears('hello (lobby, a guest)');
  await ann.hears('hello (lobby, Mona)');
  assert.equal(refused(await ann.ask('send', say('no'))).code, 'forbidden');
  for (const message of ['broken', 'none']) {
    const { code, retryAfter } = refused(await ann.ask('send', say(message)));
    assert.deepEqual([code, retryAfter], ['unavailable', 5]);
  }
});
