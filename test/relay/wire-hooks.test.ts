import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal, type RelayOptions } from '@realtime-chat/relay';
import { io } from 'socket.io-client';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import { bearing } from '../support/tokens.ts';
import { newId, newMember, newWireClient, refusalOfHandshake, refused } from '../support/wire-client.ts';

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
