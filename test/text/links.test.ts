import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from '../../widget/src/text/markdown.ts';
import { plainText } from '../../widget/src/text/plain-text.ts';
import { nodesOf, reads, tree } from './markdown-tree.ts';

describe('an address', () => {
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

  test('is a link to the end of the address, whatever its script, with brackets in pairs', () => {
    for (const address of [
      'https://ja.wikipedia.org/wiki/代々木駅',
      'https://ja.wikipedia.org/wiki/ジョン・レノン',
      'https://ja.wikipedia.org/wiki/〆切',
      'https://zh.example/１２３',
      'https://ar.wikipedia.org/wiki/القاهرة',
      'https://fa.wikipedia.org/wiki/قرآن\u200cپژوهی',
      'https://hi.wikipedia.org/wiki/हिन्दी',
      'https://th.wikipedia.org/wiki/ประเทศไทย',
      'https://vi.wikipedia.org/wiki/Tiếng_Việt',
      'https://ko.wikipedia.org/wiki/한국어',
      'https://a.example/𝒳/👩‍👧',
      'https://en.wikipedia.org/wiki/Michelson–Morley_experiment',
      'https://en.wikipedia.org/wiki/Foo_(bar_(baz))',
      'https://a.example/[b]{c}(d)',
      'https://a.example/?b[]=1&c=[2]',
      'http://[::1]/a',
      'https://a.example/b/',
      'https://a.example/b#',
      'https://a.example/b-',
      'https://a.example/%20b%',
    ]) {
      for (const [before, after] of [
        ['', ''],
        ['(', ')'],
        ['[', '], b'],
        ['{', '}'],
        ['„', '“.'],
        ['「', '」と'],
        ['（', '）'],
        ['<', '>'],
        ['<a href="', '">a</a>'],
        ['{"url":"', '","n":1}'],
        ['"', '",b'],
        ['`` ` ', '`b'],
        ['**(', ')**'],
        ['見て', '。次'],
        ['', '、次'],
        ['', '\u200b'],
      ] as const) {
        const links = [...nodesOf(parse(before + address + after))].flatMap(({ node }) =>
          node.type === 'link' ? node.children : [],
        );
        assert.deepEqual(links, [address], before + address + after);
      }
      const labelled = [...nodesOf(parse(`[label](${address})`))].find(({ node }) => node.type === 'link');
      assert.deepEqual(labelled?.node, { type: 'link', url: new URL(address).href, children: ['label'] });
    }
  });

  test('leaves the punctuation after an address to the sentence, whatever its script', () => {
    for (const end of [
      ...'.,:;!?…'.split(''),
      ...'。、，．！？：；｡､・」』】）》'.split(''),
      ...'،؛؟۔।॥։·׃።፣၊။។៕།᠃―—'.split(''),
      ...'"\'”’»›“`*_~)]}'.split(''),
      '?!',
      '...',
      ').',
      '**.',
      '」。',
      '؟!',
      '\u{11047}',
    ]) {
      assert.equal(
        tree(parse(`a https://b.example/c${end}`)),
        `a link(https://b.example/c https://b.example/c)${end}`,
      );
    }
    reads({
      '(https://a.example/b).': '(link(https://a.example/b https://a.example/b)).',
      'https://a.example/b_(c': 'link(https://a.example/b https://a.example/b)_(c',
      'https://a.example/b(c].': 'link(https://a.example/b https://a.example/b)(c].',
      '[a](https://b.example/c.)': 'link(https://b.example/c. a)',
      '[a](https://b.example/(c)': '[a](link(https://b.example/(c) https://b.example/(c))',
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
      'bank\u2800.example',
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
