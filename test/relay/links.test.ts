import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { hasLink } from '../../relay/src/messages/links.ts';
import { type Node, parse } from '../../widget/src/text/markdown.ts';
import { hostileTexts } from '../hostile/scripts-in-words.ts';

test('addresses are found, with and without a scheme', () => {
  for (const text of [
    'https://example.org',
    'see www.example.org/x',
    'example.com',
    'mail me@example.org',
    '[x](http://a.b/c)',
    'ｅｘａｍｐｌｅ．ｃｏｍ',
    'ex\u200bample.com',
    'exam\u00adple.com',
    'ｈｔｔｐｓ：／／example',
  ]) {
    assert.ok(hasLink(text), text);
  }
  for (const text of [
    'hello',
    'and so on...next',
    '3.14',
    'a/b',
    'e.g. this',
    'node.js',
    'http is a protocol',
  ])
    assert.ok(!hasLink(text), text);
});

/** The targets of the links that the widget makes of a text. */
function linksIn(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => {
    if (typeof node === 'string' || 'text' in node) return [];
    return [...(node.type === 'link' ? [node.url] : []), ...linksIn(node.children)];
  });
}

/** Links with unknown top-level domains, or in unusual spellings. */
const disguised = [
  'http://localhost:8080/x',
  'http://192.168.0.1',
  'http://[::1]/',
  'https://x',
  'HTTPS://X',
  '[x](http:x)',
  '[x](hTTps:\\\\x)',
  '[x](http:///x)',
  '[x](https:x.y)',
  '[x](mailto:ann)',
  '[x](MAILTO:%61nn)',
  '[x](http:%65xample)',
  '[x](https://ex%61mple.invalid)',
  '[x](https://例え.テスト)',
  '[x](http://0x7f.1)',
  '[a](b) [x](http:y)',
  '> - 1. **[x](http:y)**',
  '見てhttps://x',
  'a_https://x_b',
  '(https://x)',
];

test('every link that the widget makes is found', () => {
  for (const text of disguised) {
    assert.notDeepEqual(linksIn(parse(text)), [], text);
    assert.ok(hasLink(text), text);
  }
  for (const text of hostileTexts()) if (linksIn(parse(text)).length > 0) assert.ok(hasLink(text), text);
});

test('every link in a text of random link parts is found', () => {
  const words =
    'x ann ſ ： ｈ 。 \u200b \u00ad * _ ` > < 1 http https HTTP mailto : / // \\ [ ] ]( ( ) @ . # ? %';
  const pieces = ['\t', '\n', ' ', '[x](http:', '[x](mailto:', '[x](https:', 'http://', 'https://'];
  const parts = fc.constantFrom(...pieces, ...words.split(' '));
  let found = 0;
  fc.assert(
    fc.property(fc.array(parts, { minLength: 1, maxLength: 14 }), (some) => {
      const text = some.join('');
      const links = linksIn(parse(text));
      if (links.length === 0) return;
      found += 1;
      assert.ok(hasLink(text), `${JSON.stringify(text)} leads to ${links.join(' ')}`);
    }),
    { numRuns: 3000 },
  );
  assert.ok(found > 100, `${found} links`);
});
