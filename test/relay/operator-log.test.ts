import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { errorCodes } from '@realtime-chat/protocol';
import type { Logger, RelayOptions } from '@realtime-chat/relay';
import { newFolder } from '../support/folder.ts';
import { get } from '../support/http.ts';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newId, newMember, newWireClient, refusalOfHandshake, refused } from '../support/wire-client.ts';

const polling = '/socket.io/?EIO=4&transport=polling';
const good = 'https://good.example';

type Line = Record<string, unknown> & { level: string };

/** A relay, and all of its log lines. */
async function newLogged(t: TestContext, options: RelayOptions = {}) {
  const log = new Inbox<Line>();
  const at = (level: string) => (details: object) => log.put({ ...details, level });
  const logger: Logger = { error: at('error'), warn: at('warn'), info: at('info') };
  const relay = await newRelay(t, { ...options, logger });
  const line = (code: string): Promise<Line> => log.first(`a line ${code}`, (one) => one.code === code);
  return { relay, url: relay.url, log, line };
}

/** How many events the lines of a code stand for. */
function eventsOf(lines: readonly Line[], code: string): number {
  return lines
    .filter((line) => line.code === code)
    .reduce((sum, { suppressed }) => sum + 1 + (typeof suppressed === 'number' ? suppressed : 0), 0);
}

test('the start and the stop are one line each', async (t) => {
  const filesOrigin = 'https://files.example.org';
  const { relay, log, line, url } = await newLogged(t, {
    origins: [good],
    authenticate: async () => undefined,
    filesOrigin,
  });
  const started = await line('relay_started');
  assert.equal(started.level, 'info');
  assert.match(String(started.version), /^\d+\.\d+\.\d+/);
  assert.equal(started.node, process.version);
  assert.equal(String(started.address).split(':').at(-1), new URL(url).port);
  assert.deepEqual(
    [started.data, started.origins, started.guests, started.files, started.limits, started.hooks],
    [':memory:', [good], 'allow', 'off', 'off', ['authenticate']],
  );
  assert.equal(started.filesOrigin, filesOrigin);
  await relay.close('SIGTERM');
  const { level, reason, seconds } = await line('relay_stopped');
  assert.deepEqual([level, reason, typeof seconds], ['info', 'SIGTERM', 'number']);
  assert.equal(log.all.length, 2);
});

test('a refused page is logged with its origin', async (t) => {
  const { line, url } = await newLogged(t, { origins: [good] });
  await refusalOfHandshake(t, url, {
    transports: ['websocket'],
    extraHeaders: { Origin: 'https://other.example' },
  });
  const { level, address, origin, path } = await line('origin_refused');
  assert.deepEqual(
    [level, address, origin, path],
    ['warn', '127.0.0.1', 'https://other.example', '/socket.io/'],
  );
});

const otherSecret = 'another secret of thirty-two characters';
const wanted = { iss: 'site', aud: 'here' };
const past = Math.floor(Date.now() / 1000) - 60;

for (const [reason, level, made] of [
  ['expired', 'info', () => token({ ...wanted, exp: past })],
  ['audience', 'warn', () => token({ ...wanted, aud: 'elsewhere' })],
  ['issuer', 'warn', () => token({ ...wanted, iss: 'elsewhere' })],
  ['key', 'warn', () => token(wanted, otherSecret)],
  ['malformed', 'warn', async () => 'no token at all'],
  ['missing', 'info', async () => ''],
] as const) {
  test(`a refused token is logged with the reason, and without the token: ${reason}`, async (t) => {
    const options = { authSecret, authIssuer: 'site', authAudience: 'here', guests: 'deny' } as const;
    const { line, log, url } = await newLogged(t, options);
    const bearer = await made();
    await refusalOfHandshake(t, url, bearing(bearer));
    const refusal = await line('token_refused');
    assert.deepEqual([refusal.reason, refusal.level, refusal.address], [reason, level, '127.0.0.1']);
    if (bearer) assert.ok(!JSON.stringify(log.all).includes(bearer));
  });
}

test('a connection beyond the limit is logged, accepted or not', async (t) => {
  const { log, url } = await newLogged(t, { limits: { connections: 2 } });
  for (let count = 0; count < 2; count++) await newWireClient(t, url);
  assert.equal((await refusalOfHandshake(t, url, {})).data?.code, 'too_many_connections');
  const lines = await log.until('a line', (all) => all.find(({ code }) => code === 'too_many_connections'));
  assert.deepEqual([lines.level, lines.address, lines.hint], ['warn', '127.0.0.1', undefined]);
});

test('a reached limit is logged with person, address and room', async (t) => {
  const { line, url } = await newLogged(t, { limits: { sends: '1/60' } });
  const ann = await newMember(t, url, 'Ann');
  const send = () => ann.ask('send', { room: 'lobby', id: newId(), message: 'hello' });
  await send();
  assert.equal(refused(await send()).code, 'rate_limited');
  const { level, limit, address, room } = await line('limit_reached');
  assert.deepEqual([level, limit, address, room], ['info', 'sends', '127.0.0.1', 'lobby']);
});

test('an untrusted proxy is logged once, with the missing flag', async (t) => {
  const { log, line, url } = await newLogged(t, { limits: { connections: 1 } });
  const headers = { 'X-Forwarded-For': '203.0.113.7' };
  for (let count = 0; count < 3; count++) await get(url, polling, { headers });
  const { level, address, hint } = await line('untrusted_proxy');
  assert.deepEqual([level, address], ['warn', '127.0.0.1']);
  assert.match(String(hint), /--trust-proxy 127\.0\.0\.1$/);
  assert.equal(eventsOf(log.all, 'untrusted_proxy'), 1);
  assert.match(String((await line('too_many_connections')).hint), /--trust-proxy 127\.0\.0\.1$/);
});

test('so is a proxy that sends the Forwarded header of RFC 7239', async (t) => {
  const { line, url } = await newLogged(t);
  await get(url, polling, { headers: { Forwarded: 'for=203.0.113.7' } });
  await line('untrusted_proxy');
});

test('a trusted proxy is not logged, and its visitors have their own addresses', async (t) => {
  const { log, line, url } = await newLogged(t, { origins: [good], trustProxy: ['127.0.0.1'] });
  await get(url, polling, { headers: { 'X-Forwarded-For': '203.0.113.7', Origin: 'https://other.example' } });
  assert.equal((await line('origin_refused')).address, '203.0.113.7');
  assert.equal(eventsOf(log.all, 'untrusted_proxy'), 0);
});

test('a malformed handshake is logged', async (t) => {
  const { line, url } = await newLogged(t);
  await get(url, '/socket.io/?EIO=4&transport=pigeon');
  const { level, reason, address } = await line('handshake_malformed');
  assert.deepEqual([level, reason, address], ['info', 'Transport unknown', '127.0.0.1']);
});

test('a flood of refused sends and connections makes a few lines, which count all of them', async (t) => {
  const { relay, log, url } = await newLogged(t, { origins: [good], limits: { sends: '1/1000' } });
  const ann = await newMember(t, url, 'Ann');
  const began = performance.now();
  const flood = Array.from({ length: 501 }, () => {
    return ann.ask('send', { room: 'lobby', id: newId(), message: 'hello' });
  });
  const refusals = (await Promise.all(flood)).filter(({ ok }) => !ok).length;
  assert.equal(refusals, 500);
  const headers = { Origin: 'https://other.example' };
  for (let count = 0; count < 500; count++) {
    assert.equal((await get(url, polling, { headers })).status, 403);
  }
  await relay.close();
  const seconds = Math.ceil((performance.now() - began) / 1000);
  for (const code of ['limit_reached', 'origin_refused']) {
    assert.equal(eventsOf(log.all, code), 500, code);
    const lines = log.all.filter((line) => line.code === code).length;
    assert.ok(lines <= seconds + 1, `${code}: ${lines} lines in ${seconds} s`);
  }
});

test('a request of the API without the right key is logged with its address, and without the key', async (t) => {
  const { line, log, url } = await newLogged(t, { apiKey: 'k'.repeat(32), trustProxy: ['127.0.0.1'] });
  const key = 'nearly-the-right-key-of-the-relay';
  const headers = { Authorization: `Bearer ${key}`, 'X-Forwarded-For': '203.0.113.7' };
  assert.equal((await get(url, '/api/rooms', { headers })).status, 401);
  const { level, address, reason } = await line('api_key_refused');
  assert.deepEqual([level, address, reason], ['warn', '203.0.113.7', 'this is not the key']);
  assert.ok(!JSON.stringify(log.all).includes(key));
});

test('a file for which there is no room is logged with the limit', async (t) => {
  const full = [
    { fileLimits: { room: 0.001 }, reason: /^the room .* \(--file-limits room\)$/ },
    { fileLimits: { total: 0.001 }, reason: /^the relay .* \(--file-limits total\)$/ },
  ];
  for (const { fileLimits, reason } of full) {
    const { line, url } = await newLogged(t, { data: await newFolder(t), fileLimits });
    const ann = await newMember(t, url, 'Ann');
    refused(await ann.ask('upload', { room: 'lobby', name: 'file', size: 2000 }));
    const written = await line('files_full');
    assert.deepEqual([written.level, written.room], ['warn', 'lobby']);
    assert.match(String(written.reason), reason);
  }
});

test('a long origin or path does not make long lines', async (t) => {
  const { line, url } = await newLogged(t, { origins: [good] });
  await get(url, polling, { headers: { Origin: `https://${'x'.repeat(8000)}.example` } });
  assert.ok(JSON.stringify(await line('origin_refused')).length < 1000);
});

test('a store that lost acknowledged entries is logged when it gets a new epoch', async (t) => {
  const data = await newFolder(t);
  const first = await newLogged(t, { data });
  await first.relay.publish('lobby', { message: 'hello' });
  await first.relay.close();
  const second = await newLogged(t, { data });
  await second.relay.close();
  for (const { log } of [first, second]) assert.equal(eventsOf(log.all, 'epoch_renewed'), 0);
  await rm(join(data, 'witness'));
  const third = await newLogged(t, { data });
  const line = await third.line('epoch_renewed');
  assert.deepEqual([line.level, line.data], ['warn', data]);
});

test('docs/operations.md lists every code', () => {
  const root = join(import.meta.dirname, '../..');
  const text = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  const listed = rows
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)])
    .map(([, code]) => code);
  const files = readdirSync(join(root, 'relay/src'), { recursive: true, encoding: 'utf8' });
  const source = files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, 'relay/src', name), 'utf8'))
    .join('\n');
  const wire: readonly string[] = errorCodes;
  const written = [...source.matchAll(/\bcode: '([a-z_]+)'/g)].map(([, code = '']) => code);
  const missing = written.filter((code) => !wire.includes(code) && !listed.includes(code));
  assert.deepEqual(missing, [], 'not in the docs');
  const gone = listed.filter((code) => !source.includes(`'${code}'`));
  assert.deepEqual(gone, [], 'in the docs alone');
});
