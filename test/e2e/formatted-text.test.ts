import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { goBy, greeting, isSent, partOf, say, shows } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { newPage } from './support/people.ts';
import { newRelay, newSite } from './support/servers.ts';

const isCode = /realtime-chat-new-messages\.js/;

const strong = (page: Page): Promise<string[]> => page.locator(`${partOf('text')} strong`).allTextContents();

test('a text is shown as it was typed until the file that formats it is there; a mention in it is told then', async (t) => {
  const relay = await newRelay(t);
  const [ann, ben] = [await newPage(t), await newPage(t)];
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await ann.route(isCode, async (route) => {
    await released;
    await route.continue();
  });
  const html = `<script type="module" src="${relay.url}/realtime-chat.js"></script><realtime-chat></realtime-chat>
    <script>addEventListener('chat-mention', ({ detail }) => (document.title += detail.message.message));</script>`;
  await ann.goto(await newSite(t, html));
  await shows(ann, [greeting]);
  await goBy(ann, 'Ann');
  await ben.goto(relay.url);
  await goBy(ben, 'Ben');
  await say(ben, '**look**, @Ann');
  await isSent(ben, 'look');
  await shows(ann, [greeting, 'Ben: **look**, @Ann']);
  assert.equal(await ann.title(), '');
  release();
  await shows(ann, [greeting, 'Ben: look, @Ann']);
  assert.deepEqual(await strong(ann), ['look']);
  await eventually(async () => assert.equal(await ann.title(), '**look**, @Ann'));
});

test('texts are formatted later where the file for it could not be loaded at first', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.route(isCode, (route) => route.abort());
  const failed = page.waitForEvent('requestfailed');
  const html = `<script type="module" src="${relay.url}/realtime-chat.js?v=2"></script><realtime-chat></realtime-chat>`;
  await page.goto(await newSite(t, html));
  await failed;
  await shows(page, [greeting]);
  await page.unroute(isCode);
  await goBy(page, 'Ann');
  await say(page, '**hello**');
  await shows(page, [greeting, 'Ann: hello']);
});
