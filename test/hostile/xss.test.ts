import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasStatus, partOf } from '../e2e/support/chat.ts';
import { eventually } from '../e2e/support/eventually.ts';
import { newRelay } from '../e2e/support/servers.ts';
import { newWireClient } from '../support/wire-client.ts';
import { addresses, hostileTexts } from './scripts-in-words.ts';
import { strangers } from './shadow-root.ts';
import { isHarmless, newId, newVictim } from './victim.ts';

const files = {
  'realtime-chat.js': (url: string) => `<script type="module" src="${url}/realtime-chat.js"></script>`,
  'realtime-chat.iife.js': (url: string) => `<script src="${url}/realtime-chat.iife.js"></script>`,
};

for (const [file, tag] of Object.entries(files)) {
  test(`no script gets through as a text, whoever sends it, with ${file}`, async (t) => {
    const { url } = await newRelay(t);
    const { page, problems } = await newVictim(t, url, `${tag(url)}<realtime-chat></realtime-chat>`);
    const mallory = await newWireClient(t, url);
    await mallory.join();
    const texts = [...hostileTexts().entries()];
    // The document holds the newest 300.
    for (let start = 0; start < texts.length; start += 250) {
      const batch = texts.slice(start, start + 250);
      for (const [index, text] of batch)
        await mallory.say(text, { id: newId('text', index), username: 'Mallory' });
      await page.locator(`[data-id="${newId('text', batch.at(-1)?.[0] ?? 0)}"]`).waitFor();
      await isHarmless(page, problems);
    }
  });
}

test('a link leads to http:, https: or mailto:, and its address is shown', async (t) => {
  const { url } = await newRelay(t);
  const { page, problems } = await newVictim(
    t,
    url,
    `${files['realtime-chat.js'](url)}<realtime-chat></realtime-chat>`,
  );
  const mallory = await newWireClient(t, url);
  await mallory.join();
  const safe = ['https://example.org/', 'http://example.org/', 'mailto:ann@example.org'];
  const texts = [...addresses, ...safe].map((address) => `[words](${address})`);
  for (const [index, message] of texts.entries()) {
    await mallory.say(message, { id: newId('link', index), username: 'Mallory' });
  }
  await page.locator(`[data-id="${newId('link', texts.length - 1)}"]`).waitFor();
  const links = await page.locator(`${partOf('message')} a`).evaluateAll((found) =>
    found.map((link) => ({
      protocol: (link as HTMLAnchorElement).protocol,
      href: link.getAttribute('href'),
      shown: link.getAttribute('title') ?? link.textContent,
    })),
  );
  assert.deepEqual(links.map(({ href }) => href).slice(-3), safe);
  for (const { protocol, href, shown } of links) {
    assert.match(protocol, /^(https?|mailto):$/, String(href));
    assert.equal(shown, href);
  }
  assert.deepEqual(problems, []);
});

test('these tests find a script that runs, a request and an element that is not meant', async (t) => {
  const { url } = await newRelay(t);
  const { page, problems } = await newVictim(
    t,
    url,
    `${files['realtime-chat.js'](url)}<realtime-chat></realtime-chat>`,
  );
  await hasStatus(page, 'Online');
  await page.evaluate(() => {
    const place = document.createElement('div');
    document.querySelector('realtime-chat')?.shadowRoot?.append(place);
    place.innerHTML =
      '<img src="https://elsewhere.example/x.png" onerror="trap()"><a href="javascript:trap()">x</a>';
  });
  await eventually(async () => assert.match(problems.join('\n'), /trap was called/));
  assert.match(problems.join('\n'), /asked https:\/\/elsewhere\.example/);
  assert.deepEqual(await strangers(page), ['img', 'img onerror', 'img src', 'a href=javascript:trap()']);
});
