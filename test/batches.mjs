import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ownPlaces } from './support/own-places-plugin.mjs';

const root = join(import.meta.dirname, '..');
const testFolder = import.meta.dirname;

/**
 * Shares test files among a few batches, each of which is to run in a process of its own. A process per test file would
 * load the relay and the client anew for each. Batches take about the same time, and the longest files come first.
 *
 * @param {string[]} files test files, relative to the project
 * @param {number} count of the batches
 * @param {Record<string, number>} [seconds] what files take, where it is more than a few
 * @returns {Record<string, string[]>} the files of each batch, by its name
 */
export function batchesOf(files, count, seconds = {}) {
  const shares = Array.from({ length: Math.min(count, files.length) }, (_, index) => ({
    // The test runner takes them by name.
    name: `batch-${String(index + 1).padStart(2, '0')}`,
    time: 0,
    files: /** @type {string[]} */ ([]),
  }));
  const timeOf = (/** @type {string} */ file) => seconds[file] ?? 3;
  for (const file of files.toSorted((one, other) => timeOf(other) - timeOf(one))) {
    const share = shares.reduce((least, each) => (each.time < least.time ? each : least));
    share.files.push(file);
    share.time += timeOf(file);
  }
  return Object.fromEntries(shares.map((share) => [share.name, share.files]));
}

/**
 * Compiles tests for Node, each batch into one file, and what batches have in common into chunks. A loader that compiles
 * each module where it is imported would do so in every process.
 *
 * @param {Record<string, string[]>} batches the test files of each batch, by its name
 * @param {string} folder for the compiled files, below the project, because packages are found from there
 * @returns {Promise<string[]>} the compiled files, one for each batch
 */
export async function compileBatches(batches, folder) {
  const names = Object.keys(batches);
  await build({
    entryPoints: names.map((name) => ({ in: `batch:${name}`, out: name })),
    absWorkingDir: root,
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    sourcemap: true,
    outExtension: { '.js': '.mjs' },
    tsconfig: join(testFolder, 'tsconfig.json'),
    logLevel: 'warning',
    plugins: [entries(batches), builtSources, ownPlaces],
  });
  return names.map((name) => join(folder, `${name}.mjs`));
}

/**
 * Each batch is a module that imports its tests, and before them the modules with hooks for all of them.
 *
 * @param {Record<string, string[]>} batches
 * @param {string[]} hooks
 * @returns {import('esbuild').Plugin}
 */
export function entries(batches, hooks = []) {
  return {
    name: 'entries',
    setup(compiler) {
      compiler.onResolve({ filter: /^batch:/ }, ({ path }) => ({
        path: path.slice('batch:'.length),
        namespace: 'batch',
      }));
      compiler.onLoad({ filter: /./, namespace: 'batch' }, ({ path }) => ({
        contents: [...hooks, ...(batches[path] ?? [])]
          .map((file) => `import ${JSON.stringify(`./${file}`)};\n`)
          .join(''),
        resolveDir: root,
      }));
    },
  };
}

/**
 * A source of the relay, the widget or the protocol is what the build made of it, as in production. It is not bundled, so
 * that its module exists once in a process, and starts its own scripts from where it stands.
 * @type {import('esbuild').Plugin}
 */
const builtSources = {
  name: 'built-sources',
  setup(compiler) {
    compiler.onResolve({ filter: /\/(src|lib)\// }, ({ path, resolveDir }) => {
      const file = relative(root, join(resolveDir, path)).replaceAll('\\', '/');
      const [, part, name] = /^(protocol|relay|widget)\/(?:src|lib)\/(.+)\.[tj]s$/.exec(file) ?? [];
      if (part === undefined) return undefined;
      return { path: pathToFileURL(join(root, part, 'lib', `${name}.js`)).href, external: true };
    });
    // The build's own modules run as they are: they write code that asks for its place.
    compiler.onResolve({ filter: /\/(relay|widget)\/[^/]+\.mjs$/ }, ({ path, resolveDir }) => ({
      path: pathToFileURL(join(resolveDir, path)).href,
      external: true,
    }));
  },
};
