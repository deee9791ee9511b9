import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { compile, compileModule } from 'svelte/compiler';
import { compileScript, parse } from 'vue/compiler-sfc';

const frameworks = join(import.meta.dirname, 'frameworks');
const documentation = join(import.meta.dirname, '../../docs/embedding.md');

/** By the end of a file's name, what the framework's compiler makes of it. */
const compilers = {
  /** @param {string} source */
  svelte: (source) => compile(source, { generate: 'client', css: 'injected' }).js.code,
  /** @param {string} source @param {string} filename */
  vue: (source, filename) => {
    const compilerOptions = { isCustomElement: (/** @type {string} */ tag) => tag === 'realtime-chat' };
    const { descriptor } = parse(source, { filename });
    return compileScript(descriptor, {
      id: 'snippet',
      inlineTemplate: true,
      templateOptions: { compilerOptions },
    }).content;
  },
  /** @param {string} source */
  jsx: (source) => source,
  /** @param {string} source */
  js: (source) => source,
};

/**
 * The snippets of docs/embedding.md, each in an application of its framework: `/frameworks/react.js` and so on, which
 * import the chat from where the tests have it from.
 * @param {{ relayUrl: string }} servers whose relay the chats are to be on
 * @param {string} bundledWidget the path of the chat that the tests use
 */
export function frameworksPlugin(servers, bundledWidget) {
  /** The first block of docs/embedding.md in this language. @param {string} language */
  const snippet = (language) => {
    const [, source] =
      new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(readFileSync(documentation, 'utf8')) ?? [];
    if (source === undefined) throw new Error(`docs/embedding.md has nothing in ${language}`);
    return source.replaceAll('https://chat.example.org', servers.relayUrl);
  };

  /** @type {import('esbuild').Plugin} */
  const compiled = {
    name: 'frameworks',
    setup(building) {
      building.onResolve({ filter: /^snippet\./ }, ({ path }) => ({ path, namespace: 'snippet' }));
      building.onLoad({ filter: /.*/, namespace: 'snippet' }, ({ path }) => {
        const language = /** @type {keyof typeof compilers} */ (path.slice('snippet.'.length));
        const contents = compilers[language](snippet(language), path);
        return { contents, loader: language === 'jsx' ? 'jsx' : 'js', resolveDir: frameworks };
      });
      building.onLoad({ filter: /\.svelte\.js$/ }, ({ path }) => ({
        contents: compileModule(readFileSync(path, 'utf8'), { generate: 'client' }).js.code,
      }));
    },
  };

  return {
    name: 'frameworks',
    /** @param {{ path: string }} context */
    async serve({ path }) {
      const [, name] = /^\/frameworks\/(\w+)\.js$/.exec(path) ?? [];
      if (name === undefined) return undefined;
      const { outputFiles } = await build({
        entryPoints: [join(frameworks, name === 'svelte' ? 'svelte.svelte.js' : `${name}.js`)],
        bundle: true,
        write: false,
        format: 'esm',
        target: 'es2022',
        jsx: 'automatic',
        conditions: ['browser', 'production'],
        define: {
          'process.env.NODE_ENV': '"production"',
          __VUE_OPTIONS_API__: 'false',
          __VUE_PROD_DEVTOOLS__: 'false',
          __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
        },
        alias: { '@realtime-chat/widget': bundledWidget },
        external: [bundledWidget],
        plugins: [compiled],
      });
      return { body: outputFiles[0]?.text ?? '', type: 'js' };
    },
  };
}
