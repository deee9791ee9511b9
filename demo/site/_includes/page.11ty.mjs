import { groups, pages } from '../pages.mjs';
import { playground } from '../playground.mjs';

const isPlayground = (/** @type {string} */ file) => file === 'demo/site/playground.md';

/** @param {{ file: string, content: string }} data */
export function render({ file, content }) {
  const index = pages.findIndex((page) => page.file === file);
  const page = pages[index];
  if (!page) throw new Error(`${file} is no page`);
  const title = page.path === 'index.html' ? 'Documentation' : page.title;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${escaped(title)} – realtime-chat</title>
    <link rel="icon" href="../favicon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="../base.css" />
    <link rel="stylesheet" href="./site.css" />
    <script type="module" src="./site.js"></script>${
      isPlayground(file)
        ? `
    <link rel="stylesheet" href="./playground.css" />
    <!-- In this order: the page has to be there before the element connects. -->
    <script type="module" src="./playground.js"></script>
    <script type="module" src="../realtime-chat.js"></script>`
        : ''
    }
  </head>
  <body${isPlayground(file) ? ' class="wide"' : ''}>
    <a class="skip" href="#content">Skip to the text</a>
    <header>
      <a class="mark" href="../"><img src="../favicon.svg" alt="" width="28" height="28" /><span>realtime-chat</span></a>
      <a class="docs" href="./index.html">Docs</a>
      <button id="search" type="button" hidden>
        <svg aria-hidden="true" viewBox="0 0 20 20" width="16" height="16"><circle cx="9" cy="9" r="5.5" /><path d="m13 13 4 4" /></svg>
        <span>Search</span><kbd>/</kbd>
      </button>
      <fieldset class="switch">
        <legend class="unseen">Colours</legend>
        <label><input class="unseen" type="radio" name="scheme" value="auto" checked />Auto</label>
        <label><input class="unseen" type="radio" name="scheme" value="light" />Light</label>
        <label><input class="unseen" type="radio" name="scheme" value="dark" />Dark</label>
      </fieldset>
    </header>
    <details class="menu">
      <summary>${escaped(page.title)}<span class="unseen"> – all pages</span></summary>
      ${list(page.path)}
    </details>
    <nav class="pages" aria-label="Pages">${list(page.path)}</nav>
    <main id="content" tabindex="-1">
      <article>${content}</article>
      ${isPlayground(file) ? playground() : ''}
      ${neighbours(index)}
    </main>
    ${isPlayground(file) ? '' : outline(content)}
  </body>
</html>
`;
}

/** @param {string} current */
function list(current) {
  const item = (/** @type {{ path: string, title: string }} */ { path, title }) =>
    `<li><a href="./${path}"${path === current ? ' aria-current="page"' : ''}>${escaped(title)}</a></li>`;
  return groups.map((group) => `<h2>${group.name}</h2><ul>${group.pages.map(item).join('')}</ul>`).join('');
}

/** The headings of a long page. @param {string} content */
function outline(content) {
  const headings = [...content.matchAll(/<h2 id="([^"]+)"[^>]*>(.*?)<\/h2>/gs)];
  if (headings.length < 3) return '';
  const items = headings.map(
    ([, id = '', words = '']) => `<li><a href="#${id}">${words.replace(/<\/?a\b[^>]*>/g, '')}</a></li>`,
  );
  return `<nav class="outline" aria-labelledby="outline"><h2 id="outline">On this page</h2><ul>${items.join('')}</ul></nav>`;
}

/** @param {number} index */
function neighbours(index) {
  const link = (/** @type {number} */ at, /** @type {string} */ rel, /** @type {string} */ words) => {
    const page = pages[at];
    return page
      ? `<a rel="${rel}" href="./${page.path}"><small>${words}</small>${escaped(page.title)}</a>`
      : '';
  };
  return `<nav class="neighbours" aria-label="Neighbouring pages">${link(index - 1, 'prev', 'Before')}${link(index + 1, 'next', 'Next')}</nav>`;
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
