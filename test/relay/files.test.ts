import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { staticFiles } from '../../relay/src/http/static-files.ts';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { get } from '../support/http.ts';
import { listen, newRelay } from '../support/relay.ts';

const scripts = ['/realtime-chat.js', '/realtime-chat.iife.js'];
const emoji = ['/realtime-chat-emoji-en.json', '/realtime-chat-emoji-zh-hant.json'];

for (const path of [...scripts, ...emoji]) {
  const type = path.endsWith('.json') ? /^application\/json/ : /^text\/javascript/;

  test(`any page may load ${path}, which is revalidated by its ETag`, async (t) => {
    const { url } = await newRelay(t);
    const file = await readFile(new URL(`../../widget/dist${path}`, import.meta.url), 'utf8');
    const { status, headers, text } = await get(url, path);
    assert.equal(status, 200);
    assert.equal(text, file);
    assert.match(String(headers['content-type']), type);
    assert.equal(headers['access-control-allow-origin'], '*');
    assert.equal(headers['cross-origin-resource-policy'], 'cross-origin');
    assert.equal(headers['cache-control'], 'no-cache');

    const again = await get(url, path, { headers: { 'If-None-Match': headers.etag } });
    assert.equal(again.status, 304);
    assert.equal(again.text, '');
    assert.equal((await get(url, path, { headers: { 'If-None-Match': '"another"' } })).status, 200);
  });

  test(`${path} is served in the smallest encoding that the browser accepts`, async (t) => {
    const { url } = await newRelay(t);
    const plain = await get(url, path);
    const accepting = (encoding: string) => get(url, path, { headers: { 'Accept-Encoding': encoding } });

    const brotli = await accepting('gzip, deflate, br');
    assert.equal(brotli.headers['content-encoding'], 'br');
    assert.equal(brotliDecompressSync(brotli.body).toString(), plain.text);

    const gzip = await accepting('gzip');
    assert.equal(gzip.headers['content-encoding'], 'gzip');
    assert.equal(gunzipSync(gzip.body).toString(), plain.text);

    assert.ok(brotli.body.length < gzip.body.length && gzip.body.length < plain.body.length / 2);
    for (const { headers } of [brotli, gzip]) {
      assert.match(String(headers['content-type']), type);
      assert.match(String(headers.vary), /accept-encoding/i);
      assert.equal(headers['access-control-allow-origin'], '*');
    }
    assert.equal(plain.headers['content-encoding'], undefined);
  });
}

test('the demo page is at / if it is enabled', async (t) => {
  const { url } = await newRelay(t, { demo: true });
  const { status, headers, text } = await get(url, '/');
  assert.equal(status, 200);
  assert.match(String(headers['content-type']), /^text\/html/);
  assert.match(text, /<realtime-chat/);

  const bare = await newRelay(t);
  assert.equal((await get(bare.url, '/')).status, 404);
});

test('the documentation is below /docs/ if the demo is enabled, and keeps the path of the relay', async (t) => {
  const { url } = await newRelay(t, { demo: true, path: '/chat' });
  const { status, headers, text } = await get(url, '/chat/docs/');
  assert.equal(status, 200);
  assert.match(String(headers['content-security-policy']), /default-src 'none'/);
  assert.match(text, /<h1 id="documentation">/);
  for (const path of [
    'docs/index.html',
    'docs/theming.html',
    'docs/search.json',
    'docs/performance/idle.svg',
  ]) {
    assert.equal((await get(url, `/chat/${path}`)).status, 200, path);
  }
  const redirected = await get(url, '/chat/docs?from=here');
  assert.deepEqual([redirected.status, redirected.headers.location], [308, 'docs/?from=here']);
  for (const path of ['docs/../index.html', 'docs//', 'docs/nothing.html', 'performance']) {
    assert.equal((await get(url, `/chat/${path}`)).status, 404, path);
  }

  const bare = await newRelay(t);
  assert.equal((await get(bare.url, '/docs/')).status, 404);
});

test('the health checks say that the relay is alive and ready', async (t) => {
  const { url } = await newRelay(t);
  for (const path of ['/healthz', '/readyz', '/healthz?from=monitor']) {
    const { status, headers } = await get(url, path);
    assert.equal(status, 200, path);
    assert.equal(headers['cache-control'], 'no-store');
  }
  const { status, text } = await get(url, '/healthz', { method: 'HEAD' });
  assert.deepEqual({ status, text }, { status: 200, text: '' });
});

test('an unknown path is not found, whatever the method', async (t) => {
  const { url } = await newRelay(t, { demo: true });
  for (const path of ['/nothing', '/realtime-chat', '/favicon', '/healthz/more', '/socket.io']) {
    assert.equal((await get(url, path)).status, 404, path);
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    assert.equal((await get(url, '/realtime-chat.js', { method })).status, 404, method);
  }
});

test('no path reaches a file outside the served folder', async (t) => {
  const { url } = await newRelay(t, { demo: true });
  const secrets = [
    'package.json',
    '../package.json',
    '../../package.json',
    '../lib/index.js',
    '../src/index.ts',
    '../../../../../../../../etc/passwd',
    'etc/passwd',
    '.env',
    '.git/config',
  ];
  for (const secret of secrets) {
    const disguises = [
      secret,
      encodeURIComponent(secret),
      encodeURIComponent(encodeURIComponent(secret)),
      secret.replaceAll('../', '..\\'),
      secret.replaceAll('../', '%2e%2e/'),
      secret.replaceAll('../', '....//'),
      secret.replaceAll('../', '..%c0%af'),
      `/${secret}`,
      `./${secret}`,
      `realtime-chat.js/../${secret}`,
      `${secret}%00.js`,
    ];
    for (const path of disguises) {
      const { status, text } = await get(url, `/${path}`);
      assert.equal(status, 404, path);
      assert.equal(text, '', path);
    }
  }
  assert.equal((await get(url, '/%E0%A4%A')).status, 404);
  assert.equal((await get(url, `/${'x'.repeat(10_000)}`)).status, 404);
});

test('no Range header harms the relay', async (t) => {
  const { url } = await newRelay(t, { demo: true });
  for (const path of [...scripts, ...emoji, '/', '/favicon.svg']) {
    const whole = await get(url, path);
    assert.equal(whole.status, 200, path);
    for (const range of [
      'bytes=10-5',
      'bytes=-0',
      'bytes=99999999-',
      'bytes=0-0,5-1',
      'bytes=a-b',
      'lines=1-2',
    ]) {
      const { status, text } = await get(url, path, { headers: { Range: range } });
      assert.deepEqual({ status, text }, { status: 200, text: whole.text }, `${path} ${range}`);
    }
  }
});

test('a refused encoding is not sent, and a weak ETag from a proxy is recognized', async (t) => {
  const { url } = await newRelay(t);
  const path = '/realtime-chat.js';
  const refusing = await get(url, path, { headers: { 'Accept-Encoding': 'gzip;q=1.0, br;q=0' } });
  assert.equal(refusing.headers['content-encoding'], 'gzip');
  const headers = { 'Accept-Encoding': 'gzip', 'If-None-Match': `"another", W/${refusing.headers.etag}` };
  assert.equal((await get(url, path, { headers })).status, 304);
  const head = await get(url, path, { method: 'HEAD' });
  assert.deepEqual([head.status, head.text], [200, '']);
  assert.equal(Number(head.headers['content-length']), (await get(url, path)).body.length);
});

test('a file that is deleted while the relay runs is still served', async (t) => {
  const folder = await newFolder(t);
  await writeFile(join(folder, 'page.js'), 'hello');
  const serve = staticFiles(folder, () => ({}));
  await rm(join(folder, 'page.js'));
  const server = createServer((request, response) => serve(request, response, () => response.end('next')));
  afterwards(t, () => server.close());
  const url = await listen(server);
  assert.equal((await get(url, '/page.js')).text, 'hello');
});

test('a further relay of the process serves the files that the first one has read', async (t) => {
  const folder = await newFolder(t);
  await writeFile(join(folder, 'page.js'), 'hello');
  staticFiles(folder, () => ({}));
  await rm(join(folder, 'page.js'));
  const serve = staticFiles(folder, () => ({ 'X-Relay': 'second' }));
  const server = createServer((request, response) => serve(request, response, () => response.end('next')));
  afterwards(t, () => server.close());
  const { headers, text } = await get(await listen(server), '/page.js');
  assert.deepEqual([headers['x-relay'], text], ['second', 'hello']);
});
