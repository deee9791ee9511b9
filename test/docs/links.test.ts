import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { test } from 'node:test';
import { documents, read, root } from './blocks.ts';

const files = [...documents, 'CHANGELOG.md'];
const withoutCode = (text: string): string => text.replace(/^```.*?^```$/gms, '');

/** The fragments of a document's headings, as Git hosts make them. */
function fragmentsOf(file: string): Set<string> {
  const counts = new Map<string, number>();
  const headings = [...withoutCode(read(file)).matchAll(/^#{1,6} (.*)$/gm)].map(([, words = '']) => words);
  return new Set(
    headings.map((heading) => {
      const slug = heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-');
      const count = counts.get(slug) ?? 0;
      counts.set(slug, count + 1);
      return count ? `${slug}-${count}` : slug;
    }),
  );
}

for (const file of files) {
  test(`each link leads to a file and a heading: ${file}`, () => {
    const links = [...withoutCode(read(file)).matchAll(/(?<!\\)\]\(([^)\s]+)\)/g)].map(
      ([, href = '']) => href,
    );
    const broken = links.filter((href) => {
      if (/^(https?|mailto):/.test(href)) return false;
      const [path = '', fragment] = href.split('#');
      const target = path === '' ? file : posix.join(dirname(file).replaceAll('\\', '/'), path);
      if (!existsSync(join(root, target))) return true;
      return fragment !== undefined && target.endsWith('.md') && !fragmentsOf(target).has(fragment);
    });
    assert.deepEqual(broken, []);
  });
}

const guides = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'));

test('the index names every document', () => {
  const missing = guides.filter(
    (file) => file !== 'index.md' && !read('docs/index.md').includes(`](${file}`),
  );
  assert.deepEqual(missing, []);
});

test('the table of the README names every document', () => {
  const missing = guides.filter((file) => !read('README.md').includes(`| [${file}](docs/${file})`));
  assert.deepEqual(missing, []);
});

test('every file that CONTRIBUTING.md names exists', () => {
  const named = [...read('CONTRIBUTING.md').matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.\w+)`/g)].map(
    ([, path = '']) => path,
  );
  assert.ok(named.length > 10);
  assert.deepEqual(
    named.filter((path) => !existsSync(join(root, path))),
    [],
  );
});

test('PROTOCOL.md and troubleshooting.md know the same codes of refused sends', () => {
  const refusals = new Set([...read('PROTOCOL.md').matchAll(/`(\w+)`/g)].map(([, code = '']) => code));
  const [, table = ''] = read('docs/troubleshooting.md').split('\n## A message is not sent\n');
  const codes = [...(table.split('\n## ', 1)[0] ?? '').matchAll(/\| `(\w+)`/g)].map(([, code = '']) => code);
  const ofTheElement = ['readonly', 'no_answer'];
  assert.ok(codes.length > 6);
  assert.deepEqual(
    codes.filter((code) => !refusals.has(code) && !ofTheElement.includes(code)),
    [],
  );
});

test('troubleshooting.md names codes of the log that docs/operations.md explains', () => {
  const operations = read('docs/operations.md');
  const sections = read('docs/troubleshooting.md').split('\n## ');
  const disk = sections.find((section) => section.startsWith('The disk')) ?? '';
  const codes = [
    ...[...disk.matchAll(/^\| `(\w+)`/gm)].map(([, code = '']) => code),
    ...[...read('docs/troubleshooting.md').matchAll(/log: `(\w+)`/g)].map(([, code = '']) => code),
  ];
  assert.ok(codes.length > 8);
  assert.deepEqual(
    codes.filter((code) => !operations.includes(`\`${code}\``)),
    [],
  );
});
