import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { before, test, type TestContext } from 'node:test';
import express from 'express';
import { conversation, goBy, isSent, partOf, say } from '../e2e/support/chat.ts';
import { eventually } from '../e2e/support/eventually.ts';
import { newPage } from '../e2e/support/people.ts';
import { newRelay } from '../e2e/support/servers.ts';
import { afterwards } from '../support/afterwards.ts';
import { endWithThisProcess } from '../support/end-with-this-process.mjs';
import { listening } from '../support/listening.ts';
import { linkMissingTools, newProject, prepare, runTool } from './support/project.ts';

before(prepare);

const examples = join(import.meta.dirname, '../../demo/examples');

interface Manifest {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** A copy of an example, with the packages that its package.json names, and on this relay. */
async function newExample(t: TestContext, name: string, relayUrl?: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(examples, name, 'package.json'), 'utf8')) as Manifest;
  const named = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  const own = named.flatMap((each) => (each.startsWith('@realtime-chat/') ? each.split('/').slice(1) : []));
  const folder = await newProject(t, 'protocol', ...own);
  await linkMissingTools(
    folder,
    named.filter((each) => !each.startsWith('@realtime-chat/')),
  );
  const isOwn = (path: string): boolean =>
    !/\/(node_modules|dist|\.astro)(\/|$)/.test(path.slice(examples.length));
  await cp(join(examples, name), folder, { recursive: true, filter: isOwn });
  if (relayUrl === undefined) return folder;
  for (const file of await readdir(join(examples, name), { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (!file.isFile() || !isOwn(path)) continue;
    const text = await readFile(path, 'utf8');
    await writeFile(
      join(folder, path.slice(join(examples, name).length)),
      text.replaceAll('http://localhost:3700', relayUrl),
    );
  }
  return folder;
}

/** Starts a script of an example in a process of its own. @returns the lines that it prints */
async function start(
  t: TestContext,
  folder: string,
  script: string,
  env: NodeJS.ProcessEnv,
): Promise<AsyncIterator<string, undefined>> {
  const child = spawn(process.execPath, [script], {
    cwd: folder,
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWithThisProcess(child);
  // Before its folder goes.
  afterwards(t, async () => {
    const ended = once(child, 'exit');
    child.kill();
    const [code] = (await ended) as [number | null];
    assert.equal(code, 0, `${script} ends when it is asked to`);
  });
  return createInterface(child.stdout)[Symbol.asyncIterator]();
}

/** Starts the server of an example. @returns the address that it prints */
async function startServer(t: TestContext, folder: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { value } = await (await start(t, folder, 'server.js', env)).next();
  assert.match(String(value), /^http:/);
  // A browser in the middle of a request must not keep the server from its end.
  const { hostname, port } = new URL(String(value));
  const asking = connect(Number(port), hostname).on('error', () => {});
  asking.write('GET / HTTP/1.1\r\n');
  return String(value);
}

const secret = (name: string): string => `${name} `.repeat(8);

for (const name of ['react', 'vue', 'svelte']) {
  test(`the example for ${name} is built, sends, and counts what it has sent`, async (t) => {
    const relay = await newRelay(t);
    const folder = await newExample(t, name, relay.url);
    await runTool('vite', ['build', '--logLevel', 'warn'], folder);
    const page = await newPage(t);
    await page.goto(await listening(t, express().use(express.static(join(folder, 'dist')))));
    await goBy(page, 'Ann');
    await say(page, 'hello');
    await isSent(page, 'hello');
    await page.getByText('You have sent 1.').waitFor();
    await page.getByRole('button', { name: 'kitchen' }).click();
    await page.getByRole('heading', { name: 'In the kitchen' }).waitFor();
    await say(page, 'in the kitchen');
    await isSent(page, 'in the kitchen');
    assert.deepEqual(await conversation(page), ['Ann: in the kitchen']);
  });
}

test('the example for Astro has the heading in its page, and sends', async (t) => {
  const relay = await newRelay(t);
  const folder = await newExample(t, 'astro', relay.url);
  await runTool('astro', ['build'], folder);
  const dist = join(folder, 'dist');
  assert.match(
    await readFile(join(dist, 'index.html'), 'utf8'),
    /shadowrootmode="open">[^]*<h2>(<!--.*?-->)?Neighbours/,
  );
  const page = await newPage(t);
  await page.goto(await listening(t, express().use(express.static(dist))));
  await goBy(page, 'Ann');
  await say(page, 'hello');
  await isSent(page, 'hello');
});

test('the example for Express lets people talk under the name of their session', async (t) => {
  const folder = await newExample(t, 'express');
  const env = { RELAY_AUTH_SECRET: secret('auth'), SESSION_SECRET: secret('session') };
  const url = await startServer(t, folder, env);
  const page = await newPage(t);
  await page.goto(url);
  await page.locator(partOf('sign-in')).first().waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Mona');
  await page.getByRole('button', { name: 'Sign in' }).first().click();
  await page.locator(`${partOf('field')}[placeholder*="Mona"]`).waitFor();
  await say(page, 'hello');
  await isSent(page, 'hello');
  assert.deepEqual(await conversation(page), ['Mona: hello']);
});

test('the example for Fastify tells its room of an order', async (t) => {
  const folder = await newExample(t, 'fastify');
  const page = await newPage(t);
  await page.goto(await startServer(t, folder));
  await goBy(page, 'Ann');
  await say(page, 'hello');
  await isSent(page, 'hello');
  await page.getByRole('button', { name: 'Order' }).click();
  await page.locator(partOf('text'), { hasText: 'Somebody has ordered. That makes 1 today.' }).waitFor();
});

test('the bot of the examples throws dice', async (t) => {
  const relay = await newRelay(t);
  const folder = await newExample(t, 'bot');
  const lines = await start(t, folder, 'bot.js', { RELAY_URL: relay.url, ROOM: 'lobby' });
  while ((await lines.next()).value !== 'online');
  const page = await newPage(t);
  await page.goto(relay.url);
  await goBy(page, 'Ann');
  await say(page, '/roll 2d6');
  await isSent(page, '/roll 2d6');
  await eventually(async () => {
    const [, , left, right, sum] =
      /^(Dice): (\d) \+ (\d) = (\d+)$/.exec((await conversation(page)).at(-1) ?? '') ?? [];
    assert.ok(sum, 'an answer');
    assert.equal(Number(left) + Number(right), Number(sum));
  });
});

test('the example with private rooms shows each visitor their own room, and the staff all of them', async (t) => {
  const folder = await newExample(t, 'private-rooms');
  const url = await startServer(t, folder, {
    RELAY_AUTH_SECRET: secret('auth'),
    RELAY_API_KEY: secret('key').replaceAll(' ', '-'),
    SESSION_SECRET: secret('session'),
    STAFF_PASSWORD: secret('password'),
  });
  const [ann, ben, staff] = [await newPage(t), await newPage(t), await newPage(t)];
  for (const [page, name] of [
    [ann, 'Ann'],
    [ben, 'Ben'],
  ] as const) {
    await page.goto(url);
    await goBy(page, name);
    await say(page, `I am ${name}`);
    await isSent(page, `I am ${name}`);
    assert.deepEqual(await conversation(page), [`${name}: I am ${name}`]);
  }
  assert.equal((await staff.request.get(`${url}/staff/rooms`)).status(), 401);
  await staff.goto(`${url}/staff.html`);
  await staff.getByLabel('Password').fill(secret('password'));
  await staff.getByRole('button', { name: 'Sign in' }).click();
  const rooms = staff.getByRole('list', { name: 'Rooms' }).getByRole('button');
  await rooms.nth(1).waitFor();
  // The newest is the first.
  await rooms.first().click();
  await eventually(async () => assert.deepEqual(await conversation(staff), ['Ben: I am Ben']));
  await say(staff, 'How can I help?');
  await isSent(staff, 'How can I help?');
  await eventually(async () =>
    assert.deepEqual(await conversation(ben), ['Ben: I am Ben', 'Mona: How can I help?']),
  );
  assert.deepEqual(await conversation(ann), ['Ann: I am Ann']);
});
