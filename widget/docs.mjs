// Writes the tables of the element's contract for docs/element.md; docs.mjs puts them there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ name: string, fieldName?: string, description?: string, default?: string, type?: { text: string } }} Named */
/** @typedef {Named & { kind: string, static?: boolean, attribute?: string, readonly?: boolean, parameters?: (Named & { optional?: boolean })[] }} Member */
/** @typedef {{ tagName?: string, attributes: Named[], members: Member[], events: Named[], slots: Named[], cssParts: Named[], cssProperties: Named[] }} Declaration */

/** Returns Markdown, by the heading of the section. */
export function elementTables() {
  const element = describedElement();
  const fields = element.members.filter(({ kind, attribute }) => kind === 'field' && !attribute);
  const methods = element.members.filter(({ kind }) => kind === 'method');
  return {
    attributes: table(
      ['attribute', 'meaning', 'default'],
      [...element.attributes.filter(hasField), ...element.attributes.filter((each) => !hasField(each))].map(
        (each) => [code(each.name), words(each), value(each)],
      ),
    ),
    properties: table(
      ['property', 'meaning'],
      fields.map((each) => [code(owned(each)), words(each) + (each.readonly ? ' Read-only.' : '')]),
    ),
    methods: table(
      ['method', 'effect'],
      methods.map((each) => [code(call(each)), words(each)]),
    ),
    events: table(
      ['event', 'when', '`detail`'],
      element.events.map((each) => [code(each.name), words(each), detail(each)]),
    ),
    slots: table(
      ['slot', 'position'],
      element.slots.map((each) => [code(each.name), words(each)]),
    ),
    parts: table(
      ['part', 'element'],
      element.cssParts.map((each) => [code(each.name), words(each)]),
    ),
    'custom properties': table(
      ['property', 'meaning', 'default'],
      element.cssProperties.map((each) => [code(each.name), words(each), each.default ?? '']),
    ),
  };
}

/** What the manifest says of the element. @returns {Declaration} */
export function describedElement() {
  const manifest = JSON.parse(
    readFileSync(join(import.meta.dirname, 'editors/custom-elements.json'), 'utf8'),
  );
  return manifest.modules
    .flatMap((/** @type {{ declarations: Declaration[] }} */ { declarations }) => declarations)
    .find((/** @type {Declaration} */ { tagName }) => tagName === 'realtime-chat');
}

/** Whether an attribute is the element's own, unlike `lang`. @param {Named} each */
function hasField({ fieldName }) {
  return fieldName !== undefined;
}

/** @param {string[]} head @param {string[][]} rows */
function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** @param {string} text */
function code(text) {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

/** The description, in one line, with links in place of the names of pages. @param {Named} each */
function words({ name, description }) {
  if (!description) throw new Error(`no comment describes ${name}`);
  return description
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<!`)<(\w)/g, '&lt;$1')
    .replaceAll('|', '\\|')
    .replaceAll('docs/element.md#', '#')
    .replaceAll(
      /\bdocs\/([\w-]+\.md)(#[\w-]+)?/g,
      (_, page, fragment = '') => `[${page}](${page}${fragment})`,
    )
    .replaceAll(/\(#([\w-]+)\)/g, (_, fragment) => `([${fragment.replaceAll('-', ' ')}](#${fragment}))`);
}

/** @param {Named} each */
function value({ default: text = '' }) {
  return ["''", 'false', ''].includes(text) ? '' : code(text.replaceAll("'", ''));
}

/** As in `send(text, { reply }?)`. @param {Member} each */
function call(each) {
  const names = (each.parameters ?? [])
    // A parameter that is taken apart is there twice: with its type, and with its description.
    .filter(({ type, default: preset }) => type ?? preset)
    .map(({ name: parameter, optional, default: preset }) => parameter + (optional || preset ? '?' : ''));
  return `${owned(each)}(${names.join(', ')})`;
}

/** @param {Member} each */
function owned({ name, static: isStatic }) {
  return isStatic ? `RealtimeChat.${name}` : name;
}

/** @param {Named} each */
function detail({ type }) {
  const text = /^CustomEvent<(.*)>$/.exec(type?.text ?? '')?.[1] ?? '';
  return code(text);
}
