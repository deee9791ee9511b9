import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { ClientToRelay, RelayToClient } from '@realtime-chat/protocol';
import type { Page } from 'playwright-core';
import { io, type Socket } from 'socket.io-client';
import { hasStatus, partOf } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { openFilesPage, sendHalf } from './support/files.ts';
import { newPage } from './support/people.ts';
import { newRelay, newSite } from './support/servers.ts';

/** A page with text and a chat, in which Ben has written these messages. */
async function openSite(
  t: TestContext,
  attributes: string,
  texts: string[] = [],
  prepare?: (page: Page) => Promise<void>,
): Promise<Page> {
  const relay = await newRelay(t, { limits: 'off' });
  const page = await newPage(t);
  await prepare?.(page);
  await page.goto(
    await newSite(
      t,
      `<!doctype html><html lang="en"><p>The text of the page.</p>
      <script type="module" src="${relay.url}/realtime-chat.js"></script>
      <realtime-chat username="Ann" style="block-size: 300px" ${attributes}></realtime-chat></html>`,
    ),
  );
  await hasStatus(page, 'Online');
  if (texts.length > 0) await write(t, relay.url, texts);
  return page;
}

async function write(t: TestContext, relayUrl: string, texts: string[]): Promise<void> {
  const room = 'lobby';
  const socket: Socket<RelayToClient, ClientToRelay> = io(relayUrl, {
    auth: { protocol: 1 },
    transports: ['websocket'],
  });
  t.after(() => socket.disconnect());
  await socket.emitWithAck('join', { room, username: 'Ben' });
  await Promise.all(
    texts.map((message, index) =>
      socket.emitWithAck('send', { room, id: `message-of-ben-${index}`, message, username: 'Ben' }),
    ),
  );
}

/** How many sheets of paper it takes. */
async function sheets(page: Page): Promise<number> {
  const pdf = await page.pdf({ format: 'A4' });
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

test('a launcher is not printed, neither its button nor its panel', async (t) => {
  const page = await openSite(t, 'layout="launcher" open');
  await page.locator(partOf('close')).waitFor();
  await page.emulateMedia({ media: 'print' });
  for (const name of ['launcher', 'panel'])
    assert.equal(await page.locator(partOf(name)).isVisible(), false, name);
});

test('of a chat in the page all loaded messages are printed, without its controls', async (t) => {
  const page = await openSite(
    t,
    '',
    Array.from({ length: 350 }, (_, index) => `message ${index + 1}`),
  );
  await page.locator(partOf('message'), { hasText: 'message 350' }).waitFor();
  // For a reader at the end, the document holds about the last hundred.
  assert.equal(await page.locator(partOf('message')).count(), 100);
  const heights = await page.evaluate(() => {
    const root = document.querySelector('realtime-chat')?.shadowRoot;
    const seen: number[] = [];
    addEventListener('beforeprint', () => seen.push(root?.querySelectorAll('[part~="message"]').length ?? 0));
    Object.assign(window, { seen });
    return root?.querySelector('[part="content"]')?.clientHeight ?? 0;
  });
  assert.ok(heights < 300);
  assert.ok((await sheets(page)) > 5);
  assert.deepEqual(await page.evaluate(() => Reflect.get(window, 'seen') as unknown), [350]);
  await eventually(async () => assert.equal(await page.locator(partOf('message')).count(), 100));

  await page.emulateMedia({ media: 'print' });
  for (const name of ['composer', 'status', 'members', 'actions'])
    assert.equal(await page.locator(partOf(name)).first().isVisible(), false, name);
  const isCut = await page.locator(partOf('content')).evaluate((pane) => {
    const chat = document.querySelector('realtime-chat');
    return pane.scrollHeight > (chat?.clientHeight ?? 0);
  });
  assert.equal(isCut, false);
});

test('the text of a dark theme is dark on paper', async (t) => {
  const page = await openSite(t, '', ['hello @Ann and @Ben']);
  await page.addStyleTag({
    content:
      'realtime-chat { --chat-text: #fff; --chat-surface: #000; --chat-muted: #eee; --chat-border: #fff; --chat-accent: #ff0 }',
  });
  await page.locator(`${partOf('mention')}:nth-of-type(2)`).waitFor();
  await page.emulateMedia({ media: 'print' });
  for (const name of ['author', 'time', 'text', 'mention', 'divider']) {
    const elements = await page.locator(partOf(name)).all();
    assert.ok(elements.length > 0, `there is no part ${name}`);
    for (const element of elements) {
      const color = await element.evaluate((element) => getComputedStyle(element).color);
      const [red = 255] = (color.match(/[\d.]+/g) ?? []).map(Number);
      assert.ok(red < 120, `${name}: ${color}`);
    }
  }
});

test('pictures and the names of files are printed, without what can be done with them', async (t) => {
  const page = await openFilesPage(t);
  await sendHalf(page);
  await page.locator(partOf('picture')).first().press('Enter');
  await page.locator(`${partOf('lightbox')}[open]`).waitFor();
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator(partOf('picture')).first().isVisible(), true);
  for (const name of ['audio', 'lightbox', 'cancel'])
    assert.equal(await page.locator(partOf(name)).first().isVisible(), false, name);
  for (const selector of ['.upload', '.download .icon'])
    assert.equal(await page.locator(`realtime-chat ${selector}`).first().isVisible(), false, selector);
  const names = page.locator(`${partOf('file')} bdi`);
  assert.deepEqual(await names.allTextContents(), ['song.mp3', 'plan.pdf', 'plan.pdf']);
  for (const name of await names.all()) {
    const color = await name.evaluate((element) => getComputedStyle(element).color);
    assert.equal(color, 'rgb(0, 0, 0)');
  }
});

test('a chat prints although the file for that could not be loaded at first', async (t) => {
  const page = await openSite(t, '', [], async (page) => {
    await page.route('**/realtime-chat-after-join.js', (route) => route.abort(), { times: 1 });
  });
  await page.emulateMedia({ media: 'print' });
  await page.locator(partOf('composer')).waitFor();
  await page.locator('realtime-chat').evaluate((chat) => chat.setAttribute('heading', 'Another heading'));
  await page.locator(partOf('composer')).waitFor({ state: 'hidden' });
});
