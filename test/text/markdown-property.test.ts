import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
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
      let lost = text.replace(/```[^\s`]+/g, '```').replace(/\]\(\S+\)/g, '](');
      for (const unit of plainText(text).split('')) lost = lost.replace(unit, '');
      assert.match(lost, /^[\s*_~`\\[\](>@.\d-]*$/);
    });
  });

  test('leads to pages and mailboxes only', () => {
    check((text) => {
      for (const { node } of nodesOf(parse(text, adaAt))) {
        if (node.type !== 'link') continue;
        assert.match(new URL(node.url).protocol, /^(https?|mailto):$/);
        assert.doesNotMatch(node.url, /[\s\p{C}]/u);
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

  test('is read as it was typed where each mark has a backslash', () => {
    const typed = fc
      .array(fc.constantFrom(...'*_~`[]()>@\\-'.split(''), ' ', 'a', 'b', '\n'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(typed, (text) => {
        const lines = text.replace(/[-*_~`[\]>@]/g, '\\$&');
        assert.equal(plainText(lines), text.replace(/^\s*\n/, '').trimEnd());
      }),
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
