import assert from 'node:assert/strict';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { BoundedLogger } from '../../relay/src/bounded-logger.ts';
import { createRelay } from '../../relay/src/create-relay.ts';
import type { LogDetails } from '../../relay/src/logger.ts';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { get } from '../support/http.ts';
import { listen, newRelay } from '../support/relay.ts';
import { entriesOf } from './log-entries.ts';

test('a relay that cannot start leaves nothing open', async (t) => {
  const data = await newFolder(t);
  await writeFile(join(data, 'secret'), '');
  const close = t.mock.method(LmdbLog.prototype, 'close');
  const server = createServer();
  await assert.rejects(createRelay(server, { data, keepMessages: 1 }), /secret is damaged/);
  assert.equal(close.mock.callCount(), 1);
  assert.deepEqual([server.listenerCount('request'), server.listenerCount('upgrade')], [0, 0]);
});

test('a relay that cannot read its store unlocks the folder', async (t) => {
  const data = await newFolder(t);
  const fail = t.mock.method(LmdbLog.prototype, 'getMeta', () => Promise.reject(new Error('a bad sector')));
  const close = t.mock.method(LmdbLog.prototype, 'close');
  await assert.rejects(createRelay(createServer(), { data }), /a bad sector/);
  assert.equal(close.mock.callCount(), 1);
  fail.mock.restore();
  await (await newRelay(t, { data })).close();
});

test('a relay that cannot measure its store gives everything back', async (t) => {
  const data = await newFolder(t);
  const fail = t.mock.method(LmdbLog.prototype, 'watchAll', () => Promise.reject(new Error('no hints')));
  const close = t.mock.method(LmdbLog.prototype, 'close');
  const server = createServer();
  await assert.rejects(createRelay(server, { data, metrics: '0' }), /no hints/);
  assert.equal(close.mock.callCount(), 1);
  assert.deepEqual([server.listenerCount('request'), server.listenerCount('upgrade')], [0, 0]);
  fail.mock.restore();
  await (await newRelay(t, { data })).close();
});

test('the line relay_stopped is written even right after many others', async (t) => {
  const codes: string[] = [];
  const note = ({ code }: LogDetails): void => void codes.push(code);
  const logger = new BoundedLogger({ error: note, warn: note, info: note });
  const server = createServer();
  const relay = await createRelay(server, { data: ':memory:', logger });
  afterwards(t, () => server.close());
  await listen(server);
  // More codes than the logger writes in one second.
  for (let other = 0; other < 40; other++) logger.info({ code: `other_${other}` }, 'another line');
  await relay.close();
  assert.ok(codes.includes('relay_stopped'), codes.join());
});

test('the secret file is complete, only its owner can read it, and no temporary file stays', async (t) => {
  const data = await newFolder(t);
  await (await newRelay(t, { data })).close();
  const { size, mode } = await stat(join(data, 'secret'));
  assert.deepEqual([size, mode & 0o777], [32, 0o600]);
  assert.deepEqual(
    (await readdir(data)).filter((name) => name.startsWith('secret')),
    ['secret'],
  );
});

test('/readyz says that the relay is closing', async (t) => {
  const data = await newFolder(t);
  const before = await LmdbLog.open(data);
  await before.restore('lobby', entriesOf(1, 10_000));
  await before.close();
  // Retention that is still running delays the end.
  const relay = await newRelay(t, { data, keepMessages: 10 });
  const closing = relay.close();
  const paths = ['/readyz', '/healthz', '/socket.io/?EIO=4&transport=polling'];
  const [ready, live, handshake] = await Promise.all(paths.map((path) => get(relay.url, path)));
  assert.deepEqual([ready?.status, ready?.text], [503, 'closing\n']);
  assert.deepEqual([live?.status, handshake?.status], [200, 503]);
  await closing;
  assert.equal(relay.server.listenerCount('request'), 0);
});

test('an unknown upgrade is answered; that of a WebSocket is closed', async (t) => {
  const { url } = await newRelay(t, { path: '/chat' });
  const upgrade = async (to: string): Promise<string> => {
    const socket = connect(Number(new URL(url).port), 'localhost');
    socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: ${to}\r\n\r\n`);
    return text(socket);
  };
  assert.match(await upgrade('h2c'), /^HTTP\/1\.1 501 /);
  assert.equal(await upgrade('websocket'), '');
});
