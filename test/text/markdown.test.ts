import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Block, parse } from '../../widget/src/text/markdown.ts';
import { plainText } from '../../widget/src/text/plain-text.ts';
import { adaAt, reads, tree } from './markdown-tree.ts';

describe('what is written', () => {
  test('is text where there are no marks, as it was typed', () => {
    for (const text of [
      'Hello',
      'one\ntwo\n\n  three',
      'a < b & c',
      '5 - 3',
      '-5 degrees',
      '#1',
      '12.5',
      'C:\\temp',
    ]) {
      assert.deepEqual(parse(text), [{ type: 'text', children: [text] }] satisfies Block[]);
    }
    assert.deepEqual(parse(''), []);
  });

  test('is strong, emphasized or deleted between marks', () => {
    reads({
      '**a** *b* _c_ ~~d~~': 'strong(a) em(b) em(c) del(d)',
      '***a***': 'strong(em(a))',
      '***a** b*': 'strong(*a) b*',
      '**a *b***': 'strong(a em(b))',
      '*a **b***': 'em(a strong(b))',
      '**a _b ~~c~~_**': 'strong(a em(b del(c)))',
      '*one\ntwo*': 'em(one\ntwo)',
      'un*friend*ly 这是**粗体**字': 'unem(friend)ly 这是strong(粗体)字',
      '(*a*), "_b_".': '(em(a)), "em(b)".',
    });
  });

  test('is text where a mark is not closed, stands alone, or is something else', () => {
    reads({
      '**a': '**a',
      'a**': 'a**',
      '*a *b*': '*a em(b)',
      '**a *b**': 'strong(a *b)',
      '2 * 3 * 4': '2 * 3 * 4',
      '2*3*4 2**3**4': '2*3*4 2**3**4',
      'snake_case_name __init__ ^_^ ^_^': 'snake_case_name __init__ ^_^ ^_^',
      _a_b_: 'em(a_b)',
      '2*3 a* *a 2*3': '2*3 a* *a 2*3',
      '~a~ ****': '~a~ ****',
      '*a\n\nb*': '*a\n\nb*',
      '>_<': '>_<',
      '>': '>',
      '-': '-',
    });
  });

  test('is text after a backslash', () => {
    reads({
      '\\*a\\* \\_b\\_ \\~~c~~ \\`d\\` \\[e](https://f)': '*a* _b_ ~~c~~ `d` [e](link(https://f https://f))',
      '\\> a\n\\- b': '> a\n- b',
      '\\~\\~c\\~\\~ \\[d\\](e) \\`\\`f\\`\\`': '~~c~~ [d](e) ``f``',
      '\\```\na\n```': '```\na\n```',
      '\\- a\n  \\* b': '- a\n  * b',
      '[\\[a\\]](https://b)': 'link(https://b/ [a])',
    });
    reads({ '\\@Ada (\\@Ada)': '@Ada (@Ada)' }, adaAt);
  });

  test('keeps a backslash where the mark behind it could neither open nor close anything', () => {
    for (const text of [
      '\\\\SERVER\\_PATH',
      '\\\\server \\n',
      'node_modules\\@types',
      'C:\\_old\\_new',
      'dir C:\\*',
      'C:\\~tmp',
      'C:\\PROGRA~1\\~a',
      'C:\\[old] \\[x\\]',
      'a\\> b',
      'C:\\-a 5\\- 3',
      'C:\\`a',
      '2\\*3*4',
      '¯\\_(ツ)_/¯ ¯\\_(ツ)_/¯',
    ]) {
      assert.equal(tree(parse(text, adaAt)), text);
    }
    reads({ 'a\\@Ada \\@Bob': 'a\\@Ada \\@Bob' }, adaAt);
  });

  test('is text where marks stand around nothing that is visible', () => {
    for (const text of [
      '**\u200b**',
      '*\u2800 \ufe0f*',
      '`\u200b`',
      '> \u200b',
      '- \u200b',
      '1. \u2800',
      '```\n```',
      '```\n\u200b\n```',
      '```\n',
    ]) {
      assert.equal(tree(parse(text)), text.trimEnd(), JSON.stringify(text));
    }
    reads({ '[\u200b](https://a)': '[\u200b](link(https://a https://a))' });
    reads({ '~~*\u3164*~~': 'del(*\u3164*)' });
    reads({ '**\u200fa** `\u200bb`': 'strong(\u200fa) code(\u200bb)' });
  });

  test('is code between backticks', () => {
    reads({
      '`a *b*` `` c`d `` ```e```': 'code(a *b*) code( c`d ) code(e)',
      '`a': '`a',
      '`a\nb`': '`a\nb`',
      '```\na\n\n  *b*\n```': 'pre(a\n\n  *b*)',
      '```ts\nlet a;\n```\nb': 'pre(let a;)b',
    });
  });

  test('mentions whom it names, at the start of a word', () => {
    reads(
      {
        '@Ada, **@Ada** (@Ada) 你好@Ada':
          'mention(@Ada), strong(mention(@Ada)) (mention(@Ada)) 你好mention(@Ada)',
        '> @Ada\n- @Ada': 'quote(mention(@Ada))list(- item(mention(@Ada)))',
        'me@Ada `@Ada` https://a/@Ada [@Ada](https://a) @Bob @':
          'me@Ada code(@Ada) link(https://a/@Ada https://a/@Ada) link(https://a/ @Ada) @Bob @',
      },
      adaAt,
    );
    reads({ '@Ada': '@Ada' });
  });

  test('is said without its marks where there is room for words alone', () => {
    assert.equal(
      plainText('**Hi** @Ada, see [this](https://a)\n> `b`\n- c\n- d'),
      'Hi @Ada, see this\nb\nc\nd',
    );
  });
});
