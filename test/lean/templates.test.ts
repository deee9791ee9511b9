import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../widget/src', import.meta.url));

/** What the script files leave out of Lit, by what it would look like in a source; `rollup.config.mjs` says how. */
const leftOut = {
  'a comment in a template': /<!--/,
  'a template of something else than HTML': /\b(?:svg|mathml)`/,
  'a value inside of a field, a style or a title': /<(?:textarea|style|script|title)\b[^<]*>[^<]*\$\{/,
  'a value in place of an attribute': /<\w[^<>`]*\s\$\{[^{}`]*\}(?=[\s/>])/,
  'a value in place of an element’s name': /<\/?\$\{/,
  'a directive that hears when it leaves': /AsyncDirective|async-directive|directives\/(?:ref|until|async)/,
  'a decorator': /lit\/decorators/,
  'an option of a property, but for its attribute and its type':
    /\b(?:converter|hasChanged|useDefault|noAccessor): |\bstate: true\b/,
  'a hook of an element that is not called': /\b(?:shouldUpdate|firstUpdated|updated|finalizeStyles)\(/,
};

test('no template and no element asks for what the script files leave out of Lit', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  assert.ok(files.length > 50);
  for (const file of files) {
    const text = readFileSync(`${source}/${file}`, 'utf8');
    if (!text.includes("from 'lit")) continue;
    for (const [what, pattern] of Object.entries(leftOut))
      assert.doesNotMatch(text, pattern, `${file} has ${what}`);
  }
});
