import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { startScriptedServer } from '../support/scripted-server.mjs';
import { accessibilityTree } from './support/accessibility-tree.ts';
import { partOf, say } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { newPage } from './support/people.ts';
import { newRelay, newSite } from './support/servers.ts';

// Read these files as one who cannot see the page would hear it; UPDATE_SNAPSHOTS=1 writes them anew.
const folder = join(import.meta.dirname, 'accessibility-tree');

/** In the afternoon of one day, which is what the page takes for today. */
const now = Date.UTC(2026, 0, 15, 15, 4);
const ann = { id: 'ann', username: 'Ann' };
const ben = { id: 'ben', username: 'Ben' };

const message = (seq: number, text: string, change: object = {}): object => ({
  seq,
  type: 'message',
  id: `message-${seq}`,
  time: now - 60_000,
  sender: 'ben',
  username: 'Ben',
  message: text,
  ...change,
});

const messages = [
  message(1, 'Is **anybody** here, @Ann? See https://example.org/'),
  message(2, 'I am.', {
    sender: 'ann',
    username: 'Ann',
    reply: 1,
    edited: now,
    reactions: [{ emoji: '👍', count: 2, people: [ben, ann] }],
  }),
  message(3, '', { deleted: true }),
];

/** Ann, on a page of somebody's with the chat and nothing else, in a room that has these messages. */
async function openChat(
  t: TestContext,
  stored: object[],
  attributes = 'style="block-size: 44rem"',
  size?: { width: number; height: number },
  said: object[] = [],
): Promise<Page> {
  const relay = await newRelay(t);
  const server = await startScriptedServer({
    joins: {
      lobby: {
        ok: true,
        epoch: 'first',
        head: stored.length,
        floor: 1,
        mode: 'snapshot',
        messages: stored,
        count: 2,
        members: [ann, ben],
        me: { ...ann, session: 'session of Ann' },
        editWindow: 900_000,
      },
    },
    says: said.length > 0 ? [['entries', { room: 'lobby', epoch: 'first', entries: said }]] : [],
    sends: [{ ok: false, error: { code: 'conflict', message: 'because a test says so' } }],
  });
  t.after(() => server.stop());
  const site = await newSite(
    t,
    `<!doctype html><html lang="en"><title>A page</title>
    <script type="module" src="${relay.url}/realtime-chat.js"></script>
    <realtime-chat relay-url="${server.url}" room="lobby" username="Ann" ${attributes}></realtime-chat></html>`,
  );
  const page = await newPage(t);
  await page.clock.setFixedTime(now);
  if (size) await page.setViewportSize(size);
  await page.goto(site);
  await page.locator(`${partOf('status')}[data-status="online"]`).waitFor({ state: 'attached' });
  if (stored.length > 0) {
    await page.locator(partOf('field')).focus();
    // What loads then gives the message that the Tab key reaches its name.
    await page.waitForFunction(() => {
      const root = document.querySelector('realtime-chat')?.shadowRoot;
      return root?.querySelector('[data-key][tabindex="0"]')?.ariaLabelledByElements;
    });
  }
  return page;
}

/** Waits until the tree is the one of the file. */
async function matches(page: Page, name: string): Promise<void> {
  const file = join(folder, `${name}.txt`);
  if (process.env.UPDATE_SNAPSHOTS === '1') {
    // What is told once is told by then, and the tree of it too.
    await eventually(async () => {
      const tree = await accessibilityTree(page);
      writeFileSync(file, tree);
      assert.equal(await accessibilityTree(page), tree);
    });
    return;
  }
  assert.ok(existsSync(file), `${file} is there; UPDATE_SNAPSHOTS=1 writes it`);
  const expected = readFileSync(file, 'utf8');
  await eventually(async () => assert.equal(await accessibilityTree(page), expected));
}

test('an empty room is told as the file says', async (t) => {
  const page = await openChat(t, []);
  await matches(page, 'empty');
});

test('a conversation is told as the file says, with an answer, an emoji, what was deleted and what failed', async (t) => {
  const page = await openChat(t, messages);
  await say(page, 'not sent');
  await page.locator(`${partOf('message')}[data-state="failed"]`).waitFor();
  await matches(page, 'conversation');
});

test('a message that the keys have come to is told as the file says', async (t) => {
  const page = await openChat(t, messages);
  await page.locator(partOf('content')).focus();
  // What loads then has given it its name.
  await eventually(async () => {
    await page.locator(partOf('content')).press('Tab');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.locator(`${partOf('message')}[data-seq="2"]:focus`).count(), 1);
  });
  await matches(page, 'message');
});

test('the menu of a message is told as the file says', async (t) => {
  const page = await openChat(t, messages);
  const item = page.locator(`${partOf('message')}[data-seq="2"]`);
  await eventually(async () => {
    await item.press('Enter');
    await page.locator(`${partOf('menu')}:popover-open`).waitFor({ timeout: 1000 });
  });
  await matches(page, 'menu');
});

test('an open launcher on a phone is told as the file says', async (t) => {
  const page = await openChat(t, messages, 'layout="launcher" open', { width: 400, height: 700 });
  await page.locator(`${partOf('panel')}[aria-modal]`).waitFor();
  await matches(page, 'sheet');
});

test('a launcher with unread messages is told as the file says', async (t) => {
  const page = await openChat(t, [], 'layout="launcher" eager', undefined, [message(1, 'Hello?')]);
  await page.locator(partOf('badge')).waitFor();
  await matches(page, 'launcher');
});

test('the people are told as the file says', async (t) => {
  const page = await openChat(t, messages);
  await page.locator(partOf('members')).press('Enter');
  await page.locator(`${partOf('people')}:popover-open`).waitFor();
  await matches(page, 'people');
});
