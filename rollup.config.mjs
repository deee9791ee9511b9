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
      // An origin: it has neither a path nor a query.
      const { protocol, hostname, port } = new URL(source);
      return { protocol: protocol.slice(0, -1), host: hostname.replace(/^\\[|]$/g, ''), port };
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
  'socket.io-parser/build/esm-debug/index.js': 'socket.io-parser.js',
  'engine.io-parser/build/esm/index.js': 'engine.io-parser.js',
  'engine.io-client/build/esm/transports/polling-xhr.js': 'polling-xhr.js',
  'engine.io-client/build/esm/transports/websocket.js': 'websocket.js',
  'socket.io-client/build/esm/contrib/backo2.js': 'backo2.js',
  'engine.io-client/build/esm/util.js': 'engine.io-util.js',
  '@lit/reactive-element/development/css-tag.js': 'css-tag.js',
  'widget/lib/element/locale-files.js': 'locale-files.js',
};

/** Methods that nothing here calls. */
const unused = {
  'engine.io-client/build/esm/socket.js': ['send'],
  'socket.io-client/build/esm/manager.js': [
    'connect',
    'disconnect',
    'randomizationFactor',
    'reconnection',
    'reconnectionAttempts',
    'reconnectionDelay',
    'reconnectionDelayMax',
    'timeout',
  ],
  'socket.io-client/build/esm/socket.js': [
    'disconnected',
    'open',
    'send',
    'close',
    '_addToQueue',
    '_drainQueue',
    'ack',
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
  // For directives that hear when they leave the document, for decorators, and for who looks into a template.
  'lit-html/development/lit-html.js': [
    '_$isConnected',
    'setConnected',
    'parentNode',
    'startNode',
    'endNode',
    'tagName',
  ],
  'lit-html/development/directive.js': ['_$isConnected'],
  'lit-html/development/directives/repeat.js': ['render'],
  '@lit/reactive-element/development/reactive-element.js': [
    'addInitializer',
    'createRenderRoot',
    'finalizeStyles',
    'firstUpdated',
    'removeController',
    'shouldUpdate',
    'updated',
  ],
  'lit-element/development/lit-element.js': [
    'connectedCallback',
    'createRenderRoot',
    'disconnectedCallback',
    'render',
  ],
};

/** Methods whose work is never asked for: their bodies are emptied. */
const idle = {
  'socket.io-client/build/esm/manager.js': ['onping'],
};

/**
 * Lit is bundled from its sources for developers, which can be read and named here. These are constants of theirs, and
 * in Lit's own files for production they are off as well.
 */
const switchedOff = {
  'lit-html/development/lit-html.js': ['DEV_MODE', 'ENABLE_EXTRA_SECURITY_HOOKS', 'ENABLE_SHADYDOM_NOPATCH'],
  'lit-html/development/directive-helpers.js': ['ENABLE_SHADYDOM_NOPATCH'],
  '@lit/reactive-element/development/reactive-element.js': ['DEV_MODE'],
  'lit-element/development/lit-element.js': ['DEV_MODE'],
};

/**
 * What is never the case, since the relay's address is always given and these options never are: what is for that case
 * is left out. So is what is done for nobody, since nothing here asks what came of it.
 */
const neverTrue = {
  'engine.io-client/build/esm/socket.js': [
    'uri && "object" === typeof uri',
    '(opts.host)',
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
    // Remembered for `rememberUpgrade` alone.
    'Socket.priorWebsocketSuccess = false',
    'Socket.priorWebsocketSuccess = "websocket" === transport.name',
    'Socket.priorWebsocketSuccess = "websocket" === this.transport.name',
    // For who asks the class.
    'Socket.protocol = protocol',
    // What nobody listens to.
    'this.emitReserved("handshake", data)',
    'this.emitReserved("heartbeat")',
    'this.emitReserved("packet", packet)',
    'this.emitReserved("packetCreate", packet)',
    'this.emitReserved("message", packet.data)',
    'this.emitReserved("ping")',
    'this.emitReserved("pong")',
    '(this.transports.length === 0)',
    '("function" === typeof data)',
    '("function" === typeof options)',
    '(fn)',
    'this.emitReserved("flush")',
    // How to write a packet. All are written alike.
    'options = options || {}',
    'options.compress = false !== options.compress',
    'this.binaryType = defaultBinaryType',
  ],
  'engine.io-client/build/esm/transport.js': ['this.supportsBinary = !opts.forceBase64'],
  'engine.io-client/build/esm/transports/polling.js': [
    '(!this.supportsBinary && !query.sid)',
    'this.emitReserved("poll")',
  ],
  'socket.io-client/build/esm/manager.js': [
    'uri && "object" === typeof uri',
    '(this.opts.autoUnref)',
    'this._autoConnect = opts.autoConnect !== false',
    '(this._autoConnect)',
    'opts.parser || parser',
    'opts = opts || {}',
    'opts.path = opts.path || "/socket.io"',
    'this.reconnectionAttempts(opts.reconnectionAttempts || Infinity)',
    'this.reconnectionDelay(opts.reconnectionDelay || 1000)',
    'this.reconnectionDelayMax(opts.reconnectionDelayMax || 5000)',
    'this.randomizationFactor((_a = opts.randomizationFactor) !== null && _a !== void 0 ? _a : 0.5)',
    'this._autoConnect && !socket.active',
    'this.emitReserved("reconnect_attempt", self.backoff.attempts)',
    'this.emitReserved("reconnect_error", err)',
    'this.emitReserved("reconnect", attempt)',
    // It is tried for ever.
    '(this.backoff.attempts >= this._reconnectionAttempts)',
  ],
  'socket.io-client/build/esm/socket.js': [
    'this._opts.retries &&',
    '(this.io._autoConnect)',
    'this._opts = Object.assign({}, opts)',
    'this._queue = []',
    'this._queueSeq = 0',
    'this._drainQueue(true)',
    'this.notifyOutgoingListeners(packet)',
    'this.recovered = pid && this._pid === pid',
    'this.recovered = false',
    'this._pid = pid',
    'packet.options = {}',
    'packet.options.compress = this.flags.compress !== false',
    // Every request has a time by which it is to be answered, and no event is.
    '(timeout === undefined)',
    '(null != packet.id)',
    '(RESERVED_EVENTS.hasOwnProperty(ev))',
    'this._anyListeners && this._anyListeners.length',
    // No connection state is recovered here.
    'this._pid && args.length &&',
    `this._pid
                ?`,
  ],
  // Of a template, only HTML with bindings to texts, attributes, properties and events; no comments, and nothing in a
  // textarea or a style.
  'lit-html/development/lit-html.js': [
    '(type === SVG_RESULT || type === MATHML_RESULT)',
    'type === SVG_RESULT ?',
    'type === MATHML_RESULT ?',
    `(match[COMMENT_START] === '!--')`,
    '(match[COMMENT_START] !== undefined)',
    '(match[DYNAMIC_TAG_NAME] !== undefined)',
    '(regex === commentEndRegex || regex === comment2EndRegex)',
    '(rawTextElement.test(match[TAG_NAME]))',
    '(rawTextElement.test(node.tagName))',
    '((i = node.data.indexOf(marker, i + 1)) !== -1)',
    '(name.startsWith(marker))',
    '(templatePart.type === ELEMENT_PART)',
    // No directive hears when it leaves the document.
    `currentDirective?.['_$notifyDirectiveConnectionChanged']?.(false)`,
    'this._$notifyConnectionChanged?.(false, true, from)',
    'this._$disconnectableChildren = undefined',
    'this.__isConnected = options?.isConnected ?? true',
    // For browsers without custom elements, whose parts would be in this.
    'global.litHtmlPolyfillSupport;',
    'polyfillSupport?.(Template, ChildPart)',
    // Compiled templates.
    'type.el === undefined &&',
  ],
  'lit-html/development/directive-helpers.js': ['oldParent !== containerPart'],
  'lit-html/development/directives/repeat.js': [
    '(template === undefined)',
    '(keyFnOrTemplate !== undefined)',
    '(partInfo.type !== PartType.CHILD)',
  ],
  '@lit/reactive-element/development/reactive-element.js': [
    'this.firstUpdated(changedProperties)',
    'this.updated(changedProperties)',
    // The element makes its root by itself.
    `ReactiveElement.shadowRootOptions = { mode: 'open' }`,
    // No property has a decorator, an accessor, a converter or a default of its own.
    `Symbol.metadata ??= Symbol('metadata')`,
    'global.litPropertyMetadata ??= new WeakMap()',
    'this[Symbol.metadata]',
    '(metadata !== null)',
    '(superCtor._initializers !== undefined)',
    'this.constructor._initializers?.forEach((i) => i(this))',
    '(options.state)',
    '(this.prototype.hasOwnProperty(name))',
    '(elementProperties.size > 0)',
    `typeof options.converter === 'function'
                ?`,
    `options.converter?.fromAttribute !== undefined
                    ?`,
    `options.converter?.toAttribute !==
                undefined
                ?`,
    'options.useDefault &&',
    '(useDefault && !(this.__defaultValues ??= new Map()).has(name))',
    'global.reactiveElementPolyfillSupport;',
    'polyfillSupport?.({ ReactiveElement })',
  ],
  'lit-element/development/lit-element.js': [
    '(!this.hasUpdated)',
    'global.litElementHydrateSupport?.({ LitElement })',
    'global.litElementPolyfillSupport;',
    'polyfillSupport?.({ LitElement })',
  ],
};

/** What comes to the same here, since these options are always given, or never; it is shorter. */
const instead = {
  'engine.io-client/build/esm/socket.js': {
    [`typeof addEventListener === "function" &&
    typeof removeEventListener === "function"`]: 'true',
    [`null != opts.secure
                ? opts.secure
                : typeof location !== "undefined" && "https:" === location.protocol`]: 'opts.secure',
    [`opts.hostname ||
                (typeof location !== "undefined" ? location.hostname : "localhost")`]: 'opts.hostname',
    [`opts.port ||
                (typeof location !== "undefined" && location.port
                    ? location.port
                    : this.secure
                        ? "443"
                        : "80")`]: 'opts.port',
    [`opts.transports
                ? [...`]: '[...',
    [`
                : ["polling", "websocket", "webtransport"]`]: '',
    '(this.opts.addTrailingSlash ? "/" : "")': '"/"',
    '&& this.opts.upgrade': '',
    'path: "/engine.io",': '',
    'agent: false,': '',
    'withCredentials: false,': '',
    'upgrade: true,': '',
    'timestampParam: "t",': '',
    'rememberUpgrade: false,': '',
    'addTrailingSlash: true,': '',
    'rejectUnauthorized: true,': '',
    [`perMessageDeflate: {
                threshold: 1024,
            },`]: '',
    'closeOnBeforeunload: false,': '',
  },
  'engine.io-client/build/esm/transport.js': {
    // Only its words are read.
    'new TransportError(reason, description, context)': 'new Error(reason)',
  },
  'engine.io-client/build/esm/transports/polling.js': {
    'false !== this.opts.timestampRequests': 'true',
    'this.opts.timestampParam': '"t"',
  },
  'lit-html/development/lit-html.js': {
    // A page's window is the page's own: no version of Lit is noted there, and so in the two below.
    '(global.litHtmlVersions ??= []).push': 'false &&',
    'options?.creationScope ?? d': 'd',
    'options?.renderBefore ?? container': 'container',
    'options?.renderBefore ?? null': 'null',
  },
  'lit-html/development/directives/repeat.js': {
    'keyFn ? keyFn(item, index) : index': 'keyFnOrTemplate(item)',
  },
  'lit-element/development/lit-element.js': {
    '(global.litElementVersions ??= []).push': 'false &&',
  },
  '@lit/reactive-element/development/reactive-element.js': {
    '(global.reactiveElementVersions ??= []).push': 'false &&',
    // The lean style sheets need no other form.
    'this.finalizeStyles(this.styles)': 'this.styles',
    'this.shouldUpdate(changedProperties)': 'true',
    'getOwnPropertyDescriptor(this.prototype, name) ?? {': '{',
    '...getOwnPropertySymbols(props),': '',
    '(options.hasChanged ?? notEqual)': 'notEqual',
    'useNewValue === false': 'true',
    '!this.hasUpdated && !useDefault': '!this.hasUpdated',
    'this.__defaultValues?.get(propName) ??': '',
    'type: String,': '',
    'converter: defaultConverter,': '',
    'reflect: false,': '',
    'useDefault: false,': '',
    'hasChanged: notEqual,': '',
  },
  'socket.io-client/build/esm/manager.js': {
    'new _parser.': 'new parser.',
    'this.reconnection(opts.reconnection !== false)': 'this._reconnection = true',
    'this.timeout(null == opts.timeout ? 20000 : opts.timeout)': 'this._timeout = opts.timeout',
    'false !== this._timeout': 'true',
    'this.reconnectionDelay()': 'opts.reconnectionDelay',
    'this.reconnectionDelayMax()': 'opts.reconnectionDelayMax',
    'this.randomizationFactor()': '0.5',
  },
  'socket.io-client/build/esm/socket.js': {
    'opts && opts.auth': 'true',
    'typeof this.auth == "function"': 'true',
    '(_a = this.flags.timeout) !== null && _a !== void 0 ? _a : this._opts.ackTimeout': 'this.flags.timeout',
    '"It seems you are trying to reach a Socket.IO server in v2.x with a v3.x client, but they are not compatible (more information here: https://socket.io/docs/v3/migrating-from-2-x-to-3-0/)"':
      '"The server speaks Socket.IO 2"',
  },
};

const found = new Set();

const withoutUnused = {
  name: 'without-unused',
  buildEnd() {
    // What has moved in a newer version would come back whole, or half of what belongs together.
    for (const path of Object.keys({
      ...leftOut,
      ...leaner,
      ...unused,
      ...idle,
      ...switchedOff,
      ...neverTrue,
      ...instead,
    })) {
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
    const gone = entryFor(unused, path) ?? [];
    const emptied = entryFor(idle, path) ?? [];
    const constants = entryFor(switchedOff, path) ?? [];
    const conditions = entryFor(neverTrue, path) ?? [];
    const replaced = Object.entries(entryFor(instead, path) ?? {});
    if ([gone, emptied, constants, conditions, replaced].every(({ length }) => length === 0))
      return undefined;
    const members = this.parse(code).body.flatMap((node) => (node.declaration ?? node).body?.body ?? []);
    // All of it is as long as before, so that the source map stays right.
    for (const name of [...gone, ...emptied]) {
      const methods = members.filter(({ key }) => key?.name === name);
      if (methods.length === 0) this.error(`${id} has no method ${name} any more`);
      for (const method of methods) {
        const { start, end } = gone.includes(name) ? method : method.value.body;
        const empty = blank(code.slice(start, end));
        code = code.slice(0, start) + (gone.includes(name) ? empty : `{${empty.slice(2)}}`) + code.slice(end);
      }
    }
    for (const name of constants) {
      const declaration = `const ${name} = true;`;
      if (!code.includes(declaration)) this.error(`${id} does not switch ${name} any more`);
      code = code.replace(declaration, `const ${name} =false;`);
    }
    for (const condition of conditions) {
      if (!code.includes(condition)) this.error(`${id} does not ask for ${condition} any more`);
      code = code.replaceAll(condition, inItsPlace(condition));
    }
    for (const [long, short] of replaced) {
      if (!code.includes(long)) this.error(`${id} does not have ${long} any more`);
      code = code.replaceAll(long, short + blank(long.slice(short.length)));
    }
    return { code, map: null };
  },
};

/** What is false and as long, with the parentheses around it or the operator behind it, and the ends of lines. */
function inItsPlace(condition) {
  const [kept] = /^\(.*\)$|&&$|\?$|;$|$/s.exec(condition);
  const [before, after] = kept.startsWith('(') ? ['(', ')'] : ['', kept];
  const middle = condition.slice(before.length, condition.length - after.length);
  return `${before}false${blank(middle.slice('false'.length))}${after}`;
}

/** Nothing, and as long, with the ends of lines. */
function blank(code) {
  return code.replace(/./g, ' ');
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

/**
 * Names of Socket.IO's and Lit's own, which become shorter in the first load, as do all that begin with an underscore.
 * None of them is on the wire, the browser's or a page's, and none is a key by which something is looked up.
 */
const ownNames = [
  'ACK',
  'BINARY_ACK',
  'BINARY_EVENT',
  'CONNECT',
  'CONNECT_ERROR',
  'DISCONNECT',
  'EVENT',
  'acks',
  'autoConnect',
  'backoff',
  'cleanup',
  'clearTimeoutFn',
  'createProperty',
  'createTransport',
  'createUri',
  'decoder',
  'doClose',
  'doOpen',
  'doPoll',
  'doWrite',
  'elementStyles',
  'emitBuffered',
  'emitEvent',
  'emitReserved',
  'emitWithAck',
  'enableUpdating',
  'encoder',
  'engine',
  'fromAttribute',
  'getPropertyDescriptor',
  'getPropertyOptions',
  'hasListeners',
  'jitter',
  'maybeReconnectOnOpen',
  'nsps',
  'onClose',
  'onData',
  'onError',
  'onHandshake',
  'onOpen',
  'onPacket',
  'onack',
  'onconnect',
  'ondecoded',
  'ondisconnect',
  'onevent',
  'onpacket',
  'onreconnect',
  'opts',
  'receiveBuffer',
  'reconnectionDelay',
  'reconnectionDelayMax',
  'removeAllListeners',
  'renderOptions',
  'sendBuffer',
  'setTimeoutFn',
  'setTransport',
  'skipReconnect',
  'subEvents',
  'subs',
  'toAttribute',
  'transportOptions',
  'transports',
  'tryAllTransports',
  'upgrading',
  'useDefault',
  'withError',
];

const isOwnName = new RegExp(`^(_.*|${ownNames.join('|')})$`);

/** Each file is made shorter by itself: so what two of them know by the same name has to keep it. */
const ownNamesChecked = {
  name: 'own-names-checked',
  renderChunk(_code, { fileName, isEntry, modules }, _options, { chunks }) {
    const namesIn = ({ modules }) =>
      new Set(Object.values(modules).flatMap(({ code }) => propertiesIn(this.parse(code))));
    const names = namesIn({ modules });
    const gone = ownNames.filter((name) => !names.has(name));
    if (isEntry && gone.length > 0) this.error(`nothing is named ${gone} any more`);
    for (const other of Object.values(chunks).filter((other) => other.fileName !== fileName)) {
      const shared = [...namesIn(other)].filter((name) => isOwnName.test(name) && names.has(name));
      if (shared.length > 0) this.error(`${fileName} and ${other.fileName} both know ${shared}`);
    }
    return null;
  },
};

const letters = 'abcdefghijklmnopqrstuvwxyz';

/**
 * Each class knows its private names by itself, so all may have the same ones, which compress better. The minifier
 * would give every name one of its own.
 */
const sameNames = {
  name: 'same-names',
  transform(code, id) {
    if (!id.includes('/widget/lib/')) return null;
    for (const node of classesIn(this.parse(code))) {
      const uses = privateNamesIn(node);
      // In this order they are the same again in classes of the same kind.
      const names = [...new Set(uses.map(({ name }) => name))];
      for (const { name, start, end } of uses) {
        const at = names.indexOf(name);
        const short = `#${letters[at % letters.length]}${Math.floor(at / letters.length) || ''}`;
        if (short.length > end - start) this.error(`${id}: #${name} has no shorter name`);
        // As long as before, so that what the source map says stays true.
        code = code.slice(0, start) + short.padEnd(end - start) + code.slice(end);
      }
    }
    return { code, map: null };
  },
};

/** The names of all properties that a part of a program mentions. */
function propertiesIn(node) {
  const name = node.key ?? node.property;
  const own = name && (node.computed ? name.value : (name.name ?? name.value));
  const parts = Object.values(node)
    .flat()
    .filter((part) => typeof part?.type === 'string');
  return [...(typeof own === 'string' ? [own] : []), ...parts.flatMap(propertiesIn)];
}

/** The outermost classes of a program. */
function classesIn(node) {
  if (/^Class(Declaration|Expression)$/.test(node.type)) return [node];
  return partsOf(node).flatMap(classesIn);
}

function privateNamesIn(node) {
  if (node.type === 'PrivateIdentifier') return [node];
  return partsOf(node).flatMap(privateNamesIn);
}

function partsOf(node) {
  return Object.values(node)
    .flat()
    .filter((part) => typeof part?.type === 'string');
}

// Each option was measured. Nothing here reads a property for what reading it does, constructs a function that is no
// class, or asks how many parameters one has. The other `unsafe` options save 20 bytes together.
const compress = { passes: 2, pure_getters: true, unsafe_arrows: true, keep_fargs: false, inline: 1 };
const shorter = { ecma: 2022, compress, format: { comments: false } };
const minified = terser({ ...shorter, mangle: { properties: { regex: isOwnName } } });

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
    sameNames,
    nodeResolve({ browser: true, exportConditions: ['browser', 'development'] }),
    minifyLiterals({ failOnError: true }),
    lazyChunks,
    ownNamesChecked,
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
  plugins: [terser(shorter), precompressed],
};

export default [script, locales];
