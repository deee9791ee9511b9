import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import minifyLiterals from '@lit-labs/rollup-plugin-minify-html-literals';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { lazyChunks } from './widget/lazy-chunks.mjs';

/**
 * Parts of Socket.IO that this wire has no use for, or that the platform does by now, so that not every page has
 * to load them: the relay offers no WebTransport, and nothing on the wire is binary. Each is known by the end of its path; its reason is its size,
 * which `npm run size` shows.
 */
const leftOut = {
  'engine.io-client/build/esm/transports/index.js': `
    import { XHR } from './polling-xhr.js';
    import { WS } from './websocket.js';
    export const transports = { websocket: WS, polling: XHR };
  `,
  // Written for browsers that had no URL.
  'engine.io-client/build/esm/contrib/parseuri.js': `
    export const parse = (source) => {
      const { protocol, hostname, port, pathname, search } = new URL(source);
      return {
        source,
        protocol: protocol.slice(0, -1),
        host: hostname.replace(/^\\[|]$/g, ''),
        port,
        path: pathname,
        query: search.slice(1),
      };
    };
  `,
  'engine.io-parser/build/esm/contrib/base64-arraybuffer.js': `
    export const decode = () => new ArrayBuffer(0);
  `,
  'socket.io-parser/build/esm/is-binary.js': `
    export const isBinary = () => false;
    export const hasBinary = () => false;
  `,
  'socket.io-parser/build/esm/binary.js': `
    export const deconstructPacket = (packet) => ({ packet, buffers: [] });
    export const reconstructPacket = (packet) => packet;
  `,
};

const withoutUnused = {
  name: 'without-unused',
  load(id) {
    const path = id.replaceAll('\\', '/');
    return Object.entries(leftOut).find(([end]) => path.endsWith(end))?.[1];
  },
};

/** The relay serves these as they are, so that it never compresses while it serves. */
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

const output = {
  dir: 'widget/dist',
  sourcemap: true,
  generatedCode: 'es2015',
  chunkFileNames: 'realtime-chat-[name].js',
};

export default {
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
    withoutUnused,
    nodeResolve({ browser: true, exportConditions: ['browser', 'production'] }),
    minifyLiterals({ failOnError: true }),
    lazyChunks,
    // The `unsafe` options of terser were measured: together they save 20 bytes.
    terser({ ecma: 2020, compress: { passes: 2 }, format: { comments: false } }),
    precompressed,
  ],
  onwarn(warning, warn) {
    // A module that cannot be found would be left out of the script file and fail in the page.
    if (warning.code === 'UNRESOLVED_IMPORT' || warning.code === 'MISSING_EXPORT')
      throw new Error(warning.message);
    warn(warning);
  },
};
