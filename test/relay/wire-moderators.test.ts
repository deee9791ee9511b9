import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Authenticate, Refusal } from '@realtime-chat/relay';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import {
  changing,
  newId,
  newMember,
  newWireClient,
  refusalOfHandshake,
  refused,
  said,
} from '../support/wire-client.ts';

const silentLogger = { error: () => {}, warn: () => {}, info: () => {} };

/** A hook that knows people by their tokens; `bad` is a forged one. */
const authenticate: Authenticate = async (token) => {
  if (token === 'bad') throw new Error('the signature does not fit');
  if (token === 'busy') throw new Refusal('unavailable', 'come back later', { retryAfter: 3 });
  if (token === 'mod') return { id: '7', username: 'Mona', roles: ['moderator'] };
  if (token === 'owner') return { id: '1', username: 'Olga', roles: ['owner'] };
  if (token === 'user') return { id: '42', username: 'Ulf' };
  if (token === 'fan') return { id: '43', roles: ['fan'] };
  return undefined;
};

const withToken = (token: string, more: object = {}) => ({ auth: { protocol: 1, token, ...more } });

test('a moderator deletes messages of anybody and any age, and edits only their own', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2025, 0, 1) });
  const relay = await newRelay(t, { authenticate, editWindow: 0 });
  const ann = await newMember(t, relay.url, 'Ann');
  for (const token of ['mod', 'owner']) {
    const mod = await newMember(t, relay.url, `Mod ${token}`, withToken(token));
    const target = await said(ann, 'rude');
    assert.equal(refused(await mod.ask('edit', changing(target, { message: 'nice' }))).code, 'forbidden');
    await mod.remove(target);
    await relay.publish('lobby', { message: token });
    await mod.remove(await ann.hears(token));
    const own = await said(mod, 'hello');
    assert.equal(refused(await mod.ask('edit', changing(own, { message: 'x' }))).code, 'too_late');
    await mod.remove(own);
    assert.ok((await ann.join()).messages?.every(({ deleted }) => deleted));
  }
});

test('no other role may delete the messages of others', async (t) => {
  const { url } = await newRelay(t, { authenticate });
  const ann = await newMember(t, url, 'Ann');
  const target = await said(ann, 'hello');
  for (const token of ['user', 'fan', 'nobody']) {
    const other = await newMember(t, url, `Other ${token}`, withToken(token));
    assert.equal(refused(await other.ask('delete', changing(target))).code, 'forbidden');
  }
});

test('a client learns its roles, if it has any', async (t) => {
  const { url } = await newRelay(t, { authenticate });
  const roles = async (token: string) => (await (await newWireClient(t, url, withToken(token))).join()).me;
  assert.deepEqual((await roles('mod')).roles, ['moderator']);
  assert.ok(!('roles' in (await roles('user'))));
  assert.ok(!('roles' in (await roles('nobody'))));
});

test('a logged-in person has the same id everywhere, and no guest can have that id', async (t) => {
  const { url } = await newRelay(t, { authenticate, ownNames: 'allow' });
  const [one, two] = [
    await newWireClient(t, url, withToken('user')),
    await newWireClient(t, url, withToken('user')),
  ];
  const { me } = await one.join();
  assert.deepEqual([me.id, me.username], ['user:42', 'Ulf']);
  assert.equal((await two.join()).me.id, 'user:42');
  assert.equal((await two.join({ username: 'Uli' })).me.username, 'Uli');
  const target = await said(one, 'hello');
  await two.edit(target, 'hello!');
});

test('a session does not keep anybody logged in: without the token they are the same guest as before', async (t) => {
  const { url } = await newRelay(t, { authenticate });
  const before = await (await newWireClient(t, url)).join();
  const signedIn = await newWireClient(t, url, withToken('mod', { session: before.me.session }));
  const { me } = await signedIn.join();
  assert.equal(me.id, 'user:7');
  const after = await newWireClient(t, url, { auth: { protocol: 1, session: me.session } });
  const guest = (await after.join()).me;
  assert.deepEqual([guest.id, guest.username, guest.roles], [before.me.id, undefined, undefined]);
});

test('a person that the site rejects gets an error code, and not the reason', async (t) => {
  const told = new Inbox<unknown>();
  const warn = (details: object): void => void ('err' in details && told.put(details.err));
  const { url } = await newRelay(t, { authenticate, logger: { ...silentLogger, warn } });
  const { data } = await refusalOfHandshake(t, url, withToken('bad'));
  assert.deepEqual(data, { code: 'forbidden', message: 'this site does not let you in' });
  assert.match(String(await told.first('the reason')), /signature/);

  const busy = await refusalOfHandshake(t, url, withToken('busy'));
  assert.deepEqual(busy.data, { code: 'unavailable', message: 'come back later', retryAfter: 3 });
});

test('a site can refuse all guests, clients of the classic tutorial too', async (t) => {
  const asked: (string | undefined)[] = [];
  const { url } = await newRelay(t, {
    async authenticate(token, request) {
      asked.push(token);
      assert.ok(request.headers.host);
      throw new Error('nobody');
    },
  });
  for (const auth of [
    { protocol: 1 },
    { protocol: 1, token: 'token' },
    {},
    { token: 'token' },
    { token: 1 },
  ]) {
    assert.equal((await refusalOfHandshake(t, url, { auth })).data?.code, 'forbidden');
  }
  assert.deepEqual(asked, [undefined, 'token', undefined, 'token', undefined]);
});

test('any falsy result of the hook, as of `user && …`, makes a guest', async (t) => {
  for (const nobody of [null, undefined, false, 0, '']) {
    const { url } = await newRelay(t, { authenticate: async () => nobody as null });
    const { me } = await (await newWireClient(t, url, withToken('x'))).join();
    assert.doesNotMatch(me.id, /^user:/);
  }
});

test('a site’s ids may be numbers', async (t) => {
  const { url } = await newRelay(t, { authenticate: async () => ({ id: 42, username: null }) });
  const { me } = await (await newWireClient(t, url, withToken('x'))).join();
  assert.deepEqual([me.id, me.username], ['user:42', undefined]);
});

test('an invalid name from the site is dropped, and the person still gets in', async (t) => {
  for (const username of [
    '',
    ' ',
    'x'.repeat(65),
    'a\nb',
    '\u200b',
    '\ud83d',
    'Server',
    ' ＳＥＲＶＥＲ\u200b ',
  ]) {
    const told = new Inbox<unknown>();
    const warn = (details: object, words: string): void => told.put({ ...details, words });
    const { url } = await newRelay(t, {
      authenticate: async () => ({ id: '7', username }),
      logger: { ...silentLogger, warn },
    });
    const client = await newWireClient(t, url, withToken('x'));
    const { me } = await client.join();
    assert.deepEqual([me.id, me.username], ['user:7', undefined], JSON.stringify(username));
    const words = { room: 'lobby', id: newId(), message: 'hello' };
    assert.equal(refused(await client.ask('send', words)).message, 'username is missing');
    await client.say('hello', { username: 'Seven' });
    assert.match(JSON.stringify(await told.first('the warning')), /a name that the relay does not allow/);
  }
});

test('a hook with an invalid result lets nobody in, and the log names the fault', async (t) => {
  const nonsense: unknown[] = [
    {},
    { id: '' },
    { id: 1.5 },
    { id: NaN },
    { id: null },
    { id: 'x'.repeat(201) },
    { id: 'half \ud83d' },
    { id: 'x', username: 7 },
    { id: 'x', roles: 'moderator' },
    'x',
  ];
  for (const identity of nonsense) {
    const told = new Inbox<string>();
    const error = (details: object): void => told.put(String('err' in details && details.err));
    const { url } = await newRelay(t, {
      authenticate: async () => identity as { id: string },
      logger: { ...silentLogger, error },
    });
    assert.equal((await refusalOfHandshake(t, url, withToken('x'))).data?.code, 'unavailable');
    assert.match(await told.first('the mistake'), /the site gave no identity/);
  }
});

test('invalid options are named at the start', async (t) => {
  const wrong: [options: object, reason: RegExp][] = [
    [{ editWindow: -1 }, /option editWindow: must not be negative/],
    [{ editWindow: Infinity }, /option editWindow: must be finite/],
    [{ authenticate: 'token' }, /option authenticate: must be a function/],
    [{ onReport: {} }, /option onReport: must be a function/],
  ];
  for (const [options, reason] of wrong) await assert.rejects(newRelay(t, options), reason);
});
