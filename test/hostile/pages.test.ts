import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { get } from '../support/http.ts';
import { ask, assertRefused, isUp, newRelay, send, statusOf } from './page-requests.ts';

const secrets = [
  'package.json',
  'secret',
  'data.mdb',
  '../package.json',
  '../../relay/lib/cli/main.js',
  '../src/demo.ts',
  '../../../../../../../../../etc/passwd',
  '/etc/passwd',
  'C:\\Windows\\win.ini',
  '__proto__',
  'constructor',
];

/** Each way to write a path so that what guards a folder takes it for another. */
const disguises: ((path: string) => string)[] = [
  (path) => path,
  (path) => encodeURIComponent(path),
  (path) => encodeURIComponent(encodeURIComponent(path)),
  (path) => path.replaceAll('.', '%2e'),
  (path) => path.replaceAll('.', '%252e').replaceAll('/', '%252f'),
  (path) => path.replaceAll('/', '\\'),
  (path) => path.replaceAll('/', '%5c'),
  (path) => path.replaceAll('../', '..;/'),
  (path) => path.replaceAll('../', '....//'),
  (path) => path.replaceAll('../', '..%c0%af'),
  (path) => path.replaceAll('.', '%uff0e'),
  (path) => path.replaceAll('/', '//'),
  (path) => `./././${path}`,
  (path) => `realtime-chat.js/../${path}`,
  (path) => `socket.io/../${path}`,
  (path) => `${path}%00.js`,
  (path) => `${path}%0d%0aX-Injected:%20yes`,
  (path) => `${path}?/realtime-chat.js`,
  (path) => `${path}#/realtime-chat.js`,
  (path) => `${path}/`,
  (path) => `${path}.`,
  (path) => `${path}::$DATA`,
];

for (const args of [[], ['--path', '/chat'], ['--no-demo']]) {
  const prefix = args[1] ?? '';
  test(`no path, however it is written, leads to a file that is not meant (${args.join(' ') || 'at /'})`, async (t) => {
    const relay = await newRelay(t, args);
    for (const secret of secrets) {
      for (const disguise of disguises) {
        const path = `${prefix}/${disguise(secret)}`;
        for (const target of [path, `http://localhost${path}`, `file://${path}`, path.slice(1)]) {
          assertRefused(await send(relay, ask(`GET ${target}`)), target);
        }
      }
    }
    await isUp(relay, prefix);
  });
}

test('what is served is what lies in the two folders, byte for byte, and nothing else is', async (t) => {
  const relay = await newRelay(t);
  for (const folder of ['widget/dist', 'demo/public']) {
    const url = new URL(`../../${folder}/`, import.meta.url);
    const entries = await readdir(url, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const file = relative(fileURLToPath(url), path);
      const { status, body } = await get(relay.url, `/${file}`);
      const isMeant = /\.(css|html|js|json|map|svg|txt)$/.test(file);
      assert.equal(status, isMeant ? 200 : 404, file);
      if (isMeant) assert.deepEqual(body, await readFile(path), file);
    }
  }
});

test('a name with a null byte, control characters or letters of no alphabet in it is no name', async (t) => {
  const relay = await newRelay(t);
  for (const path of [
    '/realtime-chat.js\0',
    '/\0',
    '/\x01\x7f',
    '/\xff\xfe',
    '/real\ttime',
    '/%',
    '/%zz',
    '/%ff%fe',
    '/\u00e9',
  ]) {
    assertRefused(await send(relay, ask(`GET ${path}`)), JSON.stringify(path));
  }
  await isUp(relay);
});

test('a header that a path or a query would smuggle in is none', async (t) => {
  const relay = await newRelay(t, ['--path', '/chat']);
  const answer = await send(relay, ask('GET /chat?x=%0d%0aX-Injected:%20yes'));
  assert.equal(statusOf(answer), 308);
  assert.doesNotMatch(answer, /^X-Injected/im);
  for (const path of [
    '//evil.example/chat',
    '/chat//evil.example',
    '/chat/..//evil.example',
    '/chat\\evil.example',
  ]) {
    const other = await send(relay, ask(`GET ${path}`));
    assert.equal(statusOf(other), 404, path);
    assert.doesNotMatch(other, /^Location/im);
  }
  await isUp(relay, '/chat');
});
