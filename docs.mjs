// `npm run docs` writes the tables of docs/relay.md and docs/element.md. The text around these tables is written by hand.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { optionTables } from './relay/docs.mjs';
import { elementTables } from './widget/docs.mjs';

/** @type {Record<string, Record<string, string>>} Markdown, by the page and by the name in the comments around it */
const tables = {
  'docs/relay.md': { options: optionTables() },
  'docs/element.md': elementTables(),
};

export const pagesWithTables = Object.keys(tables);

/** Returns the text of a page, with tables that agree with the code. @param {string} page */
export function withTables(page) {
  let text = read(page);
  for (const [name, table] of Object.entries(tables[page] ?? {})) {
    const start = `<!-- npm run docs: ${name} -->`;
    const end = `<!-- end: ${name} -->`;
    const [before = '', rest] = text.split(start);
    const [, after] = rest?.split(end) ?? [];
    if (after === undefined) throw new Error(`${page} lacks the comments ${start} and ${end}`);
    text = [before, start, '\n\n', table, '\n', end, after].join('');
  }
  return text;
}

/** @param {string} page */
function read(page) {
  return readFileSync(join(import.meta.dirname, page), 'utf8');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const page of pagesWithTables) {
    const text = withTables(page);
    if (text !== read(page)) writeFileSync(join(import.meta.dirname, page), text);
  }
}
