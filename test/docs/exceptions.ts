import type { Block } from './blocks.ts';

const asFile = 'no program here reads it; test/deploy-files.test.ts compares it with the file in deploy/';

/** Blocks that no test can check, or that another test runs; by their file and their beginning. */
export const exceptions: { file: string; begins: string; reason: string }[] = [
  {
    file: 'PROTOCOL.md',
    begins: '{ ok: false, error: { code,',
    reason: 'the shape of an answer, with optional fields; protocol/src has it as code',
  },
  { file: 'PROTOCOL.md', begins: '{ epoch, head, floor,', reason: 'a shape, as above' },
  { file: 'PROTOCOL.md', begins: '{ decrees: [', reason: 'a shape, as above' },
  { file: 'PROTOCOL.md', begins: '{ items: [', reason: 'a shape, as above' },
  { file: 'ARCHITECTURE.md', begins: 'protocol/src/', reason: 'the tree of folders, in no language' },
  {
    file: 'docs/embedding.md',
    begins: "default-src 'none'",
    reason: 'a Content Security Policy; test/widget/host-page.test.ts has a page under it',
  },
  {
    file: 'docs/embedding.md',
    begins: "---\nimport { chat } from '../chat.js';",
    reason: 'a template of Astro; test/packages/examples.test.ts builds the example with the same lines',
  },
  { file: 'docs/embedding.md', begins: 'add_action(', reason: 'PHP, which is not installed here' },
  {
    file: 'docs/languages.md',
    begins: 'import { type Locale, RealtimeChat }',
    reason: 'its comment announces a type error: most words are left out',
  },
  {
    file: 'docs/deploy.md',
    begins: '# /etc/nginx/conf.d/',
    reason: 'test/relay/nginx.test.ts runs nginx with the file in deploy/',
  },
  { file: 'docs/deploy.md', begins: '# https://www.example.org/chat, with certificates', reason: asFile },
  { file: 'docs/deploy.md', begins: '# /etc/haproxy/haproxy.cfg', reason: asFile },
  ...[
    '# /etc/nginx/conf.d/',
    '# /etc/haproxy/haproxy.cfg',
    '# https://www.example.org/chat by two relays',
  ].map((begins) => ({ file: 'docs/nodes.md', begins, reason: asFile })),
  { file: 'docs/nodes.md', begins: 'appendonly yes', reason: 'settings of Redis' },
  { file: 'docs/deploy.md', begins: 'ok    options', reason: 'the output of a command' },
  {
    file: 'docs/embedding.md',
    begins: '<script setup lang="ts">',
    reason: 'test/packages/types.test.ts checks it by vue-tsc',
  },
  ...['<script setup>', '<script>'].map((begins) => ({
    file: 'docs/embedding.md',
    begins,
    reason: 'test/widget/frameworks.test.ts compiles it by its framework, and talks through it',
  })),
];

export function isException({ file, code }: Block): boolean {
  return exceptions.some((exception) => exception.file === file && code.startsWith(exception.begins));
}

/** Names that a part of a program uses, and its surroundings have; by the beginning of the block. */
export const surroundings: { file: string; begins: string; code: string }[] = [
  {
    file: 'docs/people.md',
    begins: 'const tabs',
    code: "const chat = document.querySelector('realtime-chat');",
  },
  {
    file: 'docs/people.md',
    begins: 'await createRelay(server',
    code: `import { createServer } from 'node:http';
import { createRelay } from '@realtime-chat/relay';
const server = createServer();
declare function yourUserOf(token: string): Promise<{ id: string; name: string; picture: string; isStaff: boolean }>;`,
  },
  {
    file: 'docs/relay.md',
    begins: 'await createRelay(server',
    code: `import { createServer } from 'node:http';
import { createRelay } from '@realtime-chat/relay';
const server = createServer();`,
  },
  {
    file: 'docs/languages.md',
    begins: 'import formal',
    code: "import { RealtimeChat } from '@realtime-chat/widget';",
  },
  {
    file: 'docs/embedding.md',
    begins: 'vue({ template',
    code: 'declare function vue(options: { template: { compilerOptions: { isCustomElement: (tag: string) => boolean } } }): void;',
  },
  {
    file: 'docs/embedding.md',
    begins: 'export default defineNuxtConfig',
    code: 'declare function defineNuxtConfig(config: { vue: { compilerOptions: { isCustomElement: (tag: string) => boolean } } }): void;',
  },
  {
    file: 'docs/embedding.md',
    begins: "import '@realtime-chat/widget';\n\nexport default defineNuxtPlugin",
    code: 'declare function defineNuxtPlugin(plugin: () => void): void;',
  },
  ...["socket.emit('chat message'", "socket.emit('send', { message: input"].map((begins) => ({
    file: 'docs/migrating.md',
    begins,
    code: `import type { Socket } from 'socket.io-client';
declare const socket: Socket;
declare const input: HTMLInputElement;
declare function show(text: string): void;`,
  })),
];

export function surroundingsOf({ file, code }: Pick<Block, 'file' | 'code'>): string {
  return surroundings.find((each) => each.file === file && code.startsWith(each.begins))?.code ?? '';
}
