import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { authSecret, token } from '../support/tokens.ts';
import { hasStatus, isSent, partOf, say, shows } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { newPage } from './support/people.ts';
import { newRelay, newSite } from './support/servers.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const avatar = `${partOf('message')} [part="avatar"]`;
const picture = `${avatar} img`;

const siteWith = (url: string, policy = ''): string =>
  `<!doctype html><html lang="en">${policy}<title>A page</title>
   <script type="module" src="${url}/realtime-chat.js"></script>
   <realtime-chat></realtime-chat></html>`;

async function bear(page: Page, bearer: string): Promise<void> {
  await page.locator('realtime-chat').evaluate((chat, given) => chat.setAttribute('token', given), bearer);
  await hasStatus(page, 'Online');
}

test('a picture covers the initials once it has loaded, and its server learns neither cookies nor the page', async (t) => {
  const { url } = await newRelay(t, { args: ['--auth-secret', authSecret, '--greeting', ''] });
  const site = await newSite(t, siteWith(url));
  const [ann, mona] = [await newPage(t), await newPage(t)];
  const asked: Record<string, string>[] = [];
  let answer = (): void => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await ann.context().addCookies([{ name: 'secret', value: '1', url: 'https://pictures.example' }]);
  await ann.route('https://pictures.example/**', async (route) => {
    asked.push(await route.request().allHeaders());
    if (route.request().url().endsWith('gone.png')) return route.fulfill({ status: 404 });
    await held;
    return route.fulfill({
      body: png,
      contentType: 'image/png',
      headers: { 'Access-Control-Allow-Origin': '*' },
    });
  });
  await mona.route('https://pictures.example/**', (route) => route.abort());
  for (const page of [ann, mona]) await page.goto(site);
  await bear(mona, await token({ picture: 'https://pictures.example/mona.png' }));
  await hasStatus(ann, 'Online');
  await say(mona, 'hello');
  await isSent(mona, 'hello');
  await shows(ann, ['Mona: hello']);

  await eventually(async () => assert.equal(asked.length, 1));
  assert.equal(await ann.locator(avatar).innerText(), 'M');
  assert.equal(await ann.locator(picture).isVisible(), false);
  answer();
  await ann.locator(picture).waitFor();
  const [{ cookie, referer, origin } = {}] = asked;
  assert.deepEqual([cookie, referer, origin], [undefined, undefined, new URL(site).origin]);
  const size = async (selector: string) => {
    const { width = 0, height = 0 } = (await ann.locator(selector).boundingBox()) ?? {};
    return [width, height];
  };
  assert.deepEqual(await size(picture), await size(avatar));

  // Another token of the same person: their picture changes everywhere, and one that fails gives way to initials.
  await bear(mona, await token({ picture: 'https://pictures.example/gone.png' }));
  await eventually(async () => assert.equal(asked.length, 2));
  await ann.locator(picture).waitFor({ state: 'hidden' });
  assert.equal(await ann.locator(avatar).innerText(), 'M');
  await bear(mona, await token());
  await ann.locator(picture).waitFor({ state: 'detached' });
});

test('a page’s policy decides about pictures, and without its leave there are initials', async (t) => {
  const { url } = await newRelay(t, { args: ['--auth-secret', authSecret, '--greeting', ''] });
  const policy = `default-src 'none'; script-src ${url}; connect-src ${url} ${url.replace('http', 'ws')}`;
  const site = await newSite(
    t,
    siteWith(url, `<meta http-equiv="Content-Security-Policy" content="${policy}">`),
  );
  const [ann, mona] = [await newPage(t), await newPage(t)];
  for (const page of [ann, mona]) await page.goto(site);
  await bear(mona, await token({ picture: 'https://pictures.example/mona.png' }));
  await hasStatus(ann, 'Online');
  await say(mona, 'hello');
  await shows(ann, ['Mona: hello']);
  await ann.locator(picture).waitFor({ state: 'attached' });
  assert.equal(await ann.locator(picture).isVisible(), false);
  assert.equal(await ann.locator(avatar).innerText(), 'M');
});
