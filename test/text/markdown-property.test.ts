import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isVisible } from '@realtime-chat/protocol';
import * as fc from 'fast-check';
import { type Node, parse } from '../../widget/src/text/markdown.ts';
import { plainText } from '../../widget/src/text/plain-text.ts';
import { hostileTexts, markedText } from '../support/marked-texts.ts';
import { nodesOf, adaAt } from './markdown-tree.ts';

describe('whatever is written', () => {
  const anyText = fc.oneof(markedText, markedText, fc.string({ unit: 'binary', maxLength: 200 }));
  const check = (holds: (text: string) => void): void =>
    fc.assert(fc.property(anyText, holds), { numRuns: 2000 });

  test('says the same, in the same order', () => {
    check((text) => {
      let rest = text;
      for (const character of plainText(text).replace(/\s/g, '')) {
        const at = rest.indexOf(character);
        assert.notEqual(at, -1, `${JSON.stringify(character)} is not where it was`);
        rest = rest.slice(at + character.length);
      }
    });
  });

  test('loses nothing but marks, list numbers, and where links lead', () => {
    check((text) => {
      // With what is said taken away, each character as often as it occurs there.
      let lost = text.replace(/(`{3})[^`\n]+/g, '$1').replace(/\]\(\S+\)/g, '](');
      for (const unit of plainText(text).split('')) lost = lost.replace(unit, '');
      assert.match(lost, /^[\s*_~`\\[\](>@.\d-]*$/);
    });
  });

  test('leads to pages and mailboxes only', () => {
    check((text) => {
      for (const { node } of nodesOf(parse(text, adaAt))) {
        if (node.type !== 'link') continue;
        assert.match(new URL(node.url).protocol, /^(https?|mailto):$/);
        // Joiners within words and emoji are a part of them.
        const url = node.url.replace(/[\u200c\u200d](?=[\u0600-\u18af\p{ExtPict}])/gu, '');
        assert.doesNotMatch(url, /[\s\p{C}]/u);
      }
    });
  });

  test('has no link in a link, nothing that is empty, and no text in pieces', () => {
    check((text) => {
      for (const { node } of nodesOf(parse(text, adaAt))) {
        if (node.type === 'pre') continue;
        assert.notEqual('text' in node ? node.text.length : node.children.length, 0, node.type);
        const children: readonly Node[] = 'children' in node ? node.children : [];
        for (const [index, child] of children.entries()) {
          if (typeof child !== 'string') continue;
          assert.notEqual(child, '');
          assert.notEqual(typeof children[index + 1], 'string');
        }
        if (node.type !== 'link') continue;
        for (const inner of nodesOf(node.children)) assert.doesNotMatch(inner.node.type, /link|mention/);
      }
    });
  });

  test('is read as it was typed, perhaps with backslashes, where each mark has a backslash', () => {
    const typed = fc
      .array(fc.constantFrom(...'*_~`[]()>@-'.split(''), ' ', 'a', 'b', '\n'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(typed, (text) => {
        const lines = text.replace(/[-*_~`[\]>@]/g, '\\$&');
        const nodes = parse(lines, () => 1);
        assert.ok(nodes.every((node) => node.type === 'text' && node.children.length === 1));
        assert.equal(plainText(lines).replaceAll('\\', ''), text.replace(/^\s*\n/, '').trimEnd());
      }),
      { numRuns: 2000 },
    );
  });

  test('shows something wherever something of it is visible', () => {
    const invisible = fc.constantFrom('\u200b', '\u2800', '\ufe0f', '\u{e0061}', '\u3164', ' ', '\n');
    const parts = fc.oneof(markedText, invisible, invisible, fc.constantFrom(...'*_`~>-'.split('')));
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (typed) => {
        const text = typed.join('');
        assert.equal(isVisible(plainText(text)), isVisible(text), JSON.stringify(text));
        for (const { node } of nodesOf(parse(text)))
          assert.ok(node.type === 'text' || isVisible(wordsIn(node)), node.type);
      }),
      { numRuns: 2000 },
    );
  });

  test('has few parts and little depth, however it is meant', () => {
    for (const { name, text } of hostileTexts) {
      const nodes = [...nodesOf(parse(text, () => 2))];
      assert.ok(nodes.length < 1500, `${nodes.length} nodes in ${JSON.stringify(name)}`);
      assert.ok(Math.max(0, ...nodes.map(({ depth }) => depth)) < 20, JSON.stringify(name));
    }
  });
});

function wordsIn(node: Node): string {
  if (typeof node === 'string') return node;
  if ('text' in node) return node.text;
  const children: readonly Node[] = node.children;
  return children.map(wordsIn).join('');
}
