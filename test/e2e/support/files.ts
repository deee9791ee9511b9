// A chat with files of all kinds, at a server that says what it is told to.
import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { startScriptedServer } from '../../support/scripted-server.mjs';
import { joined } from '../../widget/support/answers.ts';
import { partOf, say } from './chat.ts';
import { newPage } from './people.ts';
import { newRelay, newSite } from './servers.ts';

/** A red and a blue pixel, as a PNG. */
export const pixels = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg==',
  'base64',
);

const picture = {
  id: 'sea',
  name: 'sea.png',
  type: 'image/png',
  size: 80,
  width: 320,
  height: 160,
  alt: 'Sea',
};
const song = { id: 'song', name: 'song.mp3', type: 'audio/mpeg', size: 2000 };
const plan = { id: 'plan', name: 'plan.pdf', type: 'application/octet-stream', size: 2000 };

/** Ben has sent Ann a picture, a sound and a document, and Ann has sent a document. Half of what she uploads arrives. */
export async function openFilesPage(t: TestContext, prepare?: (page: Page) => Promise<void>): Promise<Page> {
  const relay = await newRelay(t);
  const ben = { sender: 'ben', username: 'Ben' };
  const messages = [
    { ...ben, message: 'Look', files: [picture, song, plan] },
    { sender: 'ann', username: 'Ann', message: '', files: [plan] },
  ].map((message, index) => ({
    ...message,
    type: 'message',
    id: `message-${index}`,
    seq: index + 1,
    time: Date.now(),
  }));
  const server = await startScriptedServer({
    joins: {
      lobby: joined({
        head: messages.length,
        messages,
        files: { url: 'files/', key: 'key', for: 3_600_000, most: 25_000_000, attach: true },
      }),
    },
    files: { sea: { type: 'image/png', data: pixels.toString('base64') } },
    uploads: ['one', 'two'].map((id) => ({ ok: true, id, url: `files/uploads/${id}` })),
    taken: { one: 0.5, two: 0.5 },
  });
  t.after(() => server.stop());
  const page = await newPage(t);
  await prepare?.(page);
  await page.goto(
    await newSite(
      t,
      `<!doctype html><html lang="en"><script type="module" src="${relay.url}/realtime-chat.js"></script>
      <realtime-chat username="Ann" relay-url="${server.url}"></realtime-chat></html>`,
    ),
  );
  await page.locator(`${partOf('message')}[data-own] [part="file"]`).waitFor();
  return page;
}

/** Chooses a picture, of which only a half arrives. */
export async function chooseHalf(page: Page): Promise<void> {
  await page
    .locator('realtime-chat input[type="file"]')
    .setInputFiles([{ name: 'map.png', mimeType: 'image/png', buffer: pixels }]);
  await page.locator(`${partOf('attachment')} canvas`).waitFor();
}

/** Sends a message with a picture, which is on its way for good. */
export async function sendHalf(page: Page): Promise<void> {
  await chooseHalf(page);
  await say(page, 'the way');
  await page
    .locator(`${partOf('message')}[data-state="queued"] [role="progressbar"]`)
    .first()
    .waitFor();
}
