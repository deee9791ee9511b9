import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { eventually } from './support/eventually.ts';
import { greeting, partOf, shows } from './support/chat.ts';
import { newPage } from './support/people.ts';
import { newRelay, newSite } from './support/servers.ts';

const scripts = {
  'realtime-chat.js': (url: string) => `<script type="module" src="${url}/realtime-chat.js?v=2"></script>`,
  'realtime-chat.iife.js': (url: string) => `<script src="${url}/realtime-chat.iife.js?v=2"></script>`,
};

const html = (language: string, tag: string): string =>
  `<!doctype html><html lang="${language}">${tag}<realtime-chat room="lobby"></realtime-chat></html>`;

function speaks(page: Page, sendWord: string): Promise<void> {
  return eventually(async () => assert.equal(await page.locator(partOf('send')).textContent(), sendWord));
}

/** A file that each chat loads when it connects, in any language. */
function isPartOfEveryChat(url: string): boolean {
  return /realtime-chat-(after-join|new-messages|outbox-store)\.js/.test(url);
}

for (const [file, tag] of Object.entries(scripts)) {
  test(`a page with ${file} loads the one language that it needs, as new as the script`, async (t) => {
    const relay = await newRelay(t);
    const site = await newSite(t, html('pt-BR', tag(relay.url)));
    const page = await newPage(t);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url().replace(relay.url, '').replace(/#.*/, '')));
    await page.goto(site);
    await speaks(page, 'Enviar');
    const files = asked.filter((url) => url.startsWith('/realtime-chat') && !isPartOfEveryChat(url));
    assert.deepEqual(files, [`/${file}?v=2`, '/realtime-chat-pt.js?v=2']);
  });

  test(`an English page with ${file} loads no language`, async (t) => {
    const relay = await newRelay(t);
    const site = await newSite(t, html('en-GB', tag(relay.url)));
    const page = await newPage(t);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(site);
    await speaks(page, 'Send');
    // Whatever the element asks for, it asks for before it has entered.
    await shows(page, [greeting]);
    assert.deepEqual(
      asked.filter((url) => url.includes('/realtime-chat') && !isPartOfEveryChat(url)),
      [`${relay.url}/${file}?v=2`],
    );
  });

  test(`a chat by ${file} whose language cannot be loaded speaks English until it can`, async (t) => {
    const relay = await newRelay(t);
    const site = await newSite(t, html('uk', tag(relay.url)));
    const page = await newPage(t);
    await page.clock.install();
    const isLanguage = /realtime-chat-uk\.js/;
    await page.route(isLanguage, (route) => route.abort());
    await page.goto(site);
    await speaks(page, 'Send');
    await page.unroute(isLanguage);
    await page.clock.fastForward(10_000);
    await speaks(page, 'Надіслати');
  });

  test(`a chat by ${file} whose language does not come shows itself in English meanwhile`, async (t) => {
    const relay = await newRelay(t);
    const site = await newSite(t, html('ko', tag(relay.url)));
    const page = await newPage(t);
    let answer = (): void => {};
    const isAnswered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route(/realtime-chat-ko\.js/, async (route) => {
      await isAnswered;
      await route.continue();
    });
    await page.goto(site);
    await speaks(page, 'Send');
    answer();
    await speaks(page, '보내기');
  });
}
