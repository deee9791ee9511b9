import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { inspect } from 'node:util';
import type { RelayOptions } from '@realtime-chat/relay';
import { exportJWK, generateKeyPair } from 'jose';
import { afterwards } from '../support/afterwards.ts';
import { listen, newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import {
  changing,
  newId,
  newMember,
  newWireClient,
  refusalOfHandshake,
  refused,
  said,
} from '../support/wire-client.ts';

const say = (room: string) => ({ room, id: newId(), message: 'hello' });

test('a token stands for the same person everywhere, under the name that the site gives', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const one = await newWireClient(t, url, bearing(await token({ roles: ['moderator'] })));
  const { me } = await one.join();
  const { id, username, verified, roles } = me;
  assert.deepEqual(
    { id, username, verified, roles },
    { id: 'user:7', username: 'Mona', verified: true, roles: ['moderator'] },
  );
  const two = await newWireClient(t, url, bearing(await token()));
  assert.equal((await two.join()).me.id, 'user:7');
});

test('a token that is forged, expired, for another audience or unsigned is refused', async (t) => {
  const { url } = await newRelay(t, { authSecret, authIssuer: 'https://shop.example', authAudience: 'chat' });
  const good = { iss: 'https://shop.example', aud: 'chat' };
  const unsigned = [{ alg: 'none' }, { ...good, sub: '7', exp: 4e9 }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat('')
    .join('.');
  const [head = '', , signature = ''] = (await token(good)).split('.');
  const altered = Buffer.from(JSON.stringify({ ...good, sub: '1', exp: 4e9 })).toString('base64url');
  const otherSecret = 'another secret of thirty-two characters';
  const bad: Record<string, [bearer: string, reason: string]> = {
    forged: [await token(good, otherSecret), 'key'],
    over: [await token({ ...good, exp: 1 }), 'expired'],
    'not valid yet': [await token({ ...good, nbf: 4e9 }), 'not_yet_valid'],
    'for another audience': [await token({ ...good, aud: 'mail' }), 'audience'],
    'for no audience': [await token({ iss: good.iss }), 'audience'],
    'of another issuer': [await token({ ...good, iss: 'https://evil.example' }), 'issuer'],
    'of another algorithm': [await token(good, authSecret, 'HS512'), 'key'],
    'not signed': [unsigned, 'key'],
    altered: [`${head}.${altered}.${signature}`, 'key'],
    'about nobody': [await token({ ...good, sub: undefined }), 'claims'],
    nonsense: ['nonsense', 'malformed'],
    // Without the secret, nobody learns anything about the claims that the relay expects.
    'forged and over': [await token({ ...good, exp: 1 }, otherSecret), 'key'],
    'forged and for another audience': [await token({ ...good, aud: 'mail' }, otherSecret), 'key'],
  };
  for (const [what, [bearer, reason]] of Object.entries(bad)) {
    const { data } = await refusalOfHandshake(t, url, bearing(bearer));
    assert.deepEqual([data?.code, data?.reason], ['unauthorized', reason], what);
    for (const secret of [bearer, good.iss, authSecret]) assert.ok(!data?.message.includes(secret), what);
  }
  await newWireClient(t, url, bearing(await token(good)));
});

test('a token with invalid claims is refused, and the error names the claim', async (t) => {
  const problems: object[] = [];
  const logger = { error: (details: object) => problems.push(details), warn: () => {}, info: () => {} };
  const { url } = await newRelay(t, { authSecret, logger });
  const wrong: [claims: object, reason: RegExp][] = [
    [{ roles: 'moderator' }, /roles must be a list/],
    [{ roles: { moderator: true } }, /roles must be a list/],
    [{ roles: [1] }, /roles.0 must be a string/],
    [{ roles: null }, /roles/],
    [{ rooms: ['lobby'] }, /rooms/],
    [{ rooms: { lobby: 'all' } }, /rooms.lobby must be read or write/],
    [{ name: 7 }, /name must be a string/],
    [{ sub: '' }, /sub must not be empty/],
    [{ sub: 'x'.repeat(201) }, /sub is too long/],
    [{ sub: ['7'] }, /sub/],
  ];
  for (const [claims, reason] of wrong) {
    const { data } = await refusalOfHandshake(t, url, bearing(await token({ ...claims })));
    assert.equal(data?.code, 'unauthorized', JSON.stringify(claims));
    assert.match(data.message, reason);
    assert.equal(data.retryAfter, undefined);
  }
  assert.deepEqual(problems, [], 'it is no mistake of the relay');
});

test('a token with an audience is refused by a relay without one', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const { data } = await refusalOfHandshake(t, url, bearing(await token({ aud: 'mail' })));
  assert.equal(data?.code, 'unauthorized');
});

test('tokens are verified by the site’s public keys, and a public key does not work as a secret', async (t) => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  let asked = 0;
  const site = createServer((_request, response) => {
    asked += 1;
    response.end(JSON.stringify({ keys: [{ ...jwk, alg: 'ES256', use: 'sig' }] }));
  });
  afterwards(t, () => void site.close());
  const authJwks = `${await listen(site)}/keys`;
  const { url } = await newRelay(t, { authJwks });
  for (const sub of ['7', '8']) {
    const client = await newWireClient(t, url, bearing(await token({ sub }, privateKey, 'ES256')));
    assert.equal((await client.join()).me.id, `user:${sub}`);
  }
  assert.equal(asked, 1, 'the keys are asked for once');
  const others = await generateKeyPair('ES256');
  for (const bearer of [await token({}, others.privateKey, 'ES256'), await token({}, JSON.stringify(jwk))]) {
    assert.equal((await refusalOfHandshake(t, url, bearing(bearer))).data?.code, 'unauthorized');
  }
});

test('if the keys cannot be fetched, the client may try again', async (t) => {
  const site = createServer((_request, response) => void response.writeHead(503).end());
  afterwards(t, () => void site.close());
  const there = await listen(site);
  const { privateKey } = await generateKeyPair('ES256');
  for (const authJwks of [`${there}/keys`, 'http://localhost:9/keys']) {
    const { url } = await newRelay(t, { authJwks });
    const { data } = await refusalOfHandshake(t, url, bearing(await token({}, privateKey, 'ES256')));
    assert.equal(data?.code, 'unavailable', authJwks);
    assert.ok(data.retryAfter);
  }
});

test('after a failed fetch not every token causes another one, and the keys are fetched once they are back', async (t) => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig' }] });
  let asked = 0;
  let answer: [status: number, body: string] = [200, '<html>'];
  const site = createServer((_request, response) => {
    asked += 1;
    response.writeHead(answer[0]).end(answer[1]);
  });
  afterwards(t, () => void site.close());
  const lines: object[] = [];
  const log = (details: object): void => void lines.push(details);
  const place = `${await listen(site)}/keys`;
  const { url } = await newRelay(t, {
    authJwks: `${place}?key=not-for-the-log`,
    logger: { error: log, warn: log, info: () => {} },
  });
  const bearer = bearing(await token({}, privateKey, 'ES256'));
  for (let time = 0; time < 10; time++) {
    const { data } = await refusalOfHandshake(t, url, bearer);
    assert.equal(data?.code, 'unavailable');
    assert.ok(data.retryAfter !== undefined && data.retryAfter >= 1);
  }
  // One fetch, or two if the requests took longer than the first backoff.
  assert.ok(asked <= 2, String(asked));
  answer = [503, ''];
  const before = asked;
  let refusal;
  do refusal = await refusalOfHandshake(t, url, bearer);
  while (asked === before);
  assert.equal(refusal.data?.code, 'unavailable');
  answer = [200, keys];
  for (let isIn = false; !isIn;) {
    isIn = await newWireClient(t, url, bearer).then(
      () => true,
      () => false,
    );
  }
  assert.deepEqual(
    lines.map((line) => 'code' in line && line.code),
    ['jwks_away', 'jwks_back'],
  );
  for (const line of lines) assert.equal('url' in line && line.url, place);
  assert.ok(!inspect(lines, { depth: 9 }).includes('not-for-the-log'));
  await assert.rejects(
    newRelay(t, { authJwks: 'https://site:secret@site.example/keys' }),
    /authJwks: must be a URL without/,
  );
});

test('guests can be refused', async (t) => {
  const { url } = await newRelay(t, { authSecret, guests: 'deny' });
  for (const auth of [{ protocol: 1 }, { protocol: 1, token: '' }, {}]) {
    const { data } = await refusalOfHandshake(t, url, { auth });
    assert.deepEqual([data?.code, data?.reason], ['unauthorized', 'missing']);
  }
  await newMember(t, url, 'Mona', bearing(await token()));
});

test('a token says in which rooms its person may read and write', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const rooms = { 'team-*': 'write', 'news-*-eu': 'read', lobby: 'read', 'lobby*': 'read' };
  const mona = await newWireClient(t, url, bearing(await token({ rooms, roles: ['moderator'] })));
  const ann = await newMember(t, url, 'Ann');
  const target = await said(ann, 'hello');
  for (const room of ['team-', 'team-red']) {
    await mona.join({ room });
    assert.ok((await mona.ask('send', say(room))).ok);
  }
  for (const room of ['lobby', 'lobby-2', 'news-world-eu']) {
    await mona.join({ room });
    assert.equal(refused(await mona.ask('send', say(room))).code, 'forbidden');
  }
  for (const [event, words] of [
    ['edit', { message: 'x' }],
    ['delete', {}],
    ['react', { emoji: '👍', on: true }],
  ] as const) {
    assert.equal(refused(await mona.ask(event, changing(target, words))).code, 'forbidden', event);
  }
  assert.ok((await mona.ask('report', { room: 'lobby', target })).ok);
  for (const room of ['team', 'attic', 'news-eu', 'xnews-a-eu', 'news-a-eux']) {
    assert.equal(refused(await mona.ask('join', { room })).code, 'forbidden', room);
  }
});

test('when a token expires, the client is asked for another, and stays the same person', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const soon = Math.floor(Date.now() / 1000) + 3;
  const mona = await newMember(t, url, 'Mona', bearing(await token({ exp: soon, rooms: { lobby: 'read' } })));
  assert.equal(refused(await mona.ask('send', say('lobby'))).code, 'forbidden');
  const next = await token({ roles: ['moderator'] });
  await new Promise<void>((resolve) => {
    mona.socket.once('token', (answer: (token: string) => void) => {
      answer(next);
      resolve();
    });
  });
  // Requests are answered in order, so the relay has read the token by then, or does so next.
  while (!(await mona.ask('send', say('lobby'))).ok);
  assert.deepEqual((await mona.join()).me.roles, ['moderator']);
});

test('after a new token with fewer rights, its person is removed from the rooms it does not name, and is no moderator any more', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const soon = Math.floor(Date.now() / 1000) + 3;
  const first = await token({ exp: soon, roles: ['moderator'], name: 'Mona' });
  const mona = await newMember(t, url, 'Mona', bearing(first));
  await mona.join({ room: 'attic' });
  const queue: unknown[] = [];
  mona.socket.on('queue', (waiting) => queue.push(waiting));
  const next = await token({ name: 'Lisa', rooms: { lobby: 'write' } });
  mona.socket.once('token', (answer: (token: string) => void) => answer(next));
  const closed = await new Promise((resolve) => mona.socket.once('closed', resolve));
  assert.deepEqual(closed, { room: 'attic', code: 'forbidden', message: 'room: you may not join here' });
  assert.equal(refused(await mona.ask('send', say('attic'))).code, 'not_joined');

  const bob = await newMember(t, url, 'Bob');
  assert.equal(refused(await bob.ask('join', { room: 'lobby', username: 'Lisa' })).code, 'name_taken');
  const target = await said(bob, 'hello');
  assert.ok((await mona.ask('send', say('lobby'))).ok);
  assert.ok((await mona.ask('report', { room: 'lobby', target })).ok);
  const eve = await newMember(
    t,
    url,
    'Eve',
    bearing(await token({ sub: '9', name: 'Eve', roles: ['owner'] })),
  );
  assert.equal((await eve.join()).queue, 1);
  assert.deepEqual(queue, []);
});

const answers: Record<string, (() => Promise<unknown>) | undefined> = {
  'nothing but silence': undefined,
  'no token': async () => undefined,
  'the expired token': () => token({ exp: Math.floor(Date.now() / 1000) - 1 }),
  'the token of another': () => token({ sub: '8' }),
  nonsense: async () => ({ nonsense: true }),
};

for (const [what, answer] of Object.entries(answers)) {
  test(`a client that answers with ${what} is disconnected, and is told why`, async (t) => {
    const { url } = await newRelay(t, { authSecret });
    const soon = Math.floor(Date.now() / 1000) + 3;
    const mona = await newMember(t, url, 'Mona', bearing(await token({ exp: soon })));
    const closed = new Promise((resolve) => mona.socket.once('closed', resolve));
    const gone = new Promise((resolve) => mona.socket.once('disconnect', resolve));
    if (answer) mona.socket.on('token', async (give: (token: unknown) => void) => give(await answer()));
    assert.equal(((await closed) as { code: string }).code, 'unauthorized');
    assert.equal(await gone, 'io server disconnect');
  });
}

test('ambiguous options are refused at the start', async (t) => {
  const authenticate = async () => undefined;
  const wrong: RelayOptions[] = [
    { authSecret: 'too short' },
    { authSecret, authenticate },
    { authSecret, authJwks: 'https://shop.example/keys' },
    { guests: 'deny' },
  ];
  for (const options of wrong) await assert.rejects(newRelay(t, options), TypeError);
});
