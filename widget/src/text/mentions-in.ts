import { type MentionAt, type Node, parse } from './markdown.js';

/** The names that a text mentions, without their `@`. They are exactly the mentions that are rendered as such. */
export function mentionsIn(text: string, mentionAt: MentionAt): string[] {
  return parse(text, mentionAt).flatMap(named);
}

function named(node: Node): string[] {
  if (typeof node === 'string') return [];
  if ('children' in node) {
    const children: readonly Node[] = node.children;
    return children.flatMap(named);
  }
  return node.type === 'mention' ? [node.text.slice(1)] : [];
}
