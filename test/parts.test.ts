import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');

function found(file: string, list: RegExp, name: RegExp): string[] {
  const [text = ''] = list.exec(readFileSync(join(root, file), 'utf8')) ?? [];
  return [...new Set([...text.matchAll(name)].flatMap(([, name]) => name ?? []))].sort();
}

// Whether they are those that there are, test/widget/parts.test.ts says.
test('the same parts are written down for pages and for the tools of who writes them', () => {
  const forPages = found('README.md', /\bParts: .*?\n\n/s, /`(\w+)`/g);
  const forTools = found('widget/src/element/realtime-chat.ts', /.*/s, /@csspart (\w+) - /g);
  assert.ok(forTools.length > 30);
  // These stand beside other names, and are nothing by themselves.
  assert.deepEqual(forPages, [...forTools, 'own', 'relay', 'unseen'].sort());
});
