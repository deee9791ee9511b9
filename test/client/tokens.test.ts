import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatError, TokenProvider } from '@realtime-chat/widget/client';
import { TokenSource } from '../../widget/src/client/connection/token-source.ts';
import { newRelay } from '../support/relay.ts';
import { newRoom, shows } from '../support/room.ts';
import { authSecret, token } from '../support/tokens.ts';
import { until } from '../support/until.ts';

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

test('a client whose token was refused is not online while its provider is asked for another', async (t) => {
  const { url } = await newRelay(t, { authSecret, guests: 'deny' });
  const given = [await token({ exp: soon() }), ''];
  let answer = (_token: string): void => {};
  const tokenProvider: TokenProvider = async () =>
    given.shift() ?? new Promise((resolve) => (answer = resolve));
  const room = newRoom(t, url, { tokenProvider });
  room.connect();
  await shows(room, 'being online', () => room.status === 'online');
  await shows(room, 'the end of the connection', () => room.status === 'reconnecting');
  answer(await token());
  await shows(room, 'being online again', () => room.status === 'online');
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
  await shows(room, 'the problem', () => room.problem?.code === 'no_token');
  assert.equal(room.status, 'connecting');
  await sent;
});

test('a provider that goes on failing is asked again after growing pauses, and reported once', async (t) => {
  const { url } = await newRelay(t, { authSecret, guests: 'deny' });
  const asked: number[] = [];
  const tokenProvider = async (): Promise<string> => {
    asked.push(performance.now());
    if (asked.length < 4) throw new Error('the site is down');
    return token();
  };
  const room = newRoom(t, url, { tokenProvider });
  const errors: string[] = [];
  room.on('error', ({ error }) => errors.push(`${error.code}: ${error.message}`));
  room.connect();
  await shows(room, 'being online', () => room.status === 'online');
  const pauses = asked.slice(1).map((time, index) => Math.round((time - (asked[index] ?? 0)) / 100) / 10);
  for (const [index, least] of [1, 2, 4].entries()) assert.ok((pauses[index] ?? 0) >= least, pauses.join());
  assert.deepEqual(errors, ['no_token: tokenProvider failed: Error: the site is down']);
});

test('a provider that never answers, or gives something else than a string, has failed', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const failures: string[] = [];
  const report = ({ code, message }: ChatError): void => void failures.push(`${code}: ${message}`);
  const asked = new TokenSource(undefined, () => new Promise(() => {}), report).forHandshake();
  t.mock.timers.tick(15_000);
  await assert.rejects(asked, { code: 'no_token', retryAfter: 1 });
  const wrong: () => Promise<never> = async () => JSON.parse('{"token":"…"}') as never;
  await assert.rejects(new TokenSource(undefined, wrong, report).forHandshake(), { code: 'no_token' });
  assert.match(failures.join(), /no answer.*the token is not a string/);
});

test('a provider that hangs is told to stop, and asked again; nobody is told that the relay is away', async (t) => {
  const { url } = await newRelay(t, { authSecret, guests: 'deny' });
  const signals: AbortSignal[] = [];
  const tokenProvider: TokenProvider = async ({ signal }) => {
    signals.push(signal);
    if (signals.length === 1) await new Promise(() => {});
    return token();
  };
  const room = newRoom(t, url, { tokenProvider });
  const problems = new Set<string | undefined>();
  const errors: string[] = [];
  room.on('status', ({ problem }) => problems.add(problem?.code));
  room.on('error', ({ error }) => errors.push(`${error.code}: ${error.message}`));
  room.connect();
  await room.send('hello');
  assert.deepEqual([...problems], [undefined, 'no_token']);
  assert.deepEqual(errors, ['no_token: tokenProvider failed: TimeoutError: no answer']);
  assert.deepEqual([signals.length, signals[0]?.aborted, signals[1]?.aborted], [2, true, false]);
});

test('a room that is left forgets what its provider was asked, and tells it to stop', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const asked: { signal: AbortSignal; answer: (token: string) => void }[] = [];
  let onAsked = (): void => {};
  const tokenProvider: TokenProvider = ({ signal }) =>
    new Promise((answer) => {
      asked.push({ signal, answer });
      onAsked();
    });
  const isAsked = (times: number): Promise<true> =>
    until(
      `${times} questions`,
      (check) => {
        onAsked = check;
        return () => {};
      },
      () => asked.length === times,
    );
  const room = newRoom(t, url, { username: '', tokenProvider });
  const heard: unknown[] = [];
  room.on('error', ({ error }) => heard.push(error.code));
  room.on('person', () => heard.push('person'));
  room.connect();
  await isAsked(1);
  room.disconnect();
  assert.ok(asked[0]?.signal.aborted);
  room.connect();
  await isAsked(2);
  asked[0]?.answer(await token({ sub: '8', name: 'Lisa' }));
  asked[1]?.answer(await token());
  assert.equal((await room.send('hello')).username, 'Mona');
  assert.deepEqual(heard, []);
});

test('an empty token of the provider is that of a guest', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const room = newRoom(t, url, { tokenProvider: async () => '' });
  room.connect();
  assert.ok(!(await room.send('hello')).sender.startsWith('user:'));
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
