import { readdirSync, readFileSync } from 'node:fs';
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
  // Written for browsers that had no URLSearchParams, no promises and no globalThis.
  'engine.io-client/build/esm/contrib/parseqs.js': `
    export const encode = (query) => String(new URLSearchParams(query));
    export const decode = undefined;
  `,
  'engine.io-client/build/esm/globals.js': `
    export const nextTick = (act) => Promise.resolve().then(act);
    export const globalThisShim = globalThis;
    export const defaultBinaryType = 'arraybuffer';
    export const createCookieJar = undefined;
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
  'socket.io-client/build/esm/contrib/backo2.js': 'backo2.js',
  'engine.io-client/build/esm/util.js': 'engine.io-util.js',
  '@lit/reactive-element/css-tag.js': 'css-tag.js',
  'widget/lib/element/locale-files.js': 'locale-files.js',
};

/** Methods that nothing here calls, or whose work is never asked for: their bodies are emptied. */
const unused = {
  'engine.io-client/build/esm/socket.js': ['send'],
  'socket.io-client/build/esm/manager.js': ['connect', 'disconnect', 'onping', 'reconnectionAttempts'],
  'socket.io-client/build/esm/socket.js': [
    'send',
    'close',
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

/**
 * What is never the case, since the relay's address is always given and these options never are. What is for that case
 * is left out.
 */
const neverTrue = {
  'engine.io-client/build/esm/socket.js': [
    'uri && "object" === typeof uri',
    '(opts.host)',
    'typeof location !== "undefined" && "https:" === location.protocol',
    '(typeof location !== "undefined" ? location.hostname : "localhost")',
    `(typeof location !== "undefined" && location.port
                    ? location.port
                    : this.secure
                        ? "443"
                        : "80")`,
    'opts.transportImplementations && opts.transports',
    `opts.transportImplementations ||
            (((_a = opts.transports) === null || _a === void 0 ? void 0 : _a.length) && typeof opts.transports[0] === "function")`,
    'typeof this.opts.query === "string"',
    '(this.opts.closeOnBeforeunload)',
    '(this._beforeunloadEventListener)',
    '(this.opts.withCredentials)',
    'this.opts.rememberUpgrade &&',
    '(this.opts.autoUnref)',
    'this._upgrades.indexOf("webtransport") !== -1 &&',
    '("function" === typeof data)',
    '("function" === typeof options)',
  ],
  'socket.io-client/build/esm/manager.js': [
    'uri && "object" === typeof uri',
    '(this.opts.autoUnref)',
    '(this._autoConnect)',
    'this._autoConnect && !socket.active',
    // These are set before there is one.
    '(_a = this.backoff) === null || _a === void 0 ? void 0 : _a.setMin(v)',
    '(_a = this.backoff) === null || _a === void 0 ? void 0 : _a.setMax(v)',
    '(_a = this.backoff) === null || _a === void 0 ? void 0 : _a.setJitter(v)',
    // It is tried for ever.
    '(this.backoff.attempts >= this._reconnectionAttempts)',
  ],
  'socket.io-client/build/esm/socket.js': [
    'this._opts.retries &&',
    '(this.io._autoConnect)',
    '(RESERVED_EVENTS.hasOwnProperty(ev))',
    'this._anyListeners && this._anyListeners.length',
    // No connection state is recovered here.
    'this._pid && args.length &&',
    `this._pid
                ?`,
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
    const path = id.replaceAll('\\', '/');
    const methods = entryFor(unused, path) ?? [];
    const conditions = entryFor(neverTrue, path) ?? [];
    if (methods.length + conditions.length === 0) return undefined;
    const classes = this.parse(code).body.flatMap(({ declaration }) => declaration?.body?.body ?? []);
    for (const name of methods) {
      const method = classes.find(({ key }) => key?.name === name);
      if (!method) this.error(`${id} has no method ${name} any more`);
      const { start, end } = method.value.body;
      // As long as before, so that the source map stays right.
      code = `${code.slice(0, start)}{${' '.repeat(end - start - 2)}}${code.slice(end)}`;
    }
    for (const condition of conditions) {
      if (!code.includes(condition)) this.error(`${id} does not ask for ${condition} any more`);
      code = code.replaceAll(condition, inItsPlace(condition));
    }
    return { code, map: null };
  },
};

/** What is false and as long, with the parentheses around it or the operator behind it, and the ends of lines. */
function inItsPlace(condition) {
  const [kept] = /^\(.*\)$|&&$|\?$|$/s.exec(condition);
  const [before, after] = kept.startsWith('(') ? ['(', ')'] : ['', kept];
  const middle = condition.slice(before.length, condition.length - after.length);
  return `${before}false${middle.slice('false'.length).replace(/./g, ' ')}${after}`;
}

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

// The `unsafe` options of terser were measured: together they save 20 bytes.
const minified = terser({ ecma: 2020, compress: { passes: 2 }, format: { comments: false } });

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
    withoutUnused,
    nodeResolve({ browser: true, exportConditions: ['browser', 'production'] }),
    minifyLiterals({ failOnError: true }),
    lazyChunks,
    minified,
    precompressed,
  ],
  onwarn(warning, warn) {
    // A module that cannot be found would be left out of the script file and fail in the page.
    if (warning.code === 'UNRESOLVED_IMPORT' || warning.code === 'MISSING_EXPORT')
      throw new Error(warning.message);
    warn(warning);
  },
};

/** Both script files load the same ones: a file a language, but for English, which they have inside. */
const locales = {
  input: Object.fromEntries(
    readdirSync('widget/lib/locales')
      .filter((file) => file.endsWith('.js') && !file.startsWith('en'))
      .map((file) => [file.slice(0, -'.js'.length), `widget/lib/locales/${file}`]),
  ),
  output: { ...output, format: 'es', sourcemap: false, entryFileNames: 'realtime-chat-[name].js' },
  plugins: [minified, precompressed],
};

export default [script, locales];
