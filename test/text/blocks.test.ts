import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from '../../widget/src/text/markdown.ts';
import { plainText } from '../../widget/src/text/plain-text.ts';
import { reads } from './markdown-tree.ts';

describe('a block', () => {
  test('is code between fences of three backticks or more', () => {
    reads({
      '``` js\na\n```\nb': 'pre(a)b',
      '```js title="a b"  \na\n``` \nb': 'pre(a)b',
      '  ```\n  a\n  ```': 'pre(  a)',
      '````\n```\na\n```\n````\nb': 'pre(```\na\n```)b',
      '```\na\n`````': 'pre(a)',
      '```\n\na\n\n```': 'pre(\na\n)',
      'a\n```\nb\n```\n```\nc\n```': 'apre(b)pre(c)',
    });
  });

  test('of code has the first word after its fence as its language, which is cut if it is long', () => {
    const languageOf = (info: string): unknown =>
      parse(`\`\`\`${info}\na\n\`\`\``).map((node) => node.type === 'pre' && node.language);
    for (const [info, language] of [
      ['', ''],
      ['js', 'js'],
      ['  C++  title="a b"', 'C++'],
      ['\u200b', ''],
      ['x'.repeat(3000), 'x'.repeat(24)],
    ])
      assert.deepEqual(languageOf(info ?? ''), [language]);
    assert.equal(plainText('```js\na\n```'), 'a');
  });

  test('is code up to its end after a fence that nothing closes', () => {
    reads({
      'a\n```\n> b': 'apre(> b)',
      '```\na\n``\n``` b\n\nc': 'pre(a\n``\n``` b\n\nc)',
      '````\na\n```': 'pre(a\n```)',
      '> ```\n> a\n\nb': 'quote(pre(a))b',
      '- ```\n  a\n- b': 'list(- item(pre(a))item(b))',
      'a ```\nb\n```': 'a ```\nb\n```',
      'a\n```': 'a\n```',
    });
  });

  test('is code between fences in quotes and lists', () => {
    reads({
      '> ```\n> a\n> ```': 'quote(pre(a))',
      '> ``` js\n> a\n>\n>   b\n> ```\n> c': 'quote(pre(a\n\n  b)c)',
      '- ```js\n  a\n\n    b\n  ```\n- c': 'list(- item(pre(a\n\n  b))item(c))',
      '12. a:\n    ```\n    b\n    ```\n    c': 'list(# item(12 a:pre(b)c))',
      '- a\n  - ```\n    b\n    ```': 'list(- item(alist(- item(pre(b)))))',
    });
  });

  test('is a quote after an angle, as deep as six', () => {
    reads({
      '> a\n> b\nc': 'quote(a\nb)c',
      'a\n\n> b\n\nc': 'aquote(b)c',
      '> a\n>> b\n> c': 'quote(aquote(b)c)',
      '> *a\nb*': 'quote(*a)b*',
      '>>>>>>>> a': 'quote(quote(quote(quote(quote(quote(>> a))))))',
    });
  });

  test('is a list after dashes, stars or numbers', () => {
    reads({
      '- a\n- b\n\n- c': 'list(- item(a)item(b)item(c))',
      'a:\n* *b*\n* c\nd': 'a:list(- item(em(b))item(c))d',
      '3. a\n4. b': 'list(# item(3 a)item(4 b))',
      '- a\n1. b': 'list(- item(a))list(# item(1 b))',
      '- a\n  - b\n    - c\n  more': 'list(- item(alist(- item(blist(- item(c))))more))',
      '1. a\n   - b\n2. c': 'list(# item(1 alist(- item(b)))item(2 c))',
      '- a\n\n  b\n\nc': 'list(- item(a\n\nb))c',
      ' - a\n - b': 'list(- item(a)item(b))',
    });
  });

  test('keeps the numbers of a list as they were typed', () => {
    reads({
      '2. a\n5. b': 'list(# item(2 a)item(5 b))',
      '1. a\n\n1. b': 'list(# item(1 a)item(1 b))',
      '3243. a': 'list(# item(3243 a))',
      '999999999. a\n1234567890. b': 'list(# item(999999999 a))1234567890. b',
      '2024\\. a': '2024\\. a',
      '0. a': 'list(# item(0 a))',
      '01. Mai\n007. Bond\n00. a': '01. Mai\n007. Bond\n00. a',
    });
    assert.equal(plainText('2. a\n5. b\n   - c'), '2. a\n5. b\nc');
  });
});
