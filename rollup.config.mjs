import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import minifyLiterals from '@lit-labs/rollup-plugin-minify-html-literals';
import commonjs from '@rollup/plugin-commonjs';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { lazyChunks } from './widget/lazy-chunks.mjs';
import { notices, thirdPartyNotices } from './widget/third-party-notices.mjs';

/** The relay serves these files as they are, so it never compresses while it serves. */
const precompressed = {
  name: 'precompressed',
  generateBundle(_options, files) {
    for (const file of Object.values(files)) {
      if (file.type !== 'chunk') continue;
      const code = Buffer.from(file.code);
      const brotli = {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: code.length,
      };
      this.emitFile({ type: 'asset', fileName: `${file.fileName}.gz`, source: gzipSync(code, { level: 9 }) });
      this.emitFile({
        type: 'asset',
        fileName: `${file.fileName}.br`,
        source: brotliCompressSync(code, { params: brotli }),
      });
    }
  },
};

/**
 * Imports the file of socket.io-client that has `Manager`, which is all that the chat uses. The package's index also has `io()`, and a
 * statement about it that keeps it in every bundle.
 */
const managerAlone = {
  name: 'manager-alone',
  async resolveId(source, importer) {
    if (source !== 'socket.io-client') return null;
    const index = await this.resolve(source, importer, { skipSelf: true });
    return index && join(dirname(index.id), 'manager.js');
  },
};

const minify = terser({
  ecma: 2022,
  compress: { passes: 3 },
  format: { comments: false, preamble: `/* MIT, and ${notices} */` },
});

const output = {
  dir: 'widget/dist',
  sourcemap: true,
  generatedCode: 'es2015',
  chunkFileNames: 'realtime-chat-[name].js',
};

const script = {
  input: 'widget/lib/script.js',
  output: [
    { ...output, format: 'es', entryFileNames: 'realtime-chat.js' },
    {
      ...output,
      format: 'iife',
      entryFileNames: 'realtime-chat.iife.js',
      inlineDynamicImports: true,
    },
  ],
  plugins: [
    managerAlone,
    nodeResolve({ browser: true, exportConditions: ['browser', 'production'] }),
    // For url-parse, on which tus-js-client depends.
    commonjs(),
    minifyLiterals({ failOnError: true }),
    lazyChunks,
    minify,
    precompressed,
    thirdPartyNotices,
  ],
  onwarn(warning, warn) {
    // A module that cannot be found would be left out of the script file and fail in the page.
    if (warning.code === 'UNRESOLVED_IMPORT' || warning.code === 'MISSING_EXPORT')
      throw new Error(warning.message);
    warn(warning);
  },
};

/**
 * Both script files load the same file for a language; they contain English themselves. Each is built by itself, so that one
 * which is based on another contains it and loads no second file.
 */
const locales = readdirSync('widget/lib/i18n/locales')
  .filter((file) => file.endsWith('.js') && !file.startsWith('en'))
  .map((file) => ({
    input: { [file.slice(0, -'.js'.length)]: `widget/lib/i18n/locales/${file}` },
    output: { ...output, format: 'es', sourcemap: false, entryFileNames: 'realtime-chat-[name].js' },
    plugins: [minify, precompressed],
  }));

export default [script, ...locales];
