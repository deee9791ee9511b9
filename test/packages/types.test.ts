import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { install, linkTools, prepare, runTool } from './support/project.ts';

/** Markup in which only the marked lines may be wrong, and have to be. */
const jsx = (name: string, properties: string, wrong: string[]): string => `
  import '@realtime-chat/widget/${name}';
  export const page = (
    <>
      <realtime-chat relay-url="https://chat.example.org" room="lobby" layout="launcher" readonly ${properties} />
      ${['layout="sidebar"', 'rooms="lobby"', 'room={5}', ...wrong]
        .map((attributes) => `{/* @ts-expect-error */}\n<realtime-chat ${attributes} />`)
        .join('\n')}
    </>
  );`;

const properties = `strings={{ send: 'Ask' }} onchat-sent={(event) => event.detail.message.message.trim()}`;
const wrong = ['strings={{ sent: 5 }}', 'onchat-sent={(event) => event.detail.text}'];

const project = mkdtempSync(join(tmpdir(), 'realtime-chat-'));
const folders = [project];
before(async () => {
  await prepare();
  await install(project, 'protocol', 'widget');
});
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A folder that is checked strictly, with these packages of a framework under the names that they have there. */
async function newTypedFolder(options: object, packages: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'realtime-chat-'));
  folders.push(folder);
  // Of its own: the types of the widget find those of the framework beside it.
  await cp(project, folder, { recursive: true });
  await linkTools(folder, packages);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    target: 'es2022',
    types: [],
    ...options,
  };
  const vueCompilerOptions = { strictTemplates: true };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, vueCompilerOptions }));
  return folder;
}

for (const { framework, options, packages, source } of [
  {
    framework: 'React 19',
    options: { jsx: 'react-jsx' },
    packages: { '@types/react': 'react-19-types', csstype: 'csstype' },
    source: jsx('react', `${properties} className="chat" ref={(chat) => void chat?.focus()}`, wrong),
  },
  {
    framework: 'React 18',
    options: { jsx: 'react-jsx' },
    packages: {
      '@types/react': 'react-18-types',
      '@types/prop-types': '@types/prop-types',
      csstype: 'csstype',
    },
    source: jsx('react-18', 'ref={(chat) => void chat?.focus()}', wrong.slice(0, 1)),
  },
  {
    framework: 'Preact',
    options: { jsx: 'react-jsx', jsxImportSource: 'preact' },
    packages: { preact: 'preact' },
    source: jsx('preact', properties, wrong),
  },
  {
    framework: 'Solid',
    options: { jsx: 'preserve', jsxImportSource: 'solid-js' },
    packages: { 'solid-js': 'solid-js', csstype: 'csstype' },
    source: jsx(
      'solid',
      `prop:strings={{ send: 'Ask' }} on:chat-sent={(event) => event.detail.message.message.trim()}`,
      ['prop:strings={{ sent: 5 }}', 'on:chat-sent={(event) => event.detail.text}'],
    ),
  },
]) {
  test(`${framework} knows the element, and finds what is wrong`, async () => {
    const folder = await newTypedFolder(options, packages);
    await writeFile(join(folder, 'page.tsx'), source);
    await runTool('tsc', ['--project', 'tsconfig.json'], folder);
  });
}

/** The component with TypeScript of docs/embedding.md. */
async function documentedInVue(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '../../docs/embedding.md'), 'utf8');
  return /```vue\n(<script setup lang="ts">[^]+?)```/.exec(text)?.[1] ?? assert.fail('no such block');
}

test('Vue knows the element, and finds what is wrong', async () => {
  const folder = await newTypedFolder({ jsx: 'preserve' }, { vue: 'vue', '@vue': '@vue' });
  // Beside an address in the markup, vue-tsc checks nothing: it takes `//` for a comment. So the address is bound.
  const bound = [
    'rooms="lobby"',
    '@chat-sendt="() => {}"',
    '@chat-sent="(event) => event.detail.text"',
    '@chat-sent="(event: ChatEventMap[\'chat-unread\']) => event.detail.unread"',
  ].map((attributes) => `:relay-url="relayUrl" ${attributes}`);
  const wrongLines = ['layout="sidebar"', ':room="5"', ':strings="{ sent: 5 }"', ...bound];
  await writeFile(
    join(folder, 'page.vue'),
    `<script setup lang="ts">
      import type { ChatEventMap } from '@realtime-chat/widget/vue';
      const relayUrl = 'https://chat.example.org';
    </script>
    <template>
      <realtime-chat
        relay-url="https://chat.example.org" room="lobby" layout="launcher" readonly class="chat"
        :strings="{ send: 'Ask' }" @chat-sent="(event: ChatEventMap['chat-sent']) => event.detail.message.message.trim()"
      />
      ${wrongLines.map((attributes) => `<!-- @vue-expect-error -->\n<realtime-chat ${attributes} />`).join('\n')}
    </template>`,
  );
  await writeFile(join(folder, 'documented.vue'), await documentedInVue());
  await runTool('vue-tsc', ['--project', 'tsconfig.json'], folder);
});

test('Svelte knows the element, and finds what is wrong', async () => {
  const folder = await newTypedFolder({}, { svelte: 'svelte', typescript: 'typescript' });
  const page = (
    attributes: string,
  ): string => `<script lang="ts">import '@realtime-chat/widget/svelte';</script>
    <realtime-chat relay-url="https://chat.example.org" room="lobby" readonly ${attributes}></realtime-chat>`;
  await writeFile(join(folder, 'page.svelte'), page(`layout="launcher" ${properties}`));
  const check = (): Promise<string> =>
    runTool('svelte-check', ['--tsconfig', './tsconfig.json', '--output', 'machine'], folder);
  await check();
  for (const attributes of ['layout="sidebar"', 'rooms="lobby"', ...wrong]) {
    await writeFile(join(folder, 'page.svelte'), page(attributes));
    await assert.rejects(check, /ERROR/, attributes);
  }
});
