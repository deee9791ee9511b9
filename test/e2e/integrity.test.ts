import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import * as v from 'valibot';
import { get } from '../support/http.ts';
import { goBy, hasStatus, isSent, partOf, say } from './support/chat.ts';
import { newPage } from './support/people.ts';
import { newRelay, newSite } from './support/servers.ts';

const hashesSchema = v.record(v.string(), v.pipe(v.string(), v.regex(/^sha384-[\w+/]{64}$/)));

async function hashesOf(relay: string): Promise<Record<string, string>> {
  return v.parse(hashesSchema, JSON.parse((await get(relay, '/realtime-chat-integrity.json')).text));
}

const hashOf = (text: string): string => `sha384-${createHash('sha384').update(text).digest('base64')}`;
const wrong = hashOf('something else');

const files = {
  'realtime-chat.js': (src: string, hash: string) =>
    `<script type="module" src="${src}" integrity="${hash}" crossorigin="anonymous"></script>`,
  'realtime-chat.iife.js': (src: string, hash: string) =>
    `<script src="${src}" integrity="${hash}" crossorigin="anonymous"></script>`,
};

test('the relay tells the hash of each script file, as it serves it', async (t) => {
  const { url } = await newRelay(t);
  const hashes = await hashesOf(url);
  for (const file of [...Object.keys(files), 'realtime-chat-on-demand.js', 'realtime-chat-fr.js']) {
    assert.equal(hashes[file], hashOf((await get(url, `/${file}`)).text), file);
  }
});

for (const [file, tag] of Object.entries(files)) {
  test(`a page that knows the hash of ${file} has the chat, and what that loads later`, async (t) => {
    const { url, port, stop } = await newRelay(t);
    const hash = (await hashesOf(url))[file] ?? '';
    const site = await newSite(t, `${tag(`${url}/${file}`, hash)}<realtime-chat lang="fr"></realtime-chat>`);
    // Again, now that it can name the site.
    await stop();
    await newRelay(t, { port, args: ['--origin', new URL(site).origin] });
    const page = await newPage(t);
    await page.goto(site);
    await hasStatus(page, 'En ligne');
    await goBy(page, 'Ann');
    await say(page, 'hello');
    await isSent(page, 'hello');
    const message = page.locator(partOf('message'), { hasText: 'hello' });
    await message.hover();
    await message.locator('[part~="actions"]').click();
    await page
      .locator(`${partOf('menu')} [role="menuitem"]`)
      .first()
      .waitFor();
  });

  test(`a page that knows another hash of ${file} has no chat`, async (t) => {
    const { url } = await newRelay(t);
    const page = await newPage(t);
    const refused = page.waitForEvent('console', (message) => /integrity/.test(message.text()));
    await page.goto(await newSite(t, `${tag(`${url}/${file}`, wrong)}<realtime-chat></realtime-chat>`));
    await refused;
    assert.equal(await page.evaluate(() => customElements.get('realtime-chat')), undefined);
  });
}

/** By what address each part is loaded, and thus known in an import map. */
const parts = [
  { part: 'realtime-chat-fr.js#0', of: 'realtime-chat.js' },
  { part: 'realtime-chat-fr.js#0', of: 'realtime-chat.iife.js' },
  { part: 'realtime-chat-on-demand.js', of: 'realtime-chat.js' },
] as const;

for (const { part, of } of parts) {
  for (const isRight of [true, false]) {
    const what = isRight ? 'loads' : 'does not load';
    test(`${part} ${what} for ${of} where an import map has its ${isRight ? 'hash' : 'address and another hash'}`, async (t) => {
      const { url } = await newRelay(t);
      const hashes = await hashesOf(url);
      const hash = isRight ? hashes[part.replace('#0', '')] : wrong;
      const map = JSON.stringify({ integrity: { [`${url}/${part}`]: hash } });
      const page = await newPage(t);
      const refusals: string[] = [];
      page.on('console', (message) => {
        if (/integrity/.test(message.text())) refusals.push(message.text());
      });
      const address = `${url}/${part.replace('#0', '')}`;
      const judged = isRight
        ? page.waitForResponse(address).then((response) => response.finished())
        : page.waitForEvent('console', (message) => /integrity/.test(message.text()));
      const tag = files[of](`${url}/${of}`, hashes[of] ?? '');
      const html = `<script type="importmap">${map}</script>${tag}<realtime-chat lang="fr"></realtime-chat>`;
      await page.goto(await newSite(t, html));
      // In English, where the French is refused.
      await page
        .locator(partOf('status'))
        .getByText(/^(En ligne|Online)$/)
        .waitFor();
      await page.locator(partOf('field')).focus();
      await judged;
      assert.equal(refusals.length > 0, !isRight);
      assert.ok(refusals.every((text) => text.includes(`${url}/${part}`)));
      if (part.includes('-fr')) assert.equal(await page.getByText('En ligne').count(), isRight ? 1 : 0);
    });
  }
}
