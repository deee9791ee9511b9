import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRelay } from '../support/relay.ts';
import { newRoom, shows } from '../support/room.ts';
import { authSecret, token } from '../support/tokens.ts';

const soon = (): number => Math.floor(Date.now() / 1000) + 3;

test('a token provider is asked once, and again when its token has expired', async (t) => {
  const { url } = await newRelay(t, { authSecret, guests: 'deny' });
  const given: string[] = [];
  const tokenProvider = async (): Promise<string> => {
    given.push(await token(given.length === 0 ? { exp: soon() } : {}));
    return given.at(-1) ?? '';
  };
  const room = newRoom(t, url, { tokenProvider, username: 'Mona' });
  const statuses: string[] = [];
  room.on('status', ({ status }) => statuses.push(status));
  room.connect();
  await room.send('before');
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (given.length < 2) return;
      clearInterval(timer);
      resolve();
    }, 50);
  });
  await room.send('after');
  assert.deepEqual([given.length, statuses], [2, ['connecting', 'online']]);
});

test('a token that has expired before the first connection is replaced', async (t) => {
  const { url } = await newRelay(t, { authSecret, guests: 'deny' });
  const room = newRoom(t, url, { token: await token({ exp: 1 }), tokenProvider: () => token() });
  room.connect();
  await room.send('hello');
  assert.equal(room.me, 'user:7');
});

test('a client without a valid token is refused, and gets the reason', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  let asked = 0;
  const tokenProvider = async (): Promise<string> => {
    asked += 1;
    return token({ exp: 1 });
  };
  for (const options of [{ token: await token({ exp: 1 }) }, { tokenProvider }]) {
    const room = newRoom(t, url, options);
    room.connect();
    await shows(room, 'the refusal', () => room.status === 'refused');
    assert.equal(room.problem?.code, 'unauthorized');
  }
  assert.equal(asked, 1);
});

test('a client without another token is disconnected when its token expires, and gets the reason', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const room = newRoom(t, url, { token: await token({ exp: soon() }) });
  room.connect();
  await shows(room, 'being online', () => room.status === 'online');
  await shows(room, 'the refusal', () => room.status === 'refused');
  assert.equal(room.problem?.code, 'unauthorized');
});

test('a provider that fails is asked again, and nothing is lost meanwhile', async (t) => {
  const { url } = await newRelay(t, { authSecret, guests: 'deny' });
  let failures = 1;
  const tokenProvider = async (): Promise<string> => {
    if (failures-- > 0) throw new Error('the site is down');
    return token();
  };
  const room = newRoom(t, url, { tokenProvider });
  room.connect();
  const sent = room.send('hello');
  await shows(room, 'the problem', () => room.problem?.code === 'unauthorized');
  assert.equal(room.status, 'connecting');
  await sent;
});

test('a client that the relay has no room for connects again when the relay says', async (t) => {
  const { url } = await newRelay(t, { limits: { connections: 1 } });
  const first = newRoom(t, url);
  first.connect();
  await first.send('first');
  const second = newRoom(t, url, { username: 'Ben' });
  second.connect();
  await shows(second, 'the problem', () => second.problem?.code === 'too_many_connections');
  assert.equal(second.status, 'connecting');
});

test('a client whose name is taken can join to read, and gets the reason why it has no name', async (t) => {
  const { url } = await newRelay(t);
  const ann = newRoom(t, url, { username: 'Ann' });
  ann.connect();
  await ann.send('hello');
  const other = newRoom(t, url, { username: 'ann' });
  const errors: string[] = [];
  other.on('error', ({ error }) => errors.push(error.code));
  other.connect();
  await shows(other, 'what was said', () => other.messages.some(({ message }) => message === 'hello'));
  assert.deepEqual(errors, ['name_taken']);
  await assert.rejects(other.send('I am Ann'), { code: 'name_taken' });
  other.rename('Ben');
  assert.equal((await other.send('I am Ben')).username, 'Ben');
  await shows(ann, 'Ben', () => ann.members.some(({ username }) => username === 'Ben'));
});
