import { defaultTreeAdapter, parse, parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import postcss from 'postcss';
import { describedElement } from '../../widget/docs.mjs';

const element = describedElement();
const names = (named: readonly { name: string }[]): string[] => named.map(({ name }) => name);

const attributes = new Set([
  ...names(element.attributes),
  // These belong to every element of HTML.
  'class',
  'dir',
  'hidden',
  'id',
  'lang',
  'slot',
  'style',
]);
const slots = new Set(names(element.slots));
const parts = new Set(names(element.cssParts));
const properties = new Set(names(element.cssProperties));

/** Scripts in a piece of HTML, for other checks. */
export interface Script {
  type: string;
  code: string;
}

/** What is wrong with a piece of HTML, by the parser and by the manifest of the element. */
export function mistakesInHtml(html: string): { mistakes: string[]; scripts: Script[] } {
  const mistakes: string[] = [];
  const scripts: Script[] = [];
  const onParseError = ({ code, startLine }: { code: string; startLine: number }): void =>
    void mistakes.push(`line ${startLine}: ${code}`);
  const options = { onParseError, sourceCodeLocationInfo: true };
  const tree = html.startsWith('<!doctype') ? parse(html, options) : parseFragment(html, options);
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if (!('childNodes' in node)) return;
    if (defaultTreeAdapter.isElementNode(node)) {
      const own = new Map(node.attrs.map(({ name, value }) => [name, value]));
      if (node.tagName === 'realtime-chat') {
        for (const name of own.keys()) if (!attributes.has(name)) mistakes.push(`the element has no ${name}`);
        for (const child of node.childNodes) {
          if (!defaultTreeAdapter.isElementNode(child)) continue;
          const slot = child.attrs.find(({ name }) => name === 'slot')?.value;
          if (slot !== undefined && !slots.has(slot)) mistakes.push(`the element has no slot ${slot}`);
        }
      } else if (node.tagName.includes('-')) mistakes.push(`there is no element ${node.tagName}`);
      const text = node.childNodes
        .map((child) => (defaultTreeAdapter.isTextNode(child) ? child.value : ''))
        .join('');
      if (node.tagName === 'script' && text.trim()) scripts.push({ type: own.get('type') ?? '', code: text });
      if (node.tagName === 'style') mistakes.push(...mistakesInCss(text));
    }
    node.childNodes.forEach(visit);
  };
  visit(tree);
  return { mistakes, scripts };
}

/** What is wrong with a style sheet: its syntax, or a part or a custom property that the element does not have. */
export function mistakesInCss(css: string): string[] {
  const mistakes: string[] = [];
  let sheet;
  try {
    sheet = postcss.parse(css);
  } catch (error) {
    return [String(error)];
  }
  sheet.walkRules(({ selector }) => {
    for (const [, list = ''] of selector.matchAll(/::part\(([^)]*)\)/g)) {
      for (const name of list.trim().split(/\s+/)) {
        if (!parts.has(name)) mistakes.push(`the element has no part ${name}`);
      }
    }
  });
  sheet.walkDecls(({ prop, value }) => {
    for (const [name] of `${prop} ${value}`.matchAll(/--chat-[\w-]+/g)) {
      if (!properties.has(name)) mistakes.push(`the element has no ${name}`);
    }
  });
  return mistakes;
}
