import assert from 'node:assert/strict';
import { test } from 'node:test';
import { get } from '../support/http.ts';
import { newRelay } from '../support/relay.ts';

const own = [
  '/',
  '/launcher.html',
  '/demo.css',
  '/demo.js',
  '/favicon.svg',
  '/healthz',
  '/readyz',
  '/nothing',
];
const script = ['/realtime-chat.js', '/realtime-chat-de.js', '/realtime-chat-emoji-en.json'];
const wire = ['/socket.io/?EIO=4&transport=polling', '/socket.io/?EIO=9', '/socket.io/nothing'];

test('browsers may not guess the type of any answer of the relay', async (t) => {
  const { url } = await newRelay(t, { demo: true });
  for (const path of [...own, ...script, ...wire]) {
    assert.equal((await get(url, path)).headers['x-content-type-options'], 'nosniff', path);
  }
});

test('the relay’s own pages run and load only own files, cannot be framed, and send no referrer', async (t) => {
  const relay = await newRelay(t, { demo: true });
  const mounted = await newRelay(t, { path: '/chat' });
  for (const [url, path] of [
    ...own.map((path) => [relay.url, path] as const),
    [mounted.url, '/chat'],
    [mounted.url, '/chat/'],
    [mounted.url, '/nothing'],
  ] as const) {
    const { headers } = await get(url, path);
    const directives = String(headers['content-security-policy']).split('; ');
    assert.equal(directives[0], "default-src 'none'", path);
    for (const directive of [
      "script-src 'self'",
      "img-src 'self' blob:",
      "media-src 'self' blob:",
      'trusted-types lit-html',
      "require-trusted-types-for 'script'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]) {
      assert.ok(directives.includes(directive), `${path} ${directive}`);
    }
    assert.doesNotMatch(directives.join(), /unsafe|\*|https?:/);
    assert.equal(headers['referrer-policy'], 'no-referrer', path);
  }
});

test('the relay’s own pages show and upload files at their own origin, and run nothing from there', async (t) => {
  const filesOrigin = 'https://files.example.org';
  const { url } = await newRelay(t, { demo: true, filesOrigin });
  for (const path of ['/', '/launcher.html']) {
    const { headers } = await get(url, path);
    const directives = String(headers['content-security-policy']).split('; ');
    const naming = directives.filter((directive) => directive.includes(filesOrigin));
    assert.deepEqual(
      naming,
      [
        `img-src 'self' ${filesOrigin} blob:`,
        `media-src 'self' ${filesOrigin} blob:`,
        `connect-src 'self' ${filesOrigin}`,
      ],
      path,
    );
  }
});

test('the host’s own answers get none of these headers', async (t) => {
  const { url } = await newRelay(t, { path: '/chat' }, (_request, response) => response.end('of the host'));
  const { headers, text } = await get(url, '/');
  assert.equal(text, 'of the host');
  for (const name of ['content-security-policy', 'x-content-type-options', 'referrer-policy']) {
    assert.equal(headers[name], undefined, name);
  }
});

test('Socket.IO’s client file is not served, nor is anything else below its path', async (t) => {
  for (const path of ['/', '/chat/']) {
    const { url } = await newRelay(t, { path });
    for (const file of [
      'socket.io.js',
      'socket.io.esm.min.js',
      'socket.io.js.map',
      'nothing?EIO=4&transport=polling',
    ])
      assert.equal((await get(url, `${path}socket.io/${file}`)).status, 404, file);
  }
});
