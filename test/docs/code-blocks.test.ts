import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parseDocument } from 'yaml';
import { blocks, root, type Block } from './blocks.ts';
import { exceptions, isException, surroundings, surroundingsOf } from './exceptions.ts';
import { mistakesInCss, mistakesInHtml } from './markup.ts';
import { isShell } from './shell.ts';

mkdirSync(join(root, '.cache'), { recursive: true });
// Inside the project, because the compiler looks for packages in the folders above.
const folder = mkdtempSync(join(root, '.cache/docs-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const checkable = blocks.filter((block) => !isException(block));
const of = (...languages: string[]): Block[] =>
  checkable.filter(({ language }) => languages.includes(language));

test('every exception and every surroundings of a block still belongs to one', () => {
  for (const { file, begins } of [...exceptions, ...surroundings]) {
    const found = blocks.filter((block) => block.file === file && block.code.startsWith(begins));
    assert.ok(found.length > 0, `${file}: ${begins}`);
  }
});

test('every block is in a language that is checked', () => {
  const checked = ['html', 'css', 'json', 'yaml', 'js', 'jsx', 'ts', 'tsx', 'dockerfile', 'ini'];
  const unchecked = checkable.filter(({ language }) => !checked.includes(language) && !isShell({ language }));
  assert.deepEqual(
    unchecked.map(({ place, language }) => `${place} ${language}`),
    [],
  );
});

for (const { place, code } of of('css')) {
  test(`CSS names parts and properties that exist: ${place}`, () => {
    assert.deepEqual(mistakesInCss(code), []);
  });
}

for (const { place, code } of of('html')) {
  test(`HTML can be parsed, and its attributes exist: ${place}`, () => {
    assert.deepEqual(mistakesInHtml(code).mistakes, []);
  });
}

/** A place where the documentation leaves something out. */
const withoutEllipses = (json: string): string => json.replace(/,\s*…/g, '');

for (const { place, code } of of('json')) {
  test(`JSON can be parsed: ${place}`, () => void JSON.parse(withoutEllipses(code)));
}

for (const { place, code } of of('html')) {
  for (const { type, code: script } of mistakesInHtml(code).scripts) {
    if (type === 'importmap') test(`its import map can be parsed: ${place}`, () => void JSON.parse(script));
  }
}

for (const { place, code } of of('yaml')) {
  test(`YAML can be parsed: ${place}`, () => {
    assert.deepEqual(
      parseDocument(code).errors.map(({ message }) => message),
      [],
    );
  });
}

for (const { place, code } of of('dockerfile')) {
  test(`each line begins with an instruction of Docker: ${place}`, () => {
    const lines = code.replaceAll('\\\n', ' ').split('\n');
    const strange = lines.filter(
      (line) =>
        !/^(|#.*|(FROM|RUN|CMD|LABEL|EXPOSE|ENV|COPY|ENTRYPOINT|VOLUME|USER|WORKDIR|ARG|STOPSIGNAL|HEALTHCHECK) .+)$/.test(
          line,
        ),
    );
    assert.deepEqual(strange, []);
  });
}

for (const { place, code } of of('ini')) {
  test(`each line is a section, a key or a comment: ${place}`, () => {
    const strange = code.split('\n').filter((line) => !/^(|[#;].*|\[\w+\]|[\w-]+\s*=.*)$/.test(line));
    assert.deepEqual(strange, []);
  });
}

/** Programs in the documents: blocks, and scripts in blocks of HTML. */
function programs(): { place: string; code: string; extension: string; isStrict: boolean }[] {
  const fromBlocks = of('js', 'jsx', 'ts', 'tsx').map((block) => ({
    place: block.place,
    code: `${surroundingsOf(block)}\n${block.code}`,
    extension: block.language.endsWith('x') ? 'tsx' : 'ts',
    isStrict: block.language.startsWith('ts'),
  }));
  const fromHtml = of('html').flatMap(({ place, code }) =>
    mistakesInHtml(code)
      .scripts.filter(({ type }) => type === '' || type === 'module')
      .map((script) => ({ place, code: script.code, extension: 'ts', isStrict: false })),
  );
  return [...fromBlocks, ...fromHtml];
}

const options = {
  target: 'es2022',
  module: 'nodenext',
  lib: ['es2023', 'dom', 'dom.iterable'],
  jsx: 'react-jsx',
  types: ['node'],
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
};

/** Packages of the examples that are not installed here, and what the types of a browser leave open. */
const ambient = `declare module 'express-session';
declare module '@lit-labs/ssr';
declare module '@lit-labs/ssr/lib/render-result.js';
declare namespace Express { interface Request { session: any } }
declare module 'react/jsx-runtime' { namespace JSX { interface IntrinsicElements { [name: string]: any } } const jsx: any, jsxs: any; }
interface HTMLElementTagNameMap { 'realtime-chat': import('@realtime-chat/widget').RealtimeChat }
interface ParentNode { querySelector(selector: \`form\${string}\`): HTMLFormElement | null }
interface CustomElementRegistry {
  whenDefined(name: 'realtime-chat'): Promise<{ addLocale(language: string, locale: Partial<import('@realtime-chat/widget').Locale>): void }>;
}
`;

test('the programs fit the types of the packages, in JavaScript without strictness', () => {
  const places = new Map<string, string>();
  for (const isStrict of [true, false]) {
    const project = join(folder, isStrict ? 'strict' : 'loose');
    mkdirSync(project);
    const own = programs().filter((each) => each.isStrict === isStrict);
    own.forEach(({ place, code, extension }, index) => {
      const name = `${index}-${place.replace(/\W+/g, '-')}.${extension}`;
      places.set(name, place);
      writeFileSync(join(project, name), `${code}\nexport {};\n`);
    });
    writeFileSync(join(project, 'ambient.d.ts'), ambient);
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, strict: isStrict }, include: ['*'] }),
    );
    const { stdout, status } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '-p', project, '--pretty', 'false'],
      { encoding: 'utf8' },
    );
    const told = stdout.replace(
      /^\S*?(\d+-[\w-]+\.tsx?)/gm,
      (_all, name: string) => places.get(name) ?? name,
    );
    assert.equal(status, 0, told);
  }
  assert.ok(places.size > 10);
});
