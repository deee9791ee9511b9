import { join } from 'node:path';
import { build } from 'esbuild';
import { ownPlaces } from './own-places-plugin.mjs';

const root = join(import.meta.dirname, '../..');

/**
 * Writes the built relay with its packages as a few files. Tests start it several hundred times, and to load its 300
 * modules one by one takes most of the CPU of a start.
 *
 * @param {string} folder below the project, because the native packages are found from there
 * @returns {Promise<string>} the script of its command
 */
export async function bundleRelay(folder) {
  await build({
    entryPoints: [join(root, 'relay/lib/cli/main.js')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // The first is native, and the others are optional: ws finds out whether they are there.
    external: ['lmdb', 'bufferutil', 'utf-8-validate'],
    // Packages in CommonJS require the modules of Node.
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
    },
    logLevel: 'warning',
    plugins: [ownPlaces],
  });
  return join(folder, 'main.mjs');
}
