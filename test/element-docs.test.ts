import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');

interface Named {
  name: string;
}

interface Declaration {
  tagName?: string;
  attributes: Named[];
  events: Named[];
  slots: Named[];
  cssParts: Named[];
  cssProperties: Named[];
  members: (Named & { kind: string; static?: boolean })[];
}

const manifest = JSON.parse(read('widget/editors/custom-elements.json')) as {
  modules: { declarations: Partial<Declaration>[] }[];
};
const element = manifest.modules
  .flatMap(({ declarations }) => declarations)
  .find(({ tagName }) => tagName === 'realtime-chat') as Declaration;

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** The names in the first column of the table below a heading. */
function namesBelow(heading: string): string[] {
  const [, section = ''] = read('docs/element.md').split(`\n## ${heading}\n`);
  const cells = [
    ...section
      .split('\n## ', 1)
      .join('')
      .matchAll(/^\| (`[^|]*) \|/gm),
  ].flatMap(([, cell = '']) => cell);
  return [
    ...new Set(cells.flatMap((cell) => [...cell.matchAll(/`([\w-]+)/g)].flatMap(([, name = '']) => name))),
  ].sort();
}

const names = (named: readonly Named[]): string[] => named.map(({ name }) => name).sort();

// Editors read the first, and people the second. test/widget/parts.test.ts compares docs/element.md with what is drawn.
test('the doc comments of the element and docs/element.md name the same attributes', () => {
  // These belong to every element of HTML.
  assert.deepEqual(namesBelow('Attributes'), [...names(element.attributes), 'dir', 'lang'].sort());
});

test('they name the same events', () => {
  assert.deepEqual(namesBelow('Events'), names(element.events));
});

test('they name the same methods', () => {
  const methods = element.members.filter((member) => member.kind === 'method' && !member.static);
  assert.deepEqual(namesBelow('Methods'), names(methods));
});

test('they name the same slots', () => {
  assert.deepEqual(namesBelow('Slots'), names(element.slots));
});

test('they name the same parts', () => {
  assert.ok(element.cssParts.length > 30);
  // These stand beside other part names, and never alone.
  assert.deepEqual(namesBelow('Parts'), [...names(element.cssParts), 'own', 'relay', 'unseen'].sort());
});

test('they name the same custom properties', () => {
  assert.deepEqual(namesBelow('Custom properties'), names(element.cssProperties));
});
