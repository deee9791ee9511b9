import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import express from 'express';
import type { Page } from 'playwright-core';
import { goBy, greeting, isSent, partOf, shows } from '../e2e/support/chat.ts';
import { newPage } from '../e2e/support/people.ts';
import { newRelay } from '../e2e/support/servers.ts';
import { listening } from '../support/listening.ts';
import { install, linkMissingTools, prepare } from './support/project.ts';

const run = promisify(execFile);

/** A server's project. */
const folder = mkdtempSync(join(tmpdir(), 'realtime-chat-'));
before(async () => {
  await prepare();
  await install(folder, 'protocol', 'widget');
  await linkMissingTools(folder, [
    '@lit-labs/ssr',
    '@lit-labs/ssr-client',
    '@lit-labs/ssr-react',
    'react',
    'react-dom',
  ]);
});
after(() => rmSync(folder, { recursive: true }));

/** Runs a script in a project, as a server would. @returns what it prints */
async function runScript(name: string, script: string): Promise<string> {
  await writeFile(join(folder, name), script);
  const { stdout, stderr } = await run(process.execPath, [name], { cwd: folder });
  assert.equal(stderr, '');
  return stdout;
}

/** The markup of an element with these attributes, by @lit-labs/ssr. */
function renderByLit(element: string): Promise<string> {
  return runScript(
    'render.mjs',
    `import '@realtime-chat/widget';
    import { html } from 'lit';
    import { render } from '@lit-labs/ssr';
    import { collectResult } from '@lit-labs/ssr/lib/render-result.js';
    process.stdout.write(await collectResult(render(html\`${element}\`)));`,
  );
}

/** A site with this page, whose script file imports these modules and the element. */
async function newSite(
  t: TestContext,
  { lang = 'en', body, imports = [] }: { lang?: string; body: string; imports?: string[] },
): Promise<string> {
  await writeFile(
    join(folder, 'main.js'),
    [...imports, '@realtime-chat/widget'].map((name) => `import '${name}';\n`).join(''),
  );
  const outdir = join(folder, 'built');
  const entryPoints = [join(folder, 'main.js')];
  await build({ entryPoints, outdir, bundle: true, splitting: true, format: 'esm', logLevel: 'error' });
  const app = express();
  app.get('/', (_request, response) => {
    response.type('html').send(`<!doctype html><html lang="${lang}"><title>A page</title>
      <script type="module" src="main.js"></script><h1>Above</h1>${body}<p>Below</p>`);
  });
  app.use(express.static(outdir));
  return listening(t, app);
}

interface Watched {
  /** The places of the element and its heading in all frames. One place in all frames is one line. */
  places: Set<string>;
  /** What the browser has counted as layout shifts: how much moved, from where to where. */
  shifts: string[];
}

/** Has the page note, in each frame, where the element and its heading are, and what the heading says. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watched: Watched = { places: new Set(), shifts: [] };
    Object.assign(globalThis, { watched });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) watched.shifts.push(JSON.stringify(entry));
    }).observe({ type: 'layout-shift', buffered: true });
    const look = (): void => {
      const chat = document.querySelector('realtime-chat');
      if (chat) {
        const heading = chat.shadowRoot?.querySelector('h2');
        const { x, y, width, height } = chat.getBoundingClientRect();
        const box = heading?.getBoundingClientRect();
        // Its width ends where controls begin, which come when the room is entered.
        watched.places.add(
          JSON.stringify([x, y, width, height, box?.x, box?.y, box?.height, heading?.textContent]),
        );
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

const watched = (page: Page): Promise<{ places: string[]; shifts: string[] }> =>
  page.evaluate(() => {
    const { watched } = globalThis as unknown as { watched: Watched };
    return { places: [...watched.places], shifts: watched.shifts };
  });

/** Holds requests back. @returns releases them */
async function hold(page: Page, url: string | RegExp): Promise<() => void> {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(url, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

/** The errors and warnings on the page's console. */
function complaintsOn(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  return complaints;
}

test('a server without a DOM imports and requires the element, and React renders its tag', async () => {
  for (const [name, load] of [
    [
      'server.mjs',
      "import * as widget from '@realtime-chat/widget'; import * as client from '@realtime-chat/widget/client'; import React from 'react'; import { renderToString } from 'react-dom/server';",
    ],
    [
      'server.cjs',
      "const widget = require('@realtime-chat/widget'); const client = require('@realtime-chat/widget/client'); const React = require('react'); const { renderToString } = require('react-dom/server');",
    ],
  ] as const) {
    const printed = await runScript(
      name,
      `${load}
      console.log(Object.keys(widget).join() === [...Object.keys(client), 'RealtimeChat'].sort().join());
      console.log(typeof document);
      widget.RealtimeChat.addLocale('en-x-shop', { send: 'Ask' });
      console.log(renderToString(React.createElement('realtime-chat', { room: 'lobby', readonly: true, strings: { send: 'Ask' } })));`,
    );
    assert.deepEqual(printed.trim().split('\n'), [
      'true',
      'undefined',
      '<realtime-chat room="lobby" readonly=""></realtime-chat>',
    ]);
  }
  const typed = await runScript(
    'typed.mjs',
    "import { RealtimeChat } from '@realtime-chat/widget/react'; console.log(typeof RealtimeChat);",
  );
  assert.equal(typed, 'function\n');
});

test('Lit renders the heading and the outlines on a server, in the language of the element', async () => {
  const german = await renderByLit(
    '<realtime-chat lang="de-AT" .strings=${{ send: "Los" }}></realtime-chat>',
  );
  assert.match(german, /<template[^>]* shadowrootmode="open">/);
  assert.match(german, /lang="de-AT"[^]*placeholder="Dein Name"[^]*placeholder="Nachricht schreiben …"/);
  const arabic = await renderByLit('<realtime-chat lang="ar" heading="<b>" username="Ann"></realtime-chat>');
  assert.match(arabic, /<section[^>]* dir="rtl"/);
  assert.match(arabic, /<h2>(<!--.*?-->)?&lt;b&gt;/);
  assert.doesNotMatch(arabic, /part="name"/);
  const unknown = await renderByLit('<realtime-chat lang="no tag" readonly></realtime-chat>');
  assert.match(unknown, /<h2>(<!--.*?-->)?Chat/);
  assert.doesNotMatch(unknown, /part="composer"/);
  const launcher = await renderByLit('<realtime-chat layout="launcher"></realtime-chat>');
  assert.doesNotMatch(launcher, /<section|<style/);
});

test('React renders them on a server too, by @lit-labs/ssr-react', async () => {
  const printed = await runScript(
    'react.mjs',
    `import '@realtime-chat/widget';
    import { createElement } from '@lit-labs/ssr-react';
    import { renderToString } from 'react-dom/server';
    console.log(renderToString(createElement('realtime-chat', { room: 'lobby', heading: 'Neighbours' })));`,
  );
  assert.match(
    printed,
    /^<realtime-chat room="lobby" heading="Neighbours"><template[^>]* shadowrootmode="open">/,
  );
  assert.match(printed, /<h2>(<!--.*?-->)?Neighbours/);
});

test('without scripts, a page that a server rendered shows the heading, and what the page says then', async (t) => {
  const body = await renderByLit(
    '<realtime-chat heading="Neighbours">Please <a href="/contact">write to us</a>.</realtime-chat>',
  );
  const page = await newPage(t, undefined, { javaScriptEnabled: false });
  await page.goto(await newSite(t, { body }));
  await page.getByRole('heading', { name: 'Neighbours' }).waitFor();
  await page.getByText('The chat is not available.').waitFor();
  await page.getByRole('link', { name: 'write to us' }).waitFor();
  // Tab passes by what does nothing.
  await page.keyboard.press('Tab');
  await page.locator('a:focus').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(':is(input, textarea, button):focus').count(), 0);
});

const touch = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };
for (const { name, lang, device, imports } of [
  { name: 'in a wide window', lang: 'en', device: { viewport: { width: 1280, height: 800 } } },
  { name: 'on a phone', lang: 'en', device: touch },
  { name: 'while the file of the language loads', lang: 'de' },
  {
    name: 'with the hydration support of Lit',
    lang: 'en',
    imports: ['@lit-labs/ssr-client/lit-element-hydrate-support.js'],
  },
]) {
  test(`what a server rendered becomes a chat without a jump ${name}`, async (t) => {
    const relay = await newRelay(t);
    const body = await renderByLit(
      `<realtime-chat relay-url="${relay.url}" room="${randomUUID()}" lang="${lang}" heading="Neighbours"></realtime-chat>`,
    );
    const url = await newSite(t, { lang, body, ...(imports && { imports }) });
    const page = await newPage(t, undefined, device);
    const complaints = complaintsOn(page);
    await watch(page);
    const releaseScript = await hold(page, '**/main.js');
    const releaseLanguage = await hold(page, '**/de-*.js');
    // What these bring after the join moves something: faces in the header, and the greeting above an empty room.
    const releaseOthers = await hold(page, /(after-join|new-messages)[^/]*\.js$/);
    await page.goto(url, { waitUntil: 'commit' });
    await page.getByText('Below').waitFor();
    await page.getByRole('heading', { name: 'Neighbours' }).waitFor();
    const rendered = await page.locator('[part="composer"]').boundingBox();
    assert.equal((await watched(page)).places.length, 1);

    releaseScript();
    await page.waitForFunction(() => customElements.get('realtime-chat') !== undefined);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    releaseLanguage();
    await page.locator('[part="content"][role="region"]').waitFor();
    assert.deepEqual(await page.locator('[part="composer"]').boundingBox(), rendered);
    await shows(page, [greeting]);
    assert.equal(await page.locator('section[part="panel"]').count(), 1);
    const { places, shifts } = await watched(page);
    assert.equal(places.length, 1, places.join('\n'));
    assert.deepEqual(shifts, []);
    releaseOthers();
    await goBy(page, 'Ann');
    await page.locator(partOf('field')).fill('hello');
    await page.locator(partOf('send')).click();
    await isSent(page, 'hello');
    assert.deepEqual(complaints, []);
  });
}
