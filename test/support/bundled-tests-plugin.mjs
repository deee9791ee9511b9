import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

/** Where pages have the widget from that the bundled tests use. */
export const bundledWidget = '/test/widget/the-widget.js';

/**
 * Serves the test files bundled, with chunks for what they have in common. Unbundled, each page would load almost two hundred
 * modules in each browser, which takes more CPU than most of the tests.
 * @param {string} rootDir
 */
export async function bundledTestsPlugin(rootDir) {
  const folder = join(rootDir, 'test/widget');
  const tests = readdirSync(folder).filter((file) => file.endsWith('.test.ts'));
  const { outputFiles } = await build({
    entryPoints: [
      ...tests.map((file) => ({ in: join(folder, file), out: file.replace(/\.ts$/, '') })),
      { in: '@realtime-chat/widget', out: 'the-widget' },
    ],
    absWorkingDir: rootDir,
    outdir: folder,
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    sourcemap: 'linked',
    // A `development` condition would load CommonJS builds that no browser runs.
    conditions: ['browser', 'production'],
    tsconfig: join(rootDir, 'test/tsconfig.json'),
  });
  const scripts = new Map(
    outputFiles.map(({ path, text }) => [`/${relative(rootDir, path).replaceAll('\\', '/')}`, text]),
  );
  return {
    name: 'bundled-tests',
    /** @param {{ path: string }} context */
    serve({ path }) {
      const body = scripts.get(path.replace(/\.ts$/, '.js'));
      return body === undefined ? undefined : { body, type: 'js' };
    },
  };
}
