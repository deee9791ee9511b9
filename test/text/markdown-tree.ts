import type { MentionAt, Node } from '../../widget/src/text/markdown.ts';

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
