import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { launchChromium } from '../support/browser.mjs';
import {
  chatSelector,
  conversation,
  goBy,
  greeting,
  hasStatus,
  isSent,
  partOf,
  say,
  shows,
} from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { newPage } from './support/people.ts';
import { newRelay } from './support/servers.ts';
import { watchPolicy } from './support/policy.ts';

const message = (page: Page, text: string) => page.locator(partOf('message'), { hasText: text });

/** All that a person does in a chat, so that every file is loaded and everything is drawn once. */
async function use(page: Page): Promise<void> {
  await hasStatus(page, 'Online');
  await goBy(page, 'Ann');
  await say(page, '**hello** `you`\n> quoted\n- https://example.org');
  await isSent(page, 'hello');

  await message(page, 'hello').hover();
  await message(page, 'hello').locator('[part~="actions"]').click();
  await page.getByRole('menuitem', { name: 'More emoji' }).click();
  await page
    .locator(`${partOf('picker')} .picker-grid button`)
    .first()
    .click();
  await message(page, 'hello').locator('[part~="reaction"]').waitFor();
  await page.locator(partOf('members')).click();
  await page.locator(partOf('people')).waitFor();
  await page.keyboard.press('Escape');

  const chat = page.locator(chatSelector);
  await chat.evaluate((element) => {
    element.setAttribute('sound', '');
    element.setAttribute('notifications', '');
  });
  const bell = page.locator(partOf('bell'));
  const before = await bell.getAttribute('aria-pressed');
  await bell.click();
  await eventually(async () => assert.notEqual(await bell.getAttribute('aria-pressed'), before));
  await chat.evaluate((element) => element.setAttribute('lang', 'fr'));
  await eventually(async () => assert.notEqual(await page.locator(partOf('status')).textContent(), 'Online'));
  await chat.evaluate((element) => element.setAttribute('lang', 'en'));
  await hasStatus(page, 'Online');
}

/** Somebody else says something while the page is in the background, so that it has to tell of it. */
async function isTold(t: TestContext, page: Page, url: string): Promise<void> {
  await page.evaluate(() => Object.defineProperty(document, 'hidden', { value: true }));
  const ben = await newPage(t);
  await ben.goto(url);
  await goBy(ben, 'Ben');
  await say(ben, 'not seen');
  await message(page, 'not seen').waitFor({ state: 'attached' });
  await eventually(async () => assert.match(await page.title(), /^\(1\)/));
}

test('the relay’s page does all it does under its own policy, and by no request to others', async (t) => {
  const { url } = await newRelay(t);
  // The headless shell has no notifications.
  const page = await newPage(t, launchChromium);
  await page.context().grantPermissions(['notifications'], { origin: url });
  const problems = await watchPolicy(page, [url]);
  const answer = await page.goto(url);
  assert.match(String(await answer?.headerValue('content-security-policy')), /^default-src 'none'/);
  await shows(page, [greeting]);
  await use(page);
  await isTold(t, page, url);
  assert.deepEqual(problems, []);
});

test('the relay’s page with a launcher does, too', async (t) => {
  const { url } = await newRelay(t);
  const page = await newPage(t);
  const problems = await watchPolicy(page, [url]);
  const answer = await page.goto(`${url}/launcher.html`);
  assert.match(String(await answer?.headerValue('content-security-policy')), /^default-src 'none'/);
  await page.locator(partOf('badge')).waitFor();
  await page.locator(partOf('launcher')).click();
  await eventually(async () => assert.match(String(await conversation(page)), /^Fern: Hello!/));
  await say(page, 'A fern, please');
  await isSent(page, 'A fern, please');
  assert.deepEqual(problems, []);
});

test('the demo page’s own buttons work under it, too', async (t) => {
  const { url } = await newRelay(t);
  const page = await newPage(t);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
  const problems = await watchPolicy(page, [url]);
  await page.goto(`${url}/?room=attic`);
  await hasStatus(page, 'Online');
  await page.locator('#copy').click();
  await page.getByText('Copied', { exact: true }).waitFor();
  await page.locator('.switch').getByText('Dark').click();
  await eventually(async () =>
    assert.equal(
      await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('color-scheme')),
      'dark',
    ),
  );
  assert.deepEqual(problems, []);
});

test('the relay’s page connects where other pages are named, and only those', async (t) => {
  const { url } = await newRelay(t, { args: ['--origin', 'https://www.example.org'] });
  const page = await newPage(t);
  const problems = await watchPolicy(page, [url]);
  await page.goto(url);
  await shows(page, [greeting]);
  await goBy(page, 'Ann');
  await say(page, 'hello');
  await isSent(page, 'hello');
  assert.deepEqual(problems, []);
});

test('what the policy forbids is forbidden, and is seen by these tests', async (t) => {
  const { url } = await newRelay(t);
  const page = await newPage(t);
  const problems = await watchPolicy(page, [url]);
  await page.goto(url);
  await hasStatus(page, 'Online');
  await page.evaluate(() => {
    const script = document.createElement('script');
    try {
      script.text = 'window.ran = true';
    } catch {
      script.append('window.ran = true');
    }
    document.head.append(script);
    void fetch('https://elsewhere.example/').catch(() => {});
  });
  await eventually(async () => {
    assert.match(problems.join('\n'), /require-trusted-types-for/);
    assert.match(problems.join('\n'), /connect-src forbids https:\/\/elsewhere.example/);
  });
  assert.equal(await page.evaluate(() => 'ran' in window), false);
});
