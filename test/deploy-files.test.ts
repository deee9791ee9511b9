import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');
const pages = ['docs/deploy.md', 'docs/nodes.md'].map((page) => readFileSync(join(root, page), 'utf8'));
const blocks = new Map(
  [...pages.join('\n').matchAll(/^`deploy\/([\w.-]+)`[^\n]*:\n\n```\w*\n(.*?)^```$/gms)].map(
    ([, name = '', text = '']) => [name, text],
  ),
);

/** Without the dashboard: Grafana reads it, and people do not. */
const files = readdirSync(join(root, 'deploy')).filter((name) => !name.endsWith('.json'));

for (const name of files) {
  test(`docs/deploy.md or docs/nodes.md shows deploy/${name} as it is`, () => {
    assert.equal(blocks.get(name), readFileSync(join(root, 'deploy', name), 'utf8'));
  });
}

test('these pages show no other files of this folder', () => {
  assert.deepEqual([...blocks.keys()].sort(), files.sort());
});
