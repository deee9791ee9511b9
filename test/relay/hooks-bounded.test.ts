import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { closedSchema, type Output, parse } from '@realtime-chat/protocol';
import { Refusal, type RelayOptions } from '@realtime-chat/relay';
import { createOwnServer } from '../../relay/src/http/own-server.ts';
import { Hook } from '../../relay/src/limits/hook.ts';
import { Inbox } from '../support/inbox.ts';
import { newRelay, type RunningRelay } from '../support/relay.ts';
import { bearing } from '../support/tokens.ts';
import {
  newId,
  newMember,
  newWireClient,
  refusalOfHandshake,
  refused,
  type WireClient,
} from '../support/wire-client.ts';

interface Line {
  level: string;
  code?: unknown;
  hook?: unknown;
}

function newLog() {
  const lines = new Inbox<Line>();
  const at = (level: string) => (details: object) => lines.put({ level, ...details });
  return { lines, logger: { error: at('error'), warn: at('warn'), info: at('info') } };
}

const never = <T>() => new Promise<T>(() => {});
const words = () => ({ room: 'lobby', id: newId(), message: 'hello' });

function closedFrames(client: WireClient): Inbox<Output<typeof closedSchema>> {
  const frames = new Inbox<Output<typeof closedSchema>>();
  client.socket.on('closed', (frame: unknown) => {
    const parsed = parse(closedSchema, frame);
    assert.ok(parsed.ok);
    frames.put(parsed.value);
  });
  return frames;
}

test('a hook that hangs leads to a refusal with a code after its timeout, and to a log line', async (t) => {
  const { lines, logger } = newLog();
  let hangs = false;
  const options: RelayOptions = {
    logger,
    hookTimeout: 0.2,
    authenticate: async (token) => (token === 'hang' ? never() : undefined),
    authorize: async () => (hangs ? never() : true),
    filter: async (message) => (message === 'hang' ? never() : message),
  };
  const { url } = await newRelay(t, options);
  for (let time = 0; time < 3; time++) {
    const { data } = await refusalOfHandshake(t, url, bearing('hang'));
    assert.deepEqual([data?.code, data?.retryAfter], ['unavailable', 5]);
  }
  const ann = await newMember(t, url, 'Ann');
  const sent = refused(await ann.ask('send', { ...words(), message: 'hang' }));
  assert.deepEqual([sent.code, sent.retryAfter], ['unavailable', 5]);
  hangs = true;
  for (const [event, request] of [
    ['join', { room: 'attic', username: 'Ann' }],
    ['history', { room: 'lobby', before: 10 }],
    ['send', words()],
  ] as const) {
    const { code, retryAfter } = refused(await ann.ask(event, request));
    assert.deepEqual([code, retryAfter], ['unavailable', 5], event);
  }
  hangs = false;
  await ann.say('well again');
  const { level, hook } = await lines.first('the line', ({ code }) => code === 'hook_timeout');
  assert.deepEqual([level, hook], ['warn', 'authenticate']);
});

test('a hook that fails leads to a refusal with a code too, and only the log says why', async (t) => {
  const { lines, logger } = newLog();
  const fail = (): never => {
    throw new TypeError('the database is away');
  };
  const { url } = await newRelay(t, {
    logger,
    authenticate: async (token) => (token === undefined ? undefined : fail()),
    authorize: (_person, room) => room === 'lobby' || fail(),
    filter: (message) => (message === 'fail' ? fail() : message),
  });
  const { data } = await refusalOfHandshake(t, url, bearing('any'));
  const ann = await newMember(t, url, 'Ann');
  const join = refused(await ann.ask('join', { room: 'attic', username: 'Ann' }));
  // Libraries throw for an invalid token, and the client must not try again then.
  assert.deepEqual([data?.code, data?.retryAfter], ['forbidden', undefined]);
  assert.deepEqual([join.code, join.retryAfter], ['unavailable', 5]);
  const line = (hook: string) =>
    lines.first(hook, (each) => each.code === 'hook_failed' && each.hook === hook);
  for (const hook of ['authenticate', 'authorize']) await line(hook);
  const send = refused(await ann.ask('send', { ...words(), message: 'fail' }));
  assert.deepEqual([send.code, send.retryAfter], ['unavailable', 5]);
  await line('filter');
  for (const refusal of [data, join, send]) assert.ok(!refusal?.message.includes('database'));
  assert.ok(!lines.all.some(({ code }) => code === 'request_failed'), 'one failure is one line');
});

test('a join that the site refuses gets that refusal, even if other calls of the site fail', async (t) => {
  const { url } = await newRelay(t, {
    hookTimeout: 0.2,
    authorize: async (_person, room, action) => {
      if (room === 'lobby') return true;
      if (action === 'join') return false;
      throw new Error('the database is away');
    },
  });
  const ann = await newMember(t, url, 'Ann');
  assert.equal(refused(await ann.ask('join', { room: 'attic', username: 'Ann' })).code, 'forbidden');
  assert.equal(await ann.say('still here').then(({ seq }) => seq), 1);
});

test('the hook timeout must be shorter than a client waits for an answer', async (t) => {
  await assert.rejects(newRelay(t, { hookTimeout: 7.5 }), /option hookTimeout: must be at most 7/);
});

test('a connection with an expired token is closed even if the site does not answer', async (t) => {
  let isAsked = 0;
  const { url } = await newRelay(t, {
    hookTimeout: 0.2,
    authenticate: async () =>
      ++isAsked === 1 ? { id: '7', username: 'Mona', expires: Date.now() + 500 } : never(),
  });
  const mona = await newMember(t, url, 'Mona', bearing('first'));
  const closed = closedFrames(mona);
  const gone = new Promise((resolve) => mona.socket.once('disconnect', resolve));
  mona.socket.once('token', (answer: (token: string) => void) => answer('second'));
  const { code, retryAfter } = await closed.first('the end');
  assert.deepEqual([code, retryAfter], ['unavailable', 5]);
  await gone;
});

test('pending calls of a hook are bounded in all', async (t) => {
  const { lines, logger } = newLog();
  let asked = 0;
  const { url } = await newRelay(t, {
    logger,
    filter: () => {
      asked += 1;
      return never();
    },
  });
  const ann = await newMember(t, url, 'Ann');
  for (let sent = 0; sent < 1000; sent++) ann.socket.emit('send', words(), () => {});
  const { code } = refused(await ann.ask('send', words()));
  assert.equal(code, 'unavailable');
  assert.ok(asked <= 1000, String(asked));
  await lines.first('the line', (line) => line.code === 'hook_busy');
});

test('a call that timed out counts as pending until it settles', async () => {
  const answers: (() => void)[] = [];
  const ask = () => new Promise<void>((resolve) => answers.push(resolve));
  const hook = new Hook('filter', ask, { timeout: 20, logger: newLog().logger });
  const isGivenUp = { code: 'unavailable', message: 'filter: the site did not answer in time' };
  const isBusy = { code: 'unavailable', message: /too many pending calls/ };
  await Promise.all(Array.from({ length: 1000 }, () => assert.rejects(hook.ask(), isGivenUp)));
  await assert.rejects(hook.ask(), isBusy);
  answers[0]?.();
  await setImmediate();
  await assert.rejects(hook.ask(), isGivenUp);
  await assert.rejects(hook.ask(), isBusy);
});

test('the relay’s own server drops idle connections', () => {
  const server = createOwnServer();
  assert.equal(server.timeout, 60_000);
  server.close();
});

/** A site whose answers can change; it records each question. */
async function changeableSite(t: TestContext, options: RelayOptions = {}) {
  const asked: string[] = [];
  const site = {
    answer: (_id: string, _room: string): boolean | Promise<boolean> => true,
  };
  const relay = await newRelay(t, {
    authenticate: async (token) => (token === undefined ? undefined : { id: token, username: token }),
    authorize: (person, room, action) => {
      asked.push(`${person.id} ${room} ${action}`);
      return action !== 'moderate' && site.answer(person.id, room);
    },
    ...options,
  });
  return { relay, site, asked };
}

async function tabs(t: TestContext, { url }: RunningRelay, name: string): Promise<WireClient[]> {
  const clients = [await newWireClient(t, url, bearing(name)), await newWireClient(t, url, bearing(name))];
  for (const client of clients) {
    await client.join({ room: 'lobby' });
    await client.join({ room: 'attic' });
  }
  return clients;
}

test('review() asks the site again, and a person without rights gets no more entries in any tab', async (t) => {
  const { relay, site, asked } = await changeableSite(t);
  const [ann, bob] = [await tabs(t, relay, 'ann'), await tabs(t, relay, 'bob')];
  const frames = ann.map(closedFrames);
  bob.forEach((client) => client.socket.on('closed', () => assert.fail('bob may stay')));
  site.answer = (id, room) => id !== 'user:ann' || room !== 'attic';
  asked.length = 0;
  await relay.review('user:ann');
  assert.deepEqual(asked.filter((each) => each.endsWith('join')).sort(), [
    'user:ann attic join',
    'user:ann lobby join',
  ]);
  for (const inbox of frames) {
    const { room, code } = await inbox.first('being put out');
    assert.deepEqual([room, code], ['attic', 'forbidden']);
  }
  await bob[0]?.say('not for Ann', { room: 'attic' });
  await bob[0]?.say('for all', { room: 'lobby' });
  for (const client of ann) {
    await client.hears('for all');
    assert.deepEqual(client.heard('attic'), []);
    assert.equal(refused(await client.ask('send', { ...words(), room: 'attic' })).code, 'not_joined');
  }
});

test('the site is asked again at each interval, and nobody is removed if it fails', async (t) => {
  const { relay, site } = await changeableSite(t, { reviewInterval: 1 });
  const [ann] = await tabs(t, relay, 'ann');
  const [bob] = await tabs(t, relay, 'bob');
  assert.ok(ann && bob);
  const [anns, bobs] = [closedFrames(ann), closedFrames(bob)];
  let failures = 0;
  site.answer = (id) => {
    if (id === 'user:ann') return false;
    failures += 1;
    throw new Error('the database is away');
  };
  await anns.many(2, 'rooms left');
  assert.deepEqual(new Set(anns.all.map(({ room }) => room)), new Set(['attic', 'lobby']));
  const before = failures;
  await assert.rejects(
    relay.review('user:bob'),
    (error) => error instanceof Refusal && error.code === 'unavailable',
  );
  assert.ok(failures > before);
  assert.deepEqual(bobs.all, []);
  site.answer = () => true;
  await bob.say('still here');
});
