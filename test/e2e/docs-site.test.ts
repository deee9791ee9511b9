import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test, type TestContext } from 'node:test';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { newRelay as newRelayAt } from '../support/relay.ts';
import { partOf } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { newPage } from './support/people.ts';
import { newRelay } from './support/servers.ts';

declare global {
  // The script is added to the page.
  interface Window {
    axe: typeof axe;
  }
}

/** A page of the site, and what the browser has complained about or asked elsewhere for. */
async function openSite(t: TestContext, path = '', given?: string) {
  const url = given ?? (await newRelay(t)).url;
  const page = await newPage(t);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${new URL(url).origin}/`)) complaints.push(request.url());
  });
  await page.goto(`${url}/docs/${path}`);
  return { page, url, complaints };
}

test('the demo leads to the documentation, and each link in it leads to a page and a place on it', async (t) => {
  const { url } = await newRelay(t);
  const page = await newPage(t);
  await page.goto(url);
  await page.getByRole('link', { name: 'Docs' }).click();
  await page.getByRole('heading', { level: 1, name: 'Documentation' }).waitFor();
  const hrefs = await page
    .locator('nav.pages a')
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  assert.ok(hrefs.length > 20);
  const links = new Set<string>();
  for (const href of hrefs) {
    await page.goto(href);
    const found = await page
      .locator('a[href^="#"], a[href^="."]')
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
    for (const each of found) links.add(each);
  }
  /** The text of each page that a link leads to. */
  const texts = new Map<string, string>();
  for (const link of links) {
    const [address = '', fragment] = link.split('#');
    let text = texts.get(address);
    if (text === undefined) {
      const answer = await fetch(address);
      assert.ok(answer.ok, address);
      texts.set(address, (text = await answer.text()));
    }
    assert.ok(fragment === undefined || text.includes(`id="${fragment}"`), link);
  }
});

for (const width of [320, 768, 1280]) {
  test(`no page is wider than ${width} pixels, and the browser has nothing to complain about`, async (t) => {
    const { page, complaints } = await openSite(t);
    await page.setViewportSize({ width, height: 800 });
    const hrefs = await page
      .locator('nav.pages a')
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
    for (const href of hrefs) {
      await page.goto(href);
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(excess <= 0, `${href} is ${excess} pixels too wide`);
    }
    assert.deepEqual(complaints, []);
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds no fault in pages with tables, code, charts and the playground, in ${colorScheme} colours`, async (t) => {
    const { url } = await newRelay(t);
    // The policy of the pages would not let axe in.
    const page = await newPage(t, undefined, { bypassCSP: true, colorScheme });
    for (const name of ['index', 'playground', 'theming', 'security', 'performance', 'migrating']) {
      await page.goto(`${url}/docs/${name}.html`);
      if (name === 'playground') await chatPart(page, 'message').first().waitFor();
      // It finds what scrolls at once; the page makes it focusable once it has been laid out.
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
      await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core') });
      const found = await page.evaluate(async () => {
        const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`);
      });
      assert.deepEqual(found, [], name);
    }
  });
}

test('the search finds a part of a page by its words, by keyboard alone', async (t) => {
  const { page, complaints } = await openSite(t, 'theming.html');
  await page.locator('#search').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('retention keep');
  await page.locator('.search li').first().waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.search').waitFor({ state: 'hidden' });
  await page.keyboard.press('Control+k');
  await page.locator('.search input').fill('origin_refused');
  await page.locator('.search li a', { hasText: 'The log' }).waitFor();
  await page.locator('.search input').fill('nginx proxy');
  await page.locator('.search li a', { hasText: 'nginx' }).first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/docs\/(?!theming)\w+\.html#/);
  await page.locator('#search').click();
  await page.locator('.search input').fill('zxqvw');
  await page.getByText('Nothing found for “zxqvw”').waitFor();
  assert.deepEqual(complaints, []);
});

test('below a path of a site, the site works as it does at its root', async (t) => {
  const { url } = await newRelayAt(t, { demo: true, path: '/chat' });
  const { page, complaints } = await openSite(t, '', `${url}/chat`);
  await page.goto(`${url}/chat/docs`);
  assert.equal(new URL(page.url()).pathname, '/chat/docs/');
  await page.locator('nav.pages').getByRole('link', { name: 'Playground' }).click();
  await chatPart(page, 'message').first().waitFor();
  assert.match(await snippet(page), /src="http:\/\/[^/]+\/chat\/realtime-chat\.js"/);
  assert.deepEqual(complaints, []);
});

const chatPart = (page: Page, name: string) => page.locator(`#stage [part~="${name}"]`);
const snippet = async (page: Page): Promise<string> => String(await page.locator('#snippet').textContent());

test('the playground shows the element as it is chosen, and the lines for it', async (t) => {
  const { page, complaints } = await openSite(t, 'playground.html');
  await chatPart(page, 'message').first().waitFor();
  assert.match(await snippet(page), /<realtime-chat room="lobby" heading="Team chat"><\/realtime-chat>$/);

  await page.getByLabel('Heading').fill('Ask "us" & <them>');
  await page.getByLabel('Language').selectOption('de');
  await page.getByText('Midnight').click();
  await eventually(async () => {
    assert.match(String(await chatPart(page, 'header').textContent()), /Ask "us" & <them>/);
    assert.equal(await chatPart(page, 'field').getAttribute('aria-label'), 'Als Alex schreiben …');
    const ground = await page
      .locator('#stage realtime-chat section')
      .evaluate((section) => getComputedStyle(section).backgroundColor);
    assert.equal(ground, 'rgb(15, 11, 30)');
  });
  const text = await snippet(page);
  assert.ok(text.includes('heading="Ask &quot;us&quot; &amp; <them>"') && text.includes('lang="de"'), text);
  assert.ok(text.includes('--chat-surface: #0f0b1e;'), text);

  await page.getByText('Only reading').click();
  await chatPart(page, 'field').waitFor({ state: 'detached' });
  await page.getByText('Only reading').click();
  await page.getByText('Launcher', { exact: true }).last().click();
  await chatPart(page, 'launcher').click();
  await chatPart(page, 'message').first().waitFor();
  assert.match(await snippet(page), /layout="launcher"/);
  assert.deepEqual(complaints, []);
});

test('the lines of the playground work on a page', async (t) => {
  const { page, url } = await openSite(t, 'playground.html');
  await page.getByText('Garden').click();
  await page.getByLabel('Room').fill('garden');
  const lines = await snippet(page);
  const other = await newPage(t);
  await other.setContent(lines);
  await other.locator(partOf('field')).waitFor();
  assert.equal(
    await other
      .locator('realtime-chat')
      .evaluate((chat) => getComputedStyle(chat).getPropertyValue('--chat-on-own')),
    '#fbfaf5',
  );
  assert.ok(lines.includes(`${url}/realtime-chat.js`));
});

test('the live conversation of the playground is the room of the relay', async (t) => {
  const { page, url } = await openSite(t, 'playground.html');
  await page.getByText('Live', { exact: true }).click();
  await page.getByLabel('Room').fill('garden');
  await chatPart(page, 'name').fill('Ann');
  await chatPart(page, 'field').fill('hello');
  await chatPart(page, 'field').press('Enter');
  const other = await newPage(t);
  await other.goto(`${url}/?room=garden`);
  await other.locator('#lobby [part~="message"]', { hasText: 'hello' }).waitFor();
});
