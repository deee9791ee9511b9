import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import express from 'express';
import { goBy, greeting, isSent, say, shows } from '../e2e/support/chat.ts';
import { newPage } from '../e2e/support/people.ts';
import { newRelay, type RelayProcess } from '../e2e/support/servers.ts';
import { listening } from '../support/listening.ts';
import { newProject, prepare, runTool } from './support/project.ts';

const run = promisify(execFile);

before(prepare);

/** The files that a project has of the widget, as its own server serves them, with this page at its root. */
async function newSite(t: TestContext, folder: string, html: string): Promise<string> {
  const app = express();
  app.get('/', (_request, response) => void response.type('html').send(html));
  app.use(express.static(folder));
  return listening(t, app);
}

async function talks(t: TestContext, url: string): Promise<void> {
  const page = await newPage(t);
  await page.goto(url);
  await shows(page, [greeting]);
  await goBy(page, 'Ann');
  await say(page, 'hello');
  await isSent(page, 'hello');
}

const elementAt = (relay: RelayProcess): string =>
  `<realtime-chat relay-url="${relay.url}" room="${randomUUID()}"></realtime-chat>`;

test('the relay runs by its command, and serves the element, its emoji, the demo and the documentation', async (t) => {
  const folder = await newProject(t, 'protocol', 'relay');
  const script = join(folder, 'node_modules/.bin/realtime-chat-relay');
  const relay = await newRelay(t, { script });
  for (const path of [
    '',
    'realtime-chat.js',
    'realtime-chat-emoji-en.json',
    'launcher.html',
    'docs/',
    'docs/search.json',
  ])
    assert.equal((await fetch(`${relay.url}/${path}`)).status, 200, path);
  const compressed = await fetch(`${relay.url}/realtime-chat.js`, { headers: { 'Accept-Encoding': 'br' } });
  assert.equal(compressed.headers.get('content-encoding'), 'br');
  await talks(t, relay.url);
});

test('what the relay needs in production has less than 60 MB', async (t) => {
  const folder = join(await newProject(t, 'protocol', 'relay'), 'node_modules');
  const sizes = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => statSync(join(parentPath, name)).size);
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 60_000_000);
});

test('a server of one’s own imports the relay', async (t) => {
  const folder = await newProject(t, 'protocol', 'relay');
  await writeFile(
    join(folder, 'server.mjs'),
    `import { createServer } from 'node:http';
    import { createRelay } from '@realtime-chat/relay';
    const server = createServer();
    const relay = await createRelay(server, { data: ':memory:' });
    await relay.publish('lobby', { message: 'The shop is open.' });
    await relay.close();
    console.log('closed');`,
  );
  const { stdout } = await run(process.execPath, ['server.mjs'], { cwd: folder });
  assert.equal(stdout, 'closed\n');
});

test('the widget works through bundlers, from its own script file, and by an import map', async (t) => {
  const relay = await newRelay(t);
  const folder = await newProject(t, 'protocol', 'widget');
  await writeFile(join(folder, 'main.js'), `import '@realtime-chat/widget';\n`);
  const bundled = (): string => `<script type="module" src="main.js"></script>${elementAt(relay)}`;

  await t.test('Vite', async (t) => {
    await writeFile(join(folder, 'index.html'), `<!doctype html>${bundled()}`);
    await runTool('vite', ['build', '--outDir', 'vite', '--logLevel', 'warn'], folder);
    const app = express().use(express.static(join(folder, 'vite')));
    await talks(t, await listening(t, app));
  });

  await t.test('webpack', async (t) => {
    await writeFile(
      join(folder, 'webpack.mjs'),
      `export default { mode: 'production', entry: './main.js', output: { path: ${JSON.stringify(join(folder, 'webpack'))} } };`,
    );
    await runTool('webpack', ['build', '--config', 'webpack.mjs'], folder);
    await talks(t, await newSite(t, join(folder, 'webpack'), bundled()));
  });

  await t.test('esbuild', async (t) => {
    const outdir = join(folder, 'esbuild');
    const entryPoints = [join(folder, 'main.js')];
    await build({ entryPoints, outdir, bundle: true, splitting: true, format: 'esm', minify: true });
    await talks(t, await newSite(t, outdir, bundled()));
  });

  for (const tag of [
    '<script type="module" src="/dist/realtime-chat.js"></script>',
    '<script src="/dist/realtime-chat.iife.js"></script>',
  ]) {
    await t.test(tag, async (t) => {
      await talks(
        t,
        await newSite(t, join(folder, 'node_modules/@realtime-chat/widget'), `${tag}${elementAt(relay)}`),
      );
    });
  }

  await t.test('an import map', async (t) => {
    const map = {
      imports: { '@realtime-chat/widget': '/node_modules/@realtime-chat/widget/dist/realtime-chat.js' },
    };
    const html = `<script type="importmap">${JSON.stringify(map)}</script>
      <script type="module">import '@realtime-chat/widget';</script>${elementAt(relay)}`;
    await talks(t, await newSite(t, folder, html));
  });
});

test('the client of the widget runs in Node', async (t) => {
  const relay = await newRelay(t);
  const folder = await newProject(t, 'protocol', 'widget');
  await writeFile(
    join(folder, 'bot.mjs'),
    `import { ChatRoom } from '@realtime-chat/widget/client';
    const room = new ChatRoom({ relayUrl: ${JSON.stringify(relay.url)}, room: 'lobby', username: 'Bot' });
    room.connect();
    console.log((await room.send('hello')).message);
    room.close();`,
  );
  const { stdout } = await run(process.execPath, ['bot.mjs'], { cwd: folder });
  assert.equal(stdout, 'hello\n');
});
