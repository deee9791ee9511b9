import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { ChatFile } from '@realtime-chat/protocol';
import type { Page } from 'playwright-core';
import { partOf, say } from '../e2e/support/chat.ts';
import { newRelay } from '../e2e/support/servers.ts';
import { startScriptedServer } from '../support/scripted-server.mjs';
import { hostileTexts } from './scripts-in-words.ts';
import { strangers } from './shadow-root.ts';
import { isHarmless, newVictim } from './victim.ts';

/** A pixel. */
const data =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg==';

/** The longest name of a file, and the most files of a message. */
const maxName = 255;
const mostFiles = 10;
const texts = [...new Set(hostileTexts().filter(({ length }) => length <= maxName))];

/** A picture, a sound, a video and two documents in turn, each with this name and this alternative text. */
function fileOf(text: string, index: number): ChatFile {
  const types = ['image/png', 'image/png', 'audio/mpeg', 'video/mp4', 'text/html'];
  const { [index % types.length]: type = '' } = types;
  const size = type === 'image/png' ? { width: 200, height: 100 } : {};
  return { id: `file-${index}`, name: text, type, size: 1000, alt: text, ...size };
}

const me = { id: 'ann', username: 'Ann', session: 'session', roles: ['moderator'] };
const access = { url: 'files/', key: 'key', for: 3_600_000, most: 25_000_000, attach: true };

/** The moderator Ann at a relay that cleans no names, with all these files in messages, quotes and the queue. */
async function openGallery(t: TestContext): Promise<{ page: Page; problems: string[]; hear: () => void }> {
  const { url } = await newRelay(t);
  const files = texts.map(fileOf);
  const about = { sender: 'mallory', username: 'Mallory', message: '', time: Date.now() };
  const messages = Array.from({ length: Math.ceil(files.length / mostFiles) }, (_, index) => ({
    ...about,
    files: files.slice(index * mostFiles, (index + 1) * mostFiles),
  }));
  const answers = messages.map((_, index) => ({ ...about, message: 'answer', reply: index + 1 }));
  const talk = [...messages, ...answers].map((message, index) => ({
    ...message,
    type: 'message',
    id: `message-${index}`,
    seq: index + 1,
  }));
  const items = messages.slice(0, 10).map((message, index) => ({
    id: `item-${index}`,
    type: 'held',
    time: Date.now(),
    message: { ...message, id: `held-${index}` },
  }));
  const lobby = {
    ok: true,
    epoch: 'first',
    head: talk.length,
    floor: 1,
    mode: 'snapshot',
    messages: talk,
    count: 1,
    members: [{ id: 'ann', username: 'Ann' }],
    me,
    queue: items.length,
    files: access,
  };
  const server = await startScriptedServer({
    joins: { lobby },
    queue: [{ items }],
    // Nothing plays sounds and videos here: all are pictures.
    files: Object.fromEntries(files.map(({ id }) => [id, { type: 'image/png', data }])),
  });
  t.after(() => server.stop());
  const body = `<script type="module" src="${url}/realtime-chat.js"></script>
    <realtime-chat relay-url="${server.url}" username="Ann"></realtime-chat>`;
  const { page, problems } = await newVictim(t, url, body, server.url);
  await page.locator(`[data-id="message-${talk.length - 1}"]`).waitFor();
  await page.locator(partOf('picture')).first().waitFor();
  const news = {
    ...about,
    type: 'message',
    id: 'news',
    seq: talk.length + 1,
    files: files.slice(0, mostFiles),
  };
  const hear = (): void => void server.say(['entries', { room: 'lobby', epoch: 'first', entries: [news] }]);
  return { page, problems, hear };
}

test('no script gets through as the name of a file or its alternative text', async (t) => {
  const { page, problems, hear } = await openGallery(t);
  assert.ok((await page.locator(partOf('file')).count()) > 50);
  await isHarmless(page, problems);

  // As an announcement, too.
  hear();
  await page.locator('realtime-chat [aria-live="polite"] p').first().waitFor();
  assert.deepEqual(await strangers(page), []);

  await page.locator(partOf('shield')).press('Enter');
  await page
    .locator(`${partOf('queue')} [part="picture"]`)
    .first()
    .waitFor();
  await isHarmless(page, problems);
  await page.keyboard.press('Escape');
});

test('no script gets through as the alternative text of a picture that is shown large', async (t) => {
  const { page, problems } = await openGallery(t);
  await page.locator(partOf('picture')).first().press('Enter');
  await page.locator(`${partOf('lightbox')}[open] .alternative`).waitFor();
  for (let shown = 0; shown < 60; shown += 1) {
    await page.keyboard.press('ArrowRight');
    assert.deepEqual(await strangers(page), []);
  }
  await isHarmless(page, problems);
});

test('no script gets through as the name of a file that is chosen, and what is typed about it', async (t) => {
  const { page, problems } = await openGallery(t);
  const chosen = texts.filter((_, index) => index % 40 === 0).slice(0, mostFiles);
  await page
    .locator('realtime-chat input[type="file"]')
    .setInputFiles(
      chosen.map((name) => ({ name, mimeType: 'image/png', buffer: Buffer.from(data, 'base64') })),
    );
  await page
    .locator(partOf('alt'))
    .nth(chosen.length - 1)
    .waitFor();
  for (const [index, text] of chosen.entries())
    await page.locator(partOf('alt')).nth(index).fill(text.replaceAll('\n', ' '));
  await isHarmless(page, problems);
  await say(page, 'mine');
  await page
    .locator(`${partOf('message')}[data-own] [part="picture"]`)
    .first()
    .waitFor();
  await isHarmless(page, problems);
});
