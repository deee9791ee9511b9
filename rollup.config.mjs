import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  'engine.io-client/build/esm/index.js': `
    export { Socket } from './socket.js';
    export { installTimerFunctions } from './util.js';
    export { nextTick } from './globals.node.js';
  `,
  // It would also bring what shares connections between namespaces, of which there is one.
  'socket.io-client/build/esm/index.js': `export { Manager } from './manager.js';`,
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
  // What only a relay does: it parses requests, and tells what is wrong with them.
  'protocol/lib/requests.js': '',
  'protocol/lib/parse.js': '',
};

/** As these, but for parts that have leaner ones of our own, in widget/lean. */
const leaner = {
  'valibot/dist/index.mjs': 'valibot.js',
  '@socket.io/component-emitter/lib/esm/index.js': 'component-emitter.js',
  'socket.io-parser/build/esm/index.js': 'socket.io-parser.js',
  'engine.io-parser/build/esm/index.js': 'engine.io-parser.js',
  'engine.io-client/build/esm/transports/polling-xhr.js': 'polling-xhr.js',
  'engine.io-client/build/esm/transports/websocket.js': 'websocket.js',
};

/** Methods that nothing here calls, or whose work is never asked for: their bodies are emptied. */
const unused = {
  'socket.io-client/build/esm/socket.js': [
    'send',
    '_addToQueue',
    '_drainQueue',
    'compress',
    'onAny',
    'prependAny',
    'offAny',
    'listenersAny',
    'onAnyOutgoing',
    'prependAnyOutgoing',
    'offAnyOutgoing',
    'listenersAnyOutgoing',
    'notifyOutgoingListeners',
  ],
};

const found = new Set();

const withoutUnused = {
  name: 'without-unused',
  buildEnd() {
    // What has moved in a newer version would come back whole, or half of what belongs together.
    for (const path of Object.keys({ ...leftOut, ...leaner, ...unused })) {
      if (!found.has(path)) this.error(`there is no ${path} any more`);
    }
  },
  load(id) {
    const path = id.replaceAll('\\', '/');
    const lean = entryFor(leaner, path);
    if (lean === undefined) return entryFor(leftOut, path);
    return readFileSync(join(import.meta.dirname, 'widget/lean', lean), 'utf8');
  },
  transform(code, id) {
    const methods = entryFor(unused, id.replaceAll('\\', '/'));
    if (!methods) return undefined;
    const classes = this.parse(code).body.flatMap(({ declaration }) => declaration?.body?.body ?? []);
    for (const name of methods) {
      const method = classes.find(({ key }) => key?.name === name);
      if (!method) this.error(`${id} has no method ${name} any more`);
      const { start, end } = method.value.body;
      // As long as before, so that the source map stays right.
      code = `${code.slice(0, start)}{${' '.repeat(end - start - 2)}}${code.slice(end)}`;
    }
    return { code, map: null };
  },
};

function entryFor(table, path) {
  const [end, entry] = Object.entries(table).find(([end]) => path.endsWith(end)) ?? [];
  if (end !== undefined) found.add(end);
  return entry;
}

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
