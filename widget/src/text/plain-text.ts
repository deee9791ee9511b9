import { type Node, parse } from './markdown.js';

/** The text without its marks, but with the numbers of its lists, for quotes, notifications and screen readers. */
export function plainText(text: string): string {
  return parse(text).map(words).join('\n');
}

function words(node: Node): string {
  if (typeof node === 'string') return node;
  if ('text' in node) return node.text;
  const children: readonly Node[] = node.children;
  const areLines = node.type === 'quote' || node.type === 'list' || node.type === 'item';
  const text = children.map(words).join(areLines ? '\n' : '');
  return node.type === 'item' && node.number !== undefined ? `${node.number}. ${text}` : text;
}
