import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { entries } from './batches.mjs';

const root = join(import.meta.dirname, '..');

/** Modules with hooks for all tests of a page. */
const pageHooks = ['test/widget/support/failures.ts', 'test/widget/support/window-focus.ts'];

/** What pages have the widget from that the bundled tests use, in the folder of the pages. */
export const bundledWidget = 'the-widget';

/**
 * Bundles the element's tests, each batch into one script for one page, with chunks for what they have in common. A page per
 * test file takes as much processor time as many tests, and unbundled, each would load almost two hundred modules.
 *
 * @param {Record<string, string[]>} batches the test files of each page, by the page's name
 * @param {string} folder for the scripts, below the project, because the test runner serves them from there
 * @returns {Promise<string[]>} the scripts, one for each page
 */
export async function compilePages(batches, folder) {
  const names = Object.keys(batches);
  await build({
    entryPoints: [
      ...names.map((name) => ({ in: `batch:${name}`, out: name })),
      { in: '@realtime-chat/widget', out: bundledWidget },
    ],
    absWorkingDir: root,
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    sourcemap: 'linked',
    // A `development` condition would load CommonJS builds that no browser runs.
    conditions: ['browser', 'production'],
    tsconfig: join(root, 'test/tsconfig.json'),
    logLevel: 'warning',
    plugins: [entries(batches, pageHooks), suitePerFile, axeOnDemand],
  });
  return names.map((name) => join(folder, `${name}.js`));
}

/**
 * The tests of a file are a suite that is named for it: a failure names its file, and a hook of the file is for its tests alone.
 * Hooks of the modules that it imports are for all tests of the page.
 * @type {import('esbuild').Plugin}
 */
const suitePerFile = {
  name: 'suite-per-file',
  setup(compiler) {
    compiler.onLoad({ filter: /\.test\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const [imports = ''] = /^(?:import\b[^;]*;|\/\/.*|\/\*[^]*?\*\/|\s)*/.exec(source) ?? [];
      const name = JSON.stringify(relative(root, path).replaceAll('\\', '/'));
      // On the same lines as before, for the traces of failures.
      return {
        contents: `${imports}describe(${name}, () => {${source.slice(imports.length)}\n});`,
        loader: 'ts',
      };
    });
  },
};

/**
 * The package that gives axe to the tests imports it on demand, unless there is `require`, which would bundle it into every page: two
 * thirds of the code.
 * @type {import('esbuild').Plugin}
 */
const axeOnDemand = {
  name: 'axe-on-demand',
  setup(compiler) {
    compiler.onLoad({ filter: /chai-a11y-axe\/src\/axe-import\.js$/ }, async ({ path }) => ({
      contents: `const require = undefined;${await readFile(path, 'utf8')}`,
    }));
  },
};
