import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal, type RelayOptions } from '@realtime-chat/relay';
import { io } from 'socket.io-client';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import { bearing } from '../support/tokens.ts';
import {
  changing,
  newId,
  newMember,
  newWireClient,
  refusalOfHandshake,
  refused,
  said,
} from '../support/wire-client.ts';

/** A question that a site answers when it is told to. */
interface Question<T> {
  about: string;
  answer: (value: T) => void;
  fail: (error: unknown) => void;
}

function newSite<T>(): { asked: Inbox<Question<T>>; ask: (about: string) => Promise<T> } {
  const asked = new Inbox<Question<T>>();
  const ask = (about: string) => new Promise<T>((answer, fail) => asked.put({ about, answer, fail }));
  return { asked, ask };
}

type Identity = { id: string; username: string } | undefined;

const say = (message = 'hello') => ({ room: 'lobby', id: newId(), message });

test('a slow authenticate hook does not delay other clients', async (t) => {
  const { asked, ask } = newSite<Identity>();
  const authenticate: RelayOptions['authenticate'] = async (token) =>
    token === undefined ? undefined : ask(token);
  const { url } = await newRelay(t, { authenticate });
  const cy = newWireClient(t, url, bearing('cy'));
  const bad = refusalOfHandshake(t, url, bearing('bad'));
  const barred = refusalOfHandshake(t, url, bearing('barred'));
  const questions = await asked.many(3, 'questions');
  const about = (token: string) => {
    const found = questions.find((question) => question.about === token);
    assert.ok(found, token);
    return found;
  };
  const guest = await newMember(t, url, 'Guest');
  await guest.say('meanwhile');

  about('bad').fail(new Error('the site’s own words'));
  const { data } = await bad;
  assert.deepEqual([data?.code, data?.message.includes('own words')], ['forbidden', false]);
  about('barred').fail(new Refusal('unauthorized', 'another token, please'));
  assert.equal((await barred).data?.code, 'unauthorized');
  about('cy').answer({ id: '3', username: 'Cy' });
  const joined = await (await cy).join();
  assert.deepEqual([joined.me.id, joined.me.username], ['user:3', 'Cy']);
});

test('a client that disconnects during a slow authenticate hook was never a member', async (t) => {
  const { asked, ask } = newSite<Identity>();
  const authenticate: RelayOptions['authenticate'] = async (token) =>
    token === undefined ? undefined : ask(token);
  const problems: object[] = [];
  const logger = { error: (details: object) => problems.push(details), warn: () => {}, info: () => {} };
  const relay = await newRelay(t, { authenticate, logger });
  const guest = await newMember(t, relay.url, 'Guest');
  const ended = new Promise<void>((resolve) => {
    relay.server.once('connection', (connection) => connection.once('close', resolve));
  });
  const gone = io(relay.url, { ...bearing('gone'), forceNew: true, transports: ['websocket'] });
  const { answer } = await asked.first('the question');
  gone.disconnect();
  await ended;
  answer({ id: '9', username: 'Gone' });
  assert.equal((await guest.join()).count, 1);
  // The name is the site's all the same, once the relay has signed who it is.
  let claimed;
  do claimed = await guest.ask('send', { ...say(), username: 'Gone' });
  while (claimed.ok);
  assert.equal(claimed.error.code, 'name_taken');
  assert.deepEqual(problems, []);
});

test('a slow authorize hook delays only the request that it is asked about', async (t) => {
  const { asked, ask } = newSite<boolean>();
  const authorize: RelayOptions['authorize'] = (person, room, action) =>
    room === 'slow' ? ask(action) : Promise.resolve(person.id !== '' && action !== 'moderate');
  const { url } = await newRelay(t, { authorize });
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  const joining = ann.ask('join', { room: 'slow', username: 'Ann' });
  // All three at once, so that a join takes the time of one answer. Only somebody who may write there is told under a
  // name that they chose.
  const questions = await asked.many(3, 'questions');
  assert.deepEqual(questions.map(({ about }) => about).sort(), ['join', 'moderate', 'send']);
  await bob.say('meanwhile');
  await ann.hears('meanwhile');
  for (const { about, answer } of questions) answer(about !== 'moderate');
  assert.ok((await joining).ok);

  // Answered in another order than asked.
  const words = ['one', 'two', 'three'].map((message) => ann.ask('send', { ...say(message), room: 'slow' }));
  const sends = () => asked.all.filter(({ about }) => about === 'send').slice(1);
  await asked.until('all three', () => sends().length === 3);
  sends()[2]?.answer(true);
  assert.ok((await words[2])?.ok);
  sends()[1]?.answer(false);
  const second = await words[1];
  assert.equal(second && refused(second).code, 'forbidden');
  sends()[0]?.fail(new Error('the site’s own words'));
  const first = await words[0];
  assert.ok(first);
  const { code, message } = refused(first);
  assert.deepEqual([code, message.includes('own words')], ['unavailable', false]);
  await ann.hearsEntry(1, 'slow');
  assert.deepEqual(
    ann.heard('slow').map((each) => each.message),
    ['three'],
  );
});

test('the site’s answer counts for each request, also on an open connection', async (t) => {
  const open = new Set(['Ann join', 'Ann send', 'Bob join']);
  const authorize: RelayOptions['authorize'] = (person, room, action) => {
    if (room === 'broken') throw new Error('the site is broken');
    return open.has(`${person.username} ${action}`);
  };
  const authenticate: RelayOptions['authenticate'] = async (name) => ({ id: name ?? '', username: name });
  const { url } = await newRelay(t, { authenticate, authorize });
  const [ann, bob] = [
    await newWireClient(t, url, bearing('Ann')),
    await newWireClient(t, url, bearing('Bob')),
  ];
  await ann.join();
  await bob.join();
  const target = await said(ann, 'hello');
  assert.equal(refused(await bob.ask('send', say())).code, 'forbidden');
  assert.equal(refused(await ann.ask('delete', changing(target))).code, 'forbidden');
  assert.equal(refused(await ann.ask('join', { room: 'broken' })).code, 'unavailable');
  open.delete('Ann send');
  assert.equal(refused(await ann.ask('send', say())).code, 'forbidden');
  open.delete('Bob join');
  assert.equal(refused(await bob.ask('join', { room: 'lobby' })).code, 'forbidden');
  assert.equal(refused(await bob.ask('history', { room: 'lobby', before: 9 })).code, 'forbidden');
});

test('a slow site is asked about each join, and a client that leaves or disconnects meanwhile is not in the room', async (t) => {
  let open = (): void => {};
  let isAsked = (): void => {};
  const authorize: RelayOptions['authorize'] = async (person, _room, action) => {
    if (person.username === 'Ann' && action === 'join') {
      isAsked();
      await new Promise<void>((resolve) => (open = resolve));
    }
    return action !== 'moderate';
  };
  const authenticate: RelayOptions['authenticate'] = async (name) => ({ id: name ?? '', username: name });
  const { url } = await newRelay(t, { authenticate, authorize });
  const bob = await newWireClient(t, url, bearing('Bob'));
  const nextAsked = () => new Promise<void>((resolve) => (isAsked = resolve));

  const ann = await newWireClient(t, url, bearing('Ann'));
  let asked = nextAsked();
  const answers = Promise.all([ann.ask('join', { room: 'lobby' }), ann.ask('leave', { room: 'lobby' })]);
  await asked;
  open();
  assert.ok((await answers).every(({ ok }) => ok));
  assert.equal((await bob.join()).count, 1);

  asked = nextAsked();
  const unheard = assert.rejects(ann.ask('join', { room: 'lobby' }));
  await asked;
  ann.socket.disconnect();
  await unheard;
  // Once her other connection is open, the relay knows that the first is gone.
  const again = await newWireClient(t, url, bearing('Ann'));
  open();
  asked = nextAsked();
  const joined = again.join();
  await asked;
  open();
  await joined;
  again.socket.disconnect();
  await bob.members.until('Bob alone', (all) => all.at(-1)?.count === 1 || undefined);
  assert.equal((await bob.join()).count, 1);
});
