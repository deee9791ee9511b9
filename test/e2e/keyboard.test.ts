import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import {
  conversation,
  focusedMessage,
  goBy,
  greeting,
  hasStatus,
  isSent,
  openMenuByKey,
  partOf,
  say,
  shows,
  tabTo,
} from './support/chat.ts';
import { newPage } from './support/people.ts';
import { newRelay } from './support/servers.ts';

test('a person who uses no mouse comes to the fields by Tab, and sends by Enter', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.goto(relay.url);
  await hasStatus(page, 'Online');
  await tabTo(page, 'name');
  await page.keyboard.type('Ann');
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(`${partOf('field')}:focus`).count(), 1, 'the text field is next');
  await page.keyboard.type('two');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('lines');
  assert.equal(await page.locator(partOf('field')).inputValue(), 'two\nlines');
  await page.keyboard.press('Enter');
  await shows(page, [greeting, 'Ann: two\nlines']);
  await page.keyboard.type('again');
  // It loads once the room is online.
  await page.locator(partOf('attach')).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(`${partOf('attach')}:focus`).count(), 1, 'the button for files is next');
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(`${partOf('emoji')}:focus`).count(), 1, 'the button for emoji is next');
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(`${partOf('send')}:focus`).count(), 1, 'the button that sends is next');
  await page.keyboard.press('Enter');
  await shows(page, [greeting, 'Ann: two\nlines', 'Ann: again']);
});

/** Ann in a room where these things were said. */
async function openWith(t: TestContext, ...texts: string[]): Promise<Page> {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.goto(relay.url);
  await hasStatus(page, 'Online');
  await goBy(page, 'Ann');
  for (const text of texts) {
    await say(page, text);
    await isSent(page, text.split(/\s/)[0] ?? '');
  }
  return page;
}

/** Waits until what has the focus is this. */
async function isOn(page: Page, selector: string, text: string): Promise<void> {
  await page.locator(`realtime-chat ${selector}:focus`, { hasText: text }).waitFor({ timeout: 30_000 });
}

test('Tab goes from the pane to the newest message, past all that is in older ones', async (t) => {
  const page = await openWith(t, 'linked https://example.org/', 'coded\n```\ncode\n```', 'newest');
  await page.locator(partOf('content')).focus();
  await page.keyboard.press('Tab');
  await isOn(page, focusedMessage, 'newest');
  await page.keyboard.press('ArrowUp');
  await isOn(page, focusedMessage, 'coded');
  await page.keyboard.press('Tab');
  await isOn(page, 'pre', 'code');
  await page.keyboard.press('Tab');
  await isOn(page, '[part="copy"]', '');
  await page.keyboard.press('Shift+Tab');
  await isOn(page, 'pre', 'code');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ArrowUp');
  await isOn(page, focusedMessage, 'linked');
  await page.keyboard.press('Tab');
  await isOn(page, 'a', 'example.org');
  await page.keyboard.press('Tab');
  await isOn(page, '[part="actions"]', '');
  await page.keyboard.press('Tab');
  await page.locator(`${partOf('content')} :focus`).waitFor({ state: 'detached' });
});

test('the keys go from an answer to what it answers', async (t) => {
  const page = await openWith(t, 'question', 'aside');
  await openMenuByKey(page, 'question');
  await page.locator(`${partOf('menu')} [role="menuitem"]`, { hasText: 'Reply' }).press('Enter');
  await page.locator(`${partOf('field')}:focus`).waitFor();
  await say(page, 'answer');
  await isSent(page, 'answer');
  await page.locator(partOf('content')).focus();
  await page.keyboard.press('Tab');
  await isOn(page, focusedMessage, 'question');
  await page.keyboard.press('End');
  await isOn(page, focusedMessage, 'answer');
  await page.keyboard.press('Tab');
  await isOn(page, '[part="quote"]', 'question');
  await page.keyboard.press('Enter');
  await isOn(page, focusedMessage, 'question');
});

test('a key that is held opens a menu and asks, and neither chooses nor answers', async (t) => {
  const page = await openWith(t, 'mine');
  const menu = page.locator(partOf('menu'));
  await page.locator(focusedMessage, { hasText: 'mine' }).focus();
  await hold(page, 'Enter');
  await isOn(page, '[role="menuitemcheckbox"]', '👍');
  await page.keyboard.up('Enter');
  await menu.getByRole('menuitem', { name: 'Delete' }).focus();
  await hold(page, 'Enter');
  await isOn(page, '[role="menuitem"]', 'Delete for everyone?');
  await page.keyboard.up('Enter');
  assert.deepEqual(await conversation(page), ['Ann: mine']);
  await page.keyboard.press('Enter');
  await shows(page, [greeting, 'Ann: Message deleted']);
});

/** Holds a key until it comes once more, when what it has asked for is there and has been drawn. */
async function hold(page: Page, key: string): Promise<void> {
  await page.keyboard.down(key);
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
  await page.keyboard.down(key);
}

test('Enter takes the suggestion of an input method, and sends only when it is pressed once more', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.goto(relay.url);
  await hasStatus(page, 'Online');
  await goBy(page, 'Ann');
  const field = page.locator(partOf('field'));
  await field.focus();
  const inputMethod = await page.context().newCDPSession(page);
  await inputMethod.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
  await inputMethod.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 13,
  });
  await inputMethod.send('Input.insertText', { text: '日本' });
  assert.equal(await field.inputValue(), '日本');
  assert.deepEqual(await conversation(page), []);
  await page.keyboard.press('Enter');
  await shows(page, [greeting, 'Ann: 日本']);
});
