import { posix } from 'node:path';
import hljs from 'highlight.js/lib/common';
import nginx from 'highlight.js/lib/languages/nginx';
import { pages } from './pages.mjs';

hljs.registerLanguage('nginx', nginx);
hljs.registerAliases(['vue', 'svelte'], { languageName: 'xml' });

const paths = new Map(pages.map(({ file, path }) => [file, path]));
const byPath = new Map(pages.map((page) => [page.path, page]));

/**
 * The documents as a Git host shows them: the same fragments of headings, links between the files. HTML in them is left out but
 * for the charts of performance.md.
 *
 * @param {any} markdown an instance of markdown-it
 */
export function setUpMarkdown(markdown) {
  markdown.set({ html: true, highlight });
  markdown.core.ruler.push('headings', addFragments);
  markdown.core.ruler.push('links', leadToPages);
  const { rules } = markdown.renderer;
  rules.html_block = (/** @type {any[]} */ tokens, /** @type {number} */ index) =>
    tokens[index].content.startsWith('<img src="performance/') ? tokens[index].content : '';
  rules.html_inline = () => '';
  rules.th_open = rules.td_open = openCell;
  rules.th_close = closeHeading;
  rules.table_open = () => '<div class="table"><table>\n';
  rules.table_close = () => '</table></div>\n';
}

/** The policy of the relay's pages allows no style attributes. @param {any[]} tokens @param {number} index */
function openCell(tokens, index) {
  const { tag, attrs } = tokens[index];
  const isEmpty = tokens[index + 1].content === '';
  return `<${isEmpty ? 'td' : tag}${attrs ? ' class="number"' : ''}>`;
}

/** A heading without words is no heading. @param {any[]} tokens @param {number} index */
function closeHeading(tokens, index) {
  return tokens[index - 1].content === '' ? '</td>\n' : '</th>\n';
}

/** @param {string} code @param {string} language */
function highlight(code, language) {
  return hljs.getLanguage(language) ? hljs.highlight(code, { language }).value : '';
}

/** @param {{ tokens: any[] }} state */
function addFragments({ tokens }) {
  /** @type {Map<string, number>} */
  const used = new Map();
  tokens.forEach((token, index) => {
    if (token.type !== 'heading_open') return;
    const fragment = slug(tokens[index + 1].content);
    const count = used.get(fragment) ?? 0;
    used.set(fragment, count + 1);
    token.attrSet('id', count ? `${fragment}-${count}` : fragment);
  });
}

/**
 * A link to a file that has no page leads nowhere, and becomes text. A link whose words are the name of the file gets the title of the
 * page.
 *
 * @param {{ tokens: any[], env: { file: string } }} state
 */
function leadToPages({ tokens, env }) {
  for (const { children } of tokens.filter(({ type }) => type === 'inline')) {
    let isHidden = false;
    for (const [index, token] of children.entries()) {
      if (token.type === 'link_close') token.hidden = isHidden;
      if (token.type !== 'link_open') continue;
      const href = hrefOf(env.file, token.attrGet('href'));
      isHidden = token.hidden = href === undefined;
      if (href === undefined) continue;
      const page = byPath.get(href.replace('./', '').replace(/#.*/, ''));
      const words = children[index + 1];
      if (page && words.content === posix.basename(page.file)) words.content = page.title;
      token.attrSet('href', href);
    }
  }
}

/** @param {string} file the document with the link @param {string} href */
function hrefOf(file, href) {
  if (/^(https?:|mailto:|#)/.test(href)) return href;
  const [path = '', fragment] = href.split('#');
  const target = paths.get(posix.join(posix.dirname(file), path));
  return target && `./${target}${fragment ? `#${fragment}` : ''}`;
}

/** The fragment by which the files themselves link to this heading. @param {string} heading */
function slug(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
