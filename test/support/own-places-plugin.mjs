import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * For esbuild: a bundled module finds files and starts scripts from where its source stands.
 * @type {import('esbuild').Plugin}
 */
export const ownPlaces = {
  name: 'own-places',
  setup(compiler) {
    compiler.onLoad({ filter: /\.(ts|mjs|js)$/, namespace: 'file' }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return {
        contents: source
          .replaceAll(/\bimport\.meta\.dirname\b/g, JSON.stringify(dirname(path)))
          .replaceAll(/\bimport\.meta\.filename\b/g, JSON.stringify(path))
          .replaceAll(/\bimport\.meta\.url\b/g, JSON.stringify(pathToFileURL(path).href)),
        loader: path.endsWith('.ts') ? 'ts' : 'js',
      };
    });
  },
};
