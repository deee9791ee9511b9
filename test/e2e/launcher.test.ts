import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { conversation, goBy, greeting, hasStatus, partOf, say, shows, tabTo } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { newPage } from './support/people.ts';
import { newRelay, newSite } from './support/servers.ts';

/** What the page asks for from now on, without what every browser asks of every site. */
function requestsOf(page: Page): string[] {
  const asked: string[] = [];
  const note = (url: string): void => {
    const { pathname } = new URL(url);
    if (pathname !== '/favicon.ico') asked.push(pathname);
  };
  page.on('request', (request) => note(request.url()));
  page.on('websocket', (socket) => note(socket.url()));
  return asked;
}

const markup = (language: string, relay: string): string => `<!doctype html><html lang="${language}">
  <script type="module" src="${relay}/realtime-chat.js"></script>
  <a href="#">A link</a><realtime-chat layout="launcher"></realtime-chat></html>`;

for (const [language, welcome, files] of [
  ['en', 'Welcome to the chat', ['/', '/realtime-chat.js', '/realtime-chat-launcher-button.js']],
  [
    'de',
    'Willkommen im Chat',
    ['/', '/realtime-chat.js', '/realtime-chat-de.js', '/realtime-chat-launcher-button.js'],
  ],
] as const) {
  test(`a launcher on a page in ${language} asks for nothing but ${files.length - 1} of its files until it is wanted`, async (t) => {
    const relay = await newRelay(t);
    const page = await newPage(t);
    const asked = requestsOf(page);
    await page.goto(await newSite(t, markup(language, relay.url)));
    await page.locator(partOf('launcher')).waitFor();
    await page.waitForLoadState('networkidle');
    assert.deepEqual(asked.toSorted(), files.toSorted());
    await page.locator(partOf('launcher')).click();
    await page.locator(partOf('greeting'), { hasText: welcome }).waitFor();
    assert.equal(asked[files.length], '/realtime-chat-launcher-panel.js');
    assert.ok(asked.includes('/socket.io/'));
  });
}

test('a launcher, even an open one, takes no space and shows nothing until the file of its button is there', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/realtime-chat-launcher-button.js', async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(await newSite(t, markup('en', relay.url).replace('layout', 'open layout')));
  await hasStatus(page, 'Online');
  const height = (): Promise<number> => page.evaluate(() => document.body.getBoundingClientRect().height);
  assert.equal(await page.locator(partOf('panel')).isVisible(), false);
  const before = await height();
  release();
  await page.locator(partOf('launcher')).waitFor();
  await page.locator(partOf('panel')).waitFor();
  assert.equal(await height(), before);
});

test('a person who uses no mouse opens the chat, says something and closes it', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.goto(await newSite(t, markup('en', relay.url)));
  await page.locator(partOf('launcher')).waitFor();
  await tabTo(page, 'launcher');
  await page.keyboard.press('Enter');
  await hasStatus(page, 'Online');
  await page.locator(`${partOf('name')}:focus`).waitFor();
  await page.keyboard.type('Ann');
  await page.keyboard.press('Tab');
  await page.keyboard.type('hello');
  await page.keyboard.press('Enter');
  await shows(page, [greeting, 'Ann: hello']);
  await page.keyboard.press('Escape');
  await page.locator(`${partOf('launcher')}:focus`).waitFor();
  assert.equal(await page.locator(partOf('panel')).isVisible(), false);
});

test('the panel opens and closes where the file that makes it handsome cannot be loaded', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.route('**/realtime-chat-launcher-panel.js', (route) => route.abort());
  await page.goto(await newSite(t, markup('en', relay.url)));
  await page.locator(partOf('launcher')).click();
  await page.locator(partOf('field')).waitFor();
  await goBy(page, 'Ann');
  await say(page, 'hello');
  await shows(page, [greeting, 'Ann: hello']);
  await page.locator(partOf('launcher')).click();
  await page.locator(partOf('panel')).waitFor({ state: 'hidden' });
});

test('on a phone the focus stays in the panel, and the page behind it is out of reach', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(await newSite(t, markup('en', relay.url)));
  await page.locator(partOf('launcher')).click();
  await hasStatus(page, 'Online');
  // What makes a dialog of the panel loads when it is opened.
  await page.locator(`${partOf('panel')}[aria-modal]`).waitFor();
  const seen = new Set<string | null>();
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press('Tab');
    seen.add(await page.evaluate(() => document.activeElement?.localName ?? null));
  }
  assert.deepEqual([...seen], ['realtime-chat']);
  await eventually(async () => {
    const { width, height } = (await page.locator(partOf('panel')).boundingBox()) ?? {};
    assert.deepEqual([width, height], [360, 740]);
  });
});

test('the demo has a page with a launcher, which shows its badge after a moment', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.goto(relay.url);
  await page.getByRole('link', { name: 'a button in the corner' }).click();
  await page.getByRole('button', { name: 'Fern & Moss, 1 new message' }).click();
  await eventually(async () => assert.match(String(await conversation(page)), /^Fern: Hello!/));
});

test('a launcher keeps out of what the screen hides at its side, also from right to left', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  const screen = await page.context().newCDPSession(page);
  await screen.send('Emulation.setSafeAreaInsetsOverride', {
    insets: { left: 44, right: 0, bottom: 0, top: 0 },
  });
  await page.goto(await newSite(t, markup('ar', relay.url).replace('<html', '<html dir="rtl"')));
  const box = await page.locator(partOf('launcher')).boundingBox();
  assert.equal(box?.x, 64);
});
