import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockFinding } from '../../relay/src/cli/doctor/clock.ts';
import { fileSystem, freeDisk } from '../../relay/src/cli/doctor/data-folder.ts';
import { lineOf } from '../../relay/src/cli/doctor/finding.ts';
import { forwardingFinding, madeUpAddress } from '../../relay/src/cli/doctor/forwarding.ts';
import type { Health } from '../../relay/src/cli/doctor/health.ts';
import { certificate, noRelay, webSocket } from '../../relay/src/cli/doctor/public-url.ts';
import { sameRelay } from '../../relay/src/cli/doctor/same-relay.ts';
import { parseOptions } from '../../relay/src/options/parse-options.ts';
import { newFolder } from '../support/folder.ts';

const url = new URL('https://www.example.org/chat/');

test('a finding is one line, with what to change at its end', () => {
  assert.equal(
    lineOf(fileSystem(0x6969)),
    'fail  file system  The folder is on a network (NFS), where the store can be damaged. To change: name a folder on a disk of this machine by --data\n',
  );
});

test('the disk needs room for the store, and for a copy of it', () => {
  const [megabyte, gigabyte] = [1e6, 1e9];
  assert.equal(freeDisk(50 * megabyte, 0).result, 'fail');
  assert.equal(freeDisk(500 * megabyte, 0).result, 'warn');
  assert.equal(freeDisk(5 * gigabyte, gigabyte).result, 'ok');
  const large = freeDisk(5 * gigabyte, 6 * gigabyte);
  assert.equal(large.result, 'warn');
  assert.match(large.message, /Compaction needs room/);
});

test('a file system is told from one on a network, in memory or in a container', () => {
  const results = [0xef53, 0x6969, 0xff534d42, 0x01021994, 0x794c7630].map((type) => fileSystem(type).result);
  assert.deepEqual(results, ['ok', 'fail', 'fail', 'warn', 'warn']);
});

test('a folder without a lock says nothing about a relay on Redis', async (t) => {
  const data = await newFolder(t);
  assert.equal((await sameRelay(url, parseOptions({ data }))).result, 'warn');
  const { result, message } = await sameRelay(url, parseOptions({ data, redis: 'redis://127.0.0.1:1' }));
  assert.equal(result, 'ok');
  assert.match(message, /not visible from outside/);
});

test('a clock is wrong if the store was written later', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  assert.equal(clockFinding(now, now + 60_000, true).result, 'fail');
  assert.equal(clockFinding(now, now - 60_000, true).result, 'ok');
  assert.equal(clockFinding(now, undefined, undefined).result, 'ok');
  assert.equal(clockFinding(now, undefined, false).result, 'warn');
});

test('addresses are right if a proxy names them, and nobody else can', () => {
  const seen = (address: string, proxy: Health['proxy']): Health => ({
    status: 'ok',
    version: '1.0.0',
    address,
    proxy,
  });
  const own = seen('203.0.113.7', 'trusted');
  const fooled = seen(madeUpAddress, 'trusted');
  assert.equal(forwardingFinding(true, own, own).result, 'ok');
  assert.equal(forwardingFinding(true, own, fooled).result, 'fail');
  // A proxy that appends addresses to the header is fooled by a client alone that it trusts.
  assert.equal(forwardingFinding(true, seen('10.0.0.7', 'trusted'), fooled).result, 'warn');
  assert.equal(forwardingFinding(true, seen('127.0.0.1', 'none'), own).result, 'fail');
  assert.equal(forwardingFinding(false, seen('127.0.0.1', 'none'), own).result, 'ok');
  const untrusted = seen('172.18.0.2', 'untrusted');
  assert.equal(forwardingFinding(true, untrusted, untrusted).change, '--trust-proxy 172.18.0.2');
  assert.equal(forwardingFinding(true, seen('::/64', 'untrusted'), untrusted).change, '--trust-proxy ::1');
});

test('an answer that is no relay’s leads to the part that is wrong', () => {
  const answer = (status: number, headers = {}) => noRelay(url, { status, headers, body: Buffer.alloc(0) });
  assert.match(
    answer(301, { location: 'https://example.org/chat/' }).message,
    /leads to https:\/\/example\.org/,
  );
  assert.match(answer(502).change ?? '', /start the relay/);
  assert.match(answer(404).change ?? '', /--path \/chat$/);
  assert.match(answer(200).message, /no relay of this version/);
});

test('a certificate is overdue in the last sixth of its time', () => {
  const day = 86_400_000;
  const after = (days: number, of: number) =>
    certificate({ begins: 0, expires: of * day, hasHttp2: true }, days * day);
  assert.deepEqual(after(60, 90), {
    check: 'tls',
    result: 'ok',
    message: 'The certificate is good for 30 days; HTTP/2.',
  });
  assert.equal(after(80, 90).result, 'warn');
  assert.equal(after(4, 6).result, 'ok');
  assert.match(after(5.5, 6).message, /good for 12 hours/);
  assert.equal(after(5.5, 6).result, 'warn');
});

test('a WebSocket that fails leads to its reason', () => {
  assert.equal(webSocket(url, { upgraded: true, pinged: true, seconds: 5 }).result, 'ok');
  assert.match(
    webSocket(url, { upgraded: true, pinged: false, seconds: 3 }).change ?? '',
    /idle connections/,
  );
  const refused = (status: number, body = '') =>
    webSocket(url, { upgraded: false, status, body }).change ?? '';
  assert.match(refused(426), /Upgrade and Connection/);
  assert.match(refused(403, '{"message":"origin_refused"}'), /--origin https:\/\/www\.example\.org/);
  assert.match(refused(400), /pass WebSockets on/);
});
