// What Chromium tells a screen reader, in lines that people can read and compare.
import type { Page } from 'playwright-core';

interface Value {
  value?: string | number | boolean;
}

interface Node {
  nodeId: string;
  ignored: boolean;
  role?: Value;
  name?: Value;
  description?: Value;
  value?: Value;
  properties?: { name: string; value: Value }[];
  childIds?: string[];
}

/** Of what a node is and has, what is said, or what tells when it is said. */
const told = new Set([
  'atomic',
  'checked',
  'disabled',
  'expanded',
  'focused',
  'hasPopup',
  'invalid',
  'live',
  'multiline',
  'pressed',
  'required',
  'roledescription',
  'selected',
]);

/** What is so of most, and not worth a word. */
const unsaid = new Set<string | number | boolean>([false, 'false', 'off', '']);

/** The tree below the chat, a line for each node: its role, its name, and what else is told of it. */
export async function accessibilityTree(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: Node[] };
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const [root] = nodes;
  if (!root) throw new Error('There is no tree');
  return `${lines(root, 0, byId).join('\n')}\n`;
}

function lines(node: Node, depth: number, byId: ReadonlyMap<string, Node>): string[] {
  const role = text(node.role);
  const children = (node.childIds ?? []).flatMap((id) => byId.get(id) ?? []);
  // The boxes of a text's lines say nothing that the text does not.
  if (role === 'InlineTextBox') return [];
  const isSaid = !node.ignored && role !== 'none' && role !== 'generic';
  const below = children.flatMap((child) => lines(child, isSaid ? depth + 1 : depth, byId));
  // A generic element is not said, but may be what speaks when it changes.
  const line = [role, quoted(node), ...states(node)].filter(Boolean).join(' ');
  const isLive = !node.ignored && states(node).some((state) => state.startsWith('live'));
  if (!isSaid && !isLive) return below;
  return [`${'  '.repeat(depth)}${line}`, ...below];
}

function quoted({ name, value, description }: Node): string {
  const parts = [
    text(name) && JSON.stringify(text(name)),
    text(value) && `value ${JSON.stringify(text(value))}`,
    text(description) && `description ${JSON.stringify(text(description))}`,
  ];
  return parts.filter(Boolean).join(' ');
}

function states({ properties = [] }: Node): string[] {
  return properties
    .filter(({ name, value }) => told.has(name) && !unsaid.has(value.value ?? ''))
    .map(({ name, value }) => (value.value === true ? name : `${name}=${String(value.value)}`));
}

/** Times of day are others on every run. */
function text(value: Value | undefined): string {
  return String(value?.value ?? '').replace(/\d{1,2}:\d{2}(\s[AP]M)?/g, '00:00');
}
