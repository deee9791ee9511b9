import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/**
 * A page of the site.
 *
 * @typedef {object} Page
 * @property {string} file its source in the checkout
 * @property {string} path its address, relative to the site
 * @property {string} title
 * @property {string} text
 */

/** The order of the pages, by file. A document that is not named here is in the last group. @type {[string, string[]][]} */
const order = [
  [
    'Begin',
    [
      'docs/index.md',
      'README.md',
      'demo/site/playground.md',
      'docs/examples.md',
      'docs/is-it-for-me.md',
      'docs/migrating.md',
      'docs/troubleshooting.md',
    ],
  ],
  [
    'On your page',
    [
      'docs/embedding.md',
      'docs/element.md',
      'docs/launcher.md',
      'docs/theming.md',
      'docs/languages.md',
      'docs/notifications.md',
      'docs/formatting.md',
      'docs/accessibility.md',
    ],
  ],
  ['Your people', ['docs/people.md', 'docs/server-api.md', 'docs/privacy.md']],
  [
    'The relay',
    [
      'docs/deploy.md',
      'docs/files.md',
      'docs/nodes.md',
      'docs/relay.md',
      'docs/operations.md',
      'docs/performance.md',
      'docs/scale.md',
    ],
  ],
  ['What it promises', ['docs/guarantees.md', 'docs/security.md', 'SECURITY.md']],
  ['Inside', ['PROTOCOL.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CODE_OF_CONDUCT.md', 'CHANGELOG.md']],
];
const named = new Set(order.flatMap(([, files]) => files));
const others = readdirSync(join(root, 'docs'))
  .map((file) => `docs/${file}`)
  .filter((file) => file.endsWith('.md') && !named.has(file));

/** Titles that are too long for the list of pages, or say too little there. @type {Record<string, string>} */
const shortTitles = {
  'docs/index.md': 'All pages, by task',
  'README.md': 'Overview',
  'docs/embedding.md': 'Frameworks and policies',
  'docs/guarantees.md': 'Delivery',
  'docs/people.md': 'Tokens, roles, hooks',
  'docs/migrating.md': 'From the tutorial',
  'docs/relay.md': 'Options',
  'SECURITY.md': 'Report a vulnerability',
  'PROTOCOL.md': 'The wire',
};

/** Where the name of the file would not do. @type {Record<string, string>} */
const otherNames = { 'README.md': 'overview', 'SECURITY.md': 'report-a-vulnerability' };

/** @type {{ name: string, pages: Page[] }[]} */
export const groups = [...order, ['More', others]]
  .map(([name, files]) => ({
    name: String(name),
    pages: [files]
      .flat()
      .filter((file) => existsSync(join(root, file)))
      .map(pageOf),
  }))
  .filter(({ pages }) => pages.length > 0);

/** All pages in their order. */
export const pages = groups.flatMap((group) => group.pages);

/** Without the picture of the README and the sentence about it: it belongs to the tests. @param {string} file @returns {Page} */
function pageOf(file) {
  const text = readFileSync(join(root, file), 'utf8').replace(/^<picture>.*?^<\/picture>\n\n.*?\n\n/ms, '');
  const name = otherNames[file] ?? basename(file, '.md').toLowerCase().replaceAll('_', '-');
  const title = shortTitles[file] ?? /^# (.*)$/m.exec(text)?.[1] ?? name;
  return { file, path: `${name}.html`, title: title.replaceAll('`', ''), text };
}
