// The site of the documentation: the documents of the checkout and the playground, for the relay's demo to serve below /docs/.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setUpMarkdown } from './markdown.mjs';
import { pages, root } from './pages.mjs';
import { sectionsOf } from './sections.mjs';

const library = join(root, 'node_modules/minisearch');

/** @param {any} eleventy */
export default function (eleventy) {
  // The documents have braces of other languages in their code.
  eleventy.setTemplateFormats(['11ty.js', 'md']);
  eleventy.ignores.add('demo/site/playground.md');
  eleventy.amendLibrary('md', setUpMarkdown);
  for (const page of pages) {
    const { file, path, text } = page;
    const data = { file, layout: 'page.11ty.mjs', permalink: path, templateEngineOverride: 'md' };
    eleventy.addTemplate(path.replace('.html', '.md'), text, data);
  }
  eleventy.on('eleventy.after', writeRest);
}

/**
 * Writes the files beside the pages. The build removes what is older than itself, so all of them are written anew.
 *
 * @param {{ directories: { output: string }, results: { url: string, content: string }[] }} event
 */
function writeRest({ directories, results }) {
  const output = join(root, directories.output);
  const write = (/** @type {string} */ name, /** @type {string} */ text) =>
    writeFileSync(join(output, name), text);
  for (const name of ['site.css', 'playground.css'])
    write(name, readFileSync(join(import.meta.dirname, name), 'utf8'));
  rmSync(join(output, 'performance'), { recursive: true, force: true });
  cpSync(join(root, 'docs/performance'), join(output, 'performance'), { recursive: true });
  write('search.json', JSON.stringify(results.flatMap(sectionsOf)));
  const licence = readFileSync(join(library, 'LICENSE.txt'), 'utf8');
  const code = readFileSync(join(library, 'dist/es/index.js'), 'utf8').replace(
    /^\/\/# sourceMapping.*$/m,
    '',
  );
  write('minisearch.js', `/*! MiniSearch\n${licence}*/\n${code}`);
}
