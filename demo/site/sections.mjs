import { pages } from './pages.mjs';

/**
 * What the search finds: the text below each heading of a page.
 *
 * @param {{ url: string, content: string }} page as it was written
 */
export function sectionsOf({ url, content }) {
  const path = url.replace(/^\//, '') || 'index.html';
  const { title } = pages.find((page) => page.path === path) ?? { title: '' };
  const [, main = ''] = /<article>(.*)<\/article>/s.exec(content) ?? [];
  return main.split(/(?=<h[1-3] id=)/).flatMap((part) => {
    const [opening, fragment, words] = /^<h[1-3] id="([^"]*)"[^>]*>(.*?)<\/h[1-3]>/s.exec(part) ?? [];
    if (!opening) return [];
    const heading = textOf(words ?? '');
    return [{ id: `${path}#${fragment}`, title, heading, text: textOf(part.slice(opening.length)) }];
  });
}

const entities = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** @param {string} html */
function textOf(html) {
  return html
    .replace(/<(svg|button)\b.*?<\/\1>|<\/?[a-z][^>]*>/gs, (tag) =>
      /^<\/?(code|a|em|strong|span)\b/.test(tag) ? '' : ' ',
    )
    .replace(/&(amp|lt|gt|quot);/g, (_all, name) => entities[/** @type {keyof typeof entities} */ (name)])
    .replace(/\s+/g, ' ')
    .trim();
}
