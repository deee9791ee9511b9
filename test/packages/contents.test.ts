import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { packed, prepare, runTool } from './support/project.ts';

const run = promisify(execFile);

before(prepare);

async function filesOf(name: string): Promise<string[]> {
  const { stdout } = await run('tar', ['-tzf', packed(name)], { maxBuffer: 2 ** 24 });
  return stdout
    .trim()
    .split('\n')
    .map((file) => file.replace(/^package\//, ''));
}

async function textOf(name: string, file: string): Promise<string> {
  const { stdout } = await run('tar', ['-xzOf', packed(name), `package/${file}`], { maxBuffer: 2 ** 24 });
  return stdout;
}

for (const name of ['protocol', 'widget', 'relay']) {
  test(`${name} says what it is, under which licence, and what has changed`, async () => {
    const files = await filesOf(name);
    for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md']) assert.ok(files.includes(file), file);
    assert.match(await textOf(name, 'README.md'), new RegExp(`^# @realtime-chat/${name}\n`));
  });

  test(`${name} can be imported in all ways that its package.json names`, async () => {
    await runTool('publint', ['--strict', packed(name)]);
    await runTool('attw', [packed(name), '--profile', 'esm-only', '--no-color']);
  });

  test(`${name} has nothing but what it needs`, async () => {
    const strange = (await filesOf(name)).filter((file) =>
      /test|tsbuildinfo|\.cache|node_modules/.test(file),
    );
    assert.deepEqual(strange, []);
  });
}

test('the widget tells editors of the element', async () => {
  const about = JSON.parse(await textOf('widget', 'package.json')) as Record<string, string>;
  for (const [field, words] of [
    ['customElements', /"tagName":\s*"realtime-chat"/],
    ['web-types', /"name": "realtime-chat"/],
  ] as const)
    assert.match(await textOf('widget', String(about[field]).replace('./', '')), words);
  assert.match(await textOf('widget', 'editors/vscode.html-custom-data.json'), /"name": "relay-url"/);
});

test('the widget has less than 2.5 MB, packed', () => {
  assert.ok(statSync(packed('widget')).size < 2_500_000);
});

test('the relay has the documentation, of less than 3 MB, and less than 9 MB in all, packed', async () => {
  const files = await filesOf('relay');
  for (const file of ['index.html', 'playground.html', 'search.json', 'site.css'])
    assert.ok(files.includes(`public/demo/docs/${file}`), file);
  assert.match(await textOf('relay', 'public/demo/docs/minisearch.js'), /Copyright 2022 Luca Ongaro/);
  const { stdout } = await run('tar', ['-tvzf', packed('relay')], { maxBuffer: 2 ** 24 });
  const sizes = [...stdout.matchAll(/^\S+\s+\S+\s+(\d+) .*public\/demo\/docs\//gm)].map(([, size]) =>
    Number(size),
  );
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 3_000_000);
  assert.ok(statSync(packed('relay')).size < 9_000_000);
});

for (const [name, folder] of [
  ['widget', 'dist'],
  ['relay', 'public/scripts'],
] as const) {
  test(`the script files of ${name} name the licences of what they contain, and these are there`, async () => {
    const notices = await textOf(name, `${folder}/THIRD-PARTY-NOTICES.txt`);
    for (const each of ['lit-html', 'socket.io-client', 'engine.io-client', 'valibot', 'idb-keyval'])
      assert.match(notices, new RegExp(`^${each} \\d.*\\n\\n.*(licen[cs]e|copyright)`, 'im'), each);
    for (const file of ['realtime-chat.js', 'realtime-chat.iife.js', 'realtime-chat-de.js'])
      assert.match(await textOf(name, `${folder}/${file}`), /^.{0,40}THIRD-PARTY-NOTICES\.txt/, file);
  });
}
