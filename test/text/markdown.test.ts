import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Block, type MentionAt, type Node, parse } from '../../widget/src/text/markdown.ts';
import { plainText } from '../../widget/src/text/plain-text.ts';
import { nodesOf, adaAt } from './markdown-tree.ts';

/** The tree as one line: `strong(a em(b))`. */
function tree(nodes: readonly Node[]): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return node;
      if ('text' in node) return `${node.type}(${node.text})`;
      if (node.type === 'text') return tree(node.children);
      const detail =
        node.type === 'link' ? `${node.url} ` : node.type === 'list' ? `${node.start ?? '-'} ` : '';
      return `${node.type}(${detail}${tree(node.children)})`;
    })
    .join('');
}

function reads(examples: Record<string, string>, mentionAt?: MentionAt): void {
  for (const [text, expected] of Object.entries(examples)) {
    assert.equal(tree(parse(text, mentionAt)), expected, JSON.stringify(text));
  }
}

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
      '\\\\server \\n': '\\\\server \\n',
      '¯\\_(ツ)_/¯': '¯\\_(ツ)_/¯',
    });
    reads({ '\\@Ada': '@Ada' }, adaAt);
  });

  test('is code between backticks', () => {
    reads({
      '`a *b*` `` c`d `` ```e```': 'code(a *b*) code( c`d ) code(e)',
      '`a': '`a',
      '`a\nb`': '`a\nb`',
      '```\na\n\n  *b*\n```': 'pre(a\n\n  *b*)',
      '```ts\nlet a;\n```\nb': 'pre(let a;)b',
      '```\n```': 'pre()',
      'a\n```\n> b': 'a\n```quote(b)',
      '> ```\n> a\n> ```': 'quote(pre(a))',
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
      '3. a\n4. b': 'list(3 item(a)item(b))',
      '- a\n1. b': 'list(- item(a))list(1 item(b))',
      '- a\n  - b\n    - c\n  more': 'list(- item(alist(- item(blist(- item(c))))more))',
      '1. a\n   - b\n2. c': 'list(1 item(alist(- item(b)))item(c))',
      ' - a\n - b': 'list(- item(a)item(b))',
    });
  });

  test('is a link where there is an address', () => {
    reads({
      '[a *b*](https://c.example/d)': 'link(https://c.example/d a em(b))',
      '[a](mailto:b@c.example) [a\\]](http://b)': 'link(mailto:b@c.example a) link(http://b/ a])',
      '[a](https://ü.example)': 'link(https://xn--tda.example/ a)',
      'https://a.example/b_c_d, http://e.':
        'link(https://a.example/b_c_d https://a.example/b_c_d), link(http://e http://e).',
      'Https://a?!': 'link(Https://a Https://a)?!',
      '(https://a/b_(c)) **https://a**':
        '(link(https://a/b_(c) https://a/b_(c))) strong(link(https://a https://a))',
      '看https://a，b “https://a”': '看link(https://a https://a)，b “link(https://a https://a)”',
      '[https://a](https://b)': 'link(https://b/ https://a)',
    });
  });

  test('is no link where an address leads elsewhere, or hides what it is', () => {
    for (const text of [
      '[a](javascript:alert)',
      '[a](JAVASCRIPT:alert(1))',
      '[a](data:text/html,b)',
      '[a](vbscript:b)',
      '[a](file:///b)',
      '[a](//b)',
      '[a](b)',
      '[a](java\nscript:b)',
      '[a](\u0001javascript:b)',
      '[a](https:// b)',
      '[a]()',
      'javascript:alert(1) mailto:a@b ftp://a www.a.example xhttps://a http:// https://!',
    ]) {
      for (const { node } of nodesOf(parse(text))) assert.notEqual(node.type, 'link', JSON.stringify(text));
    }
    reads({
      'https://a/\u202egpj.exe': 'link(https://a/ https://a/)\u202egpj.exe',
      '[a](https://b/\u200bc)': '[a](link(https://b/ https://b/)\u200bc)',
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

describe('a link', () => {
  test('shows where it leads, whatever address its label names', () => {
    for (const label of [
      'https://bank.example',
      'bank.example',
      'go to bank.example now',
      'bank**.**example',
      '\u202eelpmaxe.knab',
      'b\u0430nk.example',
      'bank\u200b.example',
      'bank\u2024example',
      'BANK。example',
      '127.0.0.1',
      'https://bank.example@evil.example',
      'a@bank.example',
    ]) {
      assert.equal(plainText(`[${label}](https://evil.example/x)`), 'https://evil.example/x', label);
    }
    for (const label of [
      'the docs',
      'evil.example',
      'www.EVIL.example/y',
      'e.g. this',
      'Wait...',
      'v1.2.3',
    ]) {
      assert.equal(plainText(`[${label}](https://evil.example/x)`), label);
    }
  });

  test('with a user before its host is none', () => {
    for (const text of [
      'https://bank.example@evil.example/x',
      '[a](https://bank.example:443@evil.example)',
    ]) {
      assert.equal([...nodesOf(parse(text))].filter(({ node }) => node.type === 'link').length, 0, text);
    }
    assert.equal(
      tree(parse('https://a.example/@ann')),
      'link(https://a.example/@ann https://a.example/@ann)',
    );
  });

  test('whose host mixes letters that look alike shows the host in ASCII', () => {
    assert.equal(plainText('https://b\u0430nk.example/x'), 'https://xn--bnk-6cd.example/x');
    for (const url of ['https://президент.рф/x', 'https://例え.jp/x', 'https://en.example/Кот']) {
      assert.equal(plainText(url), url);
    }
  });

  test('with a long label is read in a time that grows with its length alone', () => {
    const began = performance.now();
    for (const part of ['a', 'a.', 'a-', '1.', '.', '。a']) {
      parse(`[${part.repeat(7900 / part.length)}](https://evil.example)`);
    }
    assert.ok(performance.now() - began < 1000);
  });
});
