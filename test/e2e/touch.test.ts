import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { CDPSession, Page } from 'playwright-core';
import { launchHeadlessChromium } from '../support/browser.mjs';
import { chatSelector, goBy, hasStatus, isSent, partOf } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { newPage } from './support/people.ts';
import { newRelay } from './support/servers.ts';

const phone = { viewport: { width: 390, height: 700 }, hasTouch: true, isMobile: true };

interface Touched {
  page: Page;
  finger: CDPSession;
}

/** Ann's phone, in a room in which she has said this. */
async function openWith(t: TestContext, text: string): Promise<Touched> {
  const relay = await newRelay(t);
  const page = await newPage(t, launchHeadlessChromium, phone);
  await page.goto(relay.url);
  await hasStatus(page, 'Online');
  await goBy(page, 'Ann');
  // With a finger, Enter is a new line.
  await page.locator(partOf('field')).fill(text);
  await page.locator(partOf('send')).tap();
  await isSent(page, text);
  return { page, finger: await page.context().newCDPSession(page) };
}

/** The middle of a message's bubble. */
async function middleOf(page: Page, text: string): Promise<{ x: number; y: number }> {
  const box = await page.locator(`${partOf('message')} [part~="text"]`, { hasText: text }).boundingBox();
  assert.ok(box);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function touch(finger: CDPSession, type: 'touchStart' | 'touchMove', x: number, y: number): Promise<unknown> {
  return finger.send('Input.dispatchTouchEvent', { type, touchPoints: [{ x, y }] });
}

function lift(finger: CDPSession): Promise<unknown> {
  return finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

/** Opens the menu of a message by a finger, which is lifted. */
async function longPress({ page, finger }: Touched, text: string): Promise<void> {
  const { x, y } = await middleOf(page, text);
  await touch(finger, 'touchStart', x, y);
  await page.locator(`${partOf('menu')}:popover-open`).waitFor();
  await lift(finger);
  // All that the browser makes of the release has come by the time of the next frame's end.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 500))));
}

test('a long press opens the menu, which stays when the finger is lifted', async (t) => {
  const ann = await openWith(t, 'hello');
  for (const round of ['first', 'second']) {
    await longPress(ann, 'hello');
    assert.equal(await ann.page.locator(`${partOf('menu')}:popover-open`).count(), 1, round);
    await ann.page.keyboard.press('Escape');
    await ann.page.locator(partOf('menu')).waitFor({ state: 'hidden' });
  }
});

test('the menu is a sheet at the bottom, with targets for a finger', async (t) => {
  const ann = await openWith(t, 'hello');
  await longPress(ann, 'hello');
  // It comes in from below.
  await eventually(async () => {
    const menu = await ann.page.locator(partOf('menu')).boundingBox();
    assert.ok(menu);
    assert.equal(Math.round(menu.y + menu.height), phone.viewport.height);
    assert.equal(menu.width, phone.viewport.width);
  });
  for (const item of await ann.page.locator(`${partOf('menu')} button`).all()) {
    const { width = 0, height = 0 } = (await item.boundingBox()) ?? {};
    assert.ok(Math.min(width, height) >= 44, `${await item.textContent()}: ${width} × ${height}`);
  }
  await ann.page.getByRole('menuitem', { name: 'Reply' }).tap();
  await ann.page.locator(partOf('context'), { hasText: 'hello' }).waitFor();
});

/** How many pixels from top to bottom, through its middle, a finger can press. */
function pressedHeight(page: Page, part: string): Promise<number> {
  return page.locator(partOf(part)).evaluate((button) => {
    button.scrollIntoView({ block: 'center' });
    const { left, top, width, height } = button.getBoundingClientRect();
    const root = button.getRootNode() as ShadowRoot;
    const isPressed = (y: number): boolean => {
      const pressed = root.elementFromPoint(left + width / 2, y);
      return pressed !== null && button.contains(pressed);
    };
    let pixels = 0;
    for (let y = Math.floor(top) - 40; y < top + height + 40; y += 1) if (isPressed(y + 0.5)) pixels += 1;
    return pixels;
  });
}

test('a finger has 44 pixels for what is drawn smaller', async (t) => {
  const ann = await openWith(t, 'hello');
  const { page } = ann;
  await page.locator(chatSelector).evaluate((chat) => chat.setAttribute('sound', ''));
  await longPress(ann, 'hello');
  await page
    .locator(`${partOf('menu')} .quick button`)
    .first()
    .tap();
  for (const part of ['members', 'sound', 'reaction', 'rename', 'emoji', 'send']) {
    await page.locator(partOf(part)).waitFor();
    const height = await pressedHeight(page, part);
    assert.ok(height >= 43.5, `${part}: ${height}`);
  }
  for (const part of ['members', 'reaction']) {
    const { height = 0 } = (await page.locator(partOf(part)).boundingBox()) ?? {};
    assert.ok(height <= 34, `${part}: ${height} pixels are drawn`);
  }
});

test('the quote above an answer is high enough for a finger', async (t) => {
  const ann = await openWith(t, 'hello');
  await longPress(ann, 'hello');
  await ann.page.getByRole('menuitem', { name: 'Reply' }).tap();
  await ann.page.locator(partOf('field')).fill('an answer');
  await ann.page.locator(partOf('send')).tap();
  await ann.page.locator(partOf('quote')).waitFor();
  const height = await pressedHeight(ann.page, 'quote');
  assert.ok(height >= 43.5, `${height}`);
});

test('the send button has one size, with a text and without', async (t) => {
  const { page } = await openWith(t, 'hello');
  const ground = () => page.locator(partOf('send')).evaluate((send) => getComputedStyle(send).backgroundClip);
  assert.equal(await ground(), 'padding-box');
  await page.locator(partOf('field')).fill('more');
  assert.equal(await ground(), 'padding-box');
});

test('a tap beside the sheet closes it, and presses nothing that lies below', async (t) => {
  const { page, finger } = await openWith(t, 'hello');
  // The header is what lies beside the sheet.
  await page.locator(partOf('header')).evaluate((header) => header.scrollIntoView({ block: 'start' }));
  await longPress({ page, finger }, 'hello');
  const members = await page.locator(partOf('members')).boundingBox();
  assert.ok(members);
  await page.touchscreen.tap(members.x + members.width / 2, members.y + members.height / 2);
  await page.locator(partOf('menu')).waitFor({ state: 'hidden' });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 500))));
  assert.equal(await page.locator(`${partOf('people')}:popover-open`).count(), 0);
  // What has the sheet's own ground around its items is no place beside it.
  await longPress({ page, finger }, 'hello');
  const menu = await page.locator(partOf('menu')).boundingBox();
  assert.ok(menu);
  await page.touchscreen.tap(menu.x + menu.width / 2, menu.y + 6);
  assert.equal(await page.locator(`${partOf('menu')}:popover-open`).count(), 1);
});

test('a swipe towards the end answers a message; a short one, a scroll and the other direction do not', async (t) => {
  const { page, finger } = await openWith(t, 'hello');
  const answer = page.locator(partOf('context'));
  const swipe = async (across: number, along = 0): Promise<void> => {
    const { x, y } = await middleOf(page, 'hello');
    await touch(finger, 'touchStart', x, y);
    for (const part of [0.25, 0.5, 0.75, 1])
      await touch(finger, 'touchMove', x + across * part, y + along * part);
    await lift(finger);
    await page.locator('realtime-chat [data-swipe]').waitFor({ state: 'detached' });
  };
  // The code for it has loaded when a long press has opened the menu.
  await longPress({ page, finger }, 'hello');
  await page.keyboard.press('Escape');
  await page.locator(partOf('menu')).waitFor({ state: 'hidden' });
  await swipe(30);
  await swipe(-100);
  await swipe(20, 80);
  assert.equal(await answer.count(), 0);
  await swipe(100);
  await answer.getByText('hello').waitFor();
});
