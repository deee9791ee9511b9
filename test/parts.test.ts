import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');

function found(file: string, list: RegExp, name: RegExp): string[] {
  const [text = ''] = list.exec(readFileSync(join(root, file), 'utf8')) ?? [];
  return [...new Set([...text.matchAll(name)].flatMap(([, name]) => name ?? []))].sort();
}

// test/widget/parts.test.ts compares docs/element.md with the parts that are drawn.
test('docs/element.md lists the same parts as the doc comment of the element, which editors read', () => {
  const forPages = found('docs/element.md', /\n## Parts\n.*?\n## /s, /^\| `(\w+)` \|/gm);
  const forTools = found('widget/src/element/properties.ts', /.*/s, /@csspart (\w+) - /g);
  assert.ok(forTools.length > 30);
  // These stand beside other part names, and never alone.
  assert.deepEqual(forPages, [...forTools, 'own', 'relay', 'unseen'].sort());
});
