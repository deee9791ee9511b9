// Writes the documentation of the checkout as pages, which the relay serves beside its demo page.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { Marked } from 'marked';

const root = join(import.meta.dirname, '..');
const guides = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'));
/** The page of each file, by the file's path in the checkout. */
const pages = new Map([
  ['README.md', 'docs.html'],
  ...guides.map((file) => [`docs/${file}`, `docs-${basename(file, '.md')}.html`]),
  ['PROTOCOL.md', 'docs-protocol.html'],
  ['ARCHITECTURE.md', 'docs-architecture.html'],
  ['CHANGELOG.md', 'docs-changelog.html'],
]);

const sources = [...pages.keys()].map((file) => ({
  file,
  text: readFileSync(join(root, file), 'utf8'),
}));
const titles = new Map(sources.map(({ file, text }) => [file, /^# (.*)$/m.exec(text)?.[1] ?? file]));
for (const { file, text } of sources) {
  writeFileSync(join(import.meta.dirname, 'public', String(pages.get(file))), page(file, text));
}

/** @param {string} file @param {string} text */
function page(file, text) {
  const title = String(titles.get(file));
  const links = [...pages].map(
    ([other, path]) =>
      `<li><a href="./${path}"${other === file ? ' aria-current="page"' : ''}>${escaped(String(titles.get(other)))}</a></li>`,
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${escaped(title)} – realtime-chat</title>
    <link rel="icon" href="./favicon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="./docs.css" />
  </head>
  <body>
    <header><a class="mark" href="./"><img src="./favicon.svg" alt="" width="28" height="28" />realtime-chat</a></header>
    <nav aria-label="Documentation"><ul>${links.join('')}</ul></nav>
    <main>${renderer(file).parse(text, { async: false })}</main>
  </body>
</html>
`;
}

/** Links between the files become links between the pages. A link to a file that has no page leads nowhere, and becomes text. @param {string} file */
function renderer(file) {
  return new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens);
        if (/^(https?:|#)/.test(href)) return `<a href="${escaped(href)}">${words}</a>`;
        const [path = '', fragment] = href.split('#');
        const target = pages.get(posix.join(posix.dirname(file), path));
        if (!target) return words;
        return `<a href="./${target}${fragment ? `#${fragment}` : ''}">${words}</a>`;
      },
      // The pictures of the README are files of the tests.
      html: () => '',
    },
  });
}

/** The fragment by which the files themselves link to this heading. @param {string} heading */
function slug(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
