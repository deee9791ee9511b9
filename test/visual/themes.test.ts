import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readable } from './support/contrast.ts';
import { Pictures } from './support/pictures.ts';
import { openConversation, tall } from './support/states.ts';
import { showIn } from './support/view.ts';

const pictures = new Pictures('themes');

const page = readFileSync(join(import.meta.dirname, '../../docs/theming.md'), 'utf8');
const [, ...chapters] = page.split('\n## Five themes to copy\n')[1]?.split('\n### ') ?? [];
/** Each with the words that come before its style sheet. */
const themes = chapters.map((chapter) => {
  const [name = '', ...rest] = chapter.split('\n');
  const [words = '', style = ''] = rest.join('\n').split(/^```(?:css)?$/m);
  return { name, words, style };
});

test('the documentation has five themes', () => {
  assert.equal(themes.filter(({ style }) => style.includes('realtime-chat {')).length, 5);
});

for (const { name, words, style } of themes) {
  test(`a conversation looks as it did in the theme ${name}, and can be read`, async (t) => {
    const attributes = words.includes('`readonly`') ? { readonly: '' } : undefined;
    const page = await openConversation('en', attributes, tall);
    await page.addStyleTag({ content: style });
    // What lies below a ground that can be seen through.
    await page.addStyleTag({ content: 'body { background: light-dark(#fff, #202830); }' });
    // What is not of one scheme is of both.
    const schemes = style.includes('color-scheme: dark')
      ? ['dark' as const]
      : ['light' as const, 'dark' as const];
    for (const colorScheme of schemes) {
      await t.test(`in ${colorScheme} colours`, async () => {
        await showIn(page, { colorScheme });
        await pictures.compare(page, `${name.toLowerCase()}-${colorScheme}`);
        await readable(page);
      });
    }
  });
}
