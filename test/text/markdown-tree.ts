import assert from 'node:assert/strict';
import { type MentionAt, type Node, parse } from '../../widget/src/text/markdown.ts';

/** All nodes of a tree, each with how many stand around it. */
export function* nodesOf(
  nodes: readonly Node[],
  depth = 0,
): Generator<{ node: Exclude<Node, string>; depth: number }> {
  for (const node of nodes) {
    if (typeof node === 'string') continue;
    yield { node, depth };
    if ('children' in node) yield* nodesOf(node.children, depth + 1);
  }
}

export const adaAt: MentionAt = (text, index) => (text.startsWith('@Ada', index) ? 4 : 0);

/** The tree as one line: `strong(a em(b))`. */
export function tree(nodes: readonly Node[]): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return node;
      if ('text' in node) return `${node.type}(${node.text})`;
      if (node.type === 'text') return tree(node.children);
      return `${node.type}(${detailOf(node)}${tree(node.children)})`;
    })
    .join('');
}

function detailOf(node: Exclude<Node, string>): string {
  switch (node.type) {
    case 'link':
      return `${node.url} `;
    case 'list':
      return node.isNumbered ? '# ' : '- ';
    case 'item':
      return node.number === undefined ? '' : `${node.number} `;
    default:
      return '';
  }
}

/** Asserts the tree of each text. */
export function reads(examples: Record<string, string>, mentionAt?: MentionAt): void {
  for (const [text, expected] of Object.entries(examples)) {
    assert.equal(tree(parse(text, mentionAt)), expected, JSON.stringify(text));
  }
}
