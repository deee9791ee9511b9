import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goBy, greeting, isSent, partOf, say, shows } from './support/chat.ts';
import { newPage } from './support/people.ts';
import { newRelay, newSite } from './support/servers.ts';

const scripts = {
  'realtime-chat.js': (url: string) => `<script type="module" src="${url}/realtime-chat.js"></script>`,
  'realtime-chat.iife.js': (url: string) => `<script src="${url}/realtime-chat.iife.js"></script>`,
};

for (const [file, tag] of Object.entries(scripts)) {
  test(`two lines with ${file} put the chat on a page of one's own, and it finds the relay by itself`, async (t) => {
    const relay = await newRelay(t);
    const site = await newSite(t, `${tag(relay.url)}\n<realtime-chat room="lobby"></realtime-chat>`);
    assert.notEqual(new URL(site).origin, new URL(relay.url).origin);
    const ann = await newPage(t);
    await ann.goto(site);
    await shows(ann, [greeting]);
    await goBy(ann, 'Ann');
    await say(ann, 'from my own page');
    await shows(ann, [greeting, 'Ann: from my own page']);
    await isSent(ann, 'from my own page');

    const ben = await newPage(t);
    await ben.goto(relay.url);
    await shows(ben, ['Ann: from my own page', greeting]);
    await goBy(ben, 'Ben');
    await say(ben, 'from the relay’s page');
    await shows(ann, [greeting, 'Ann: from my own page', 'Ben: from the relay’s page']);
  });

  test(`the page with ${file} asks nobody but its own site and the relay for anything`, async (t) => {
    const relay = await newRelay(t);
    const site = await newSite(t, `${tag(relay.url)}\n<realtime-chat room="lobby"></realtime-chat>`);
    const page = await newPage(t);
    const asked = new Set<string>();
    page.on('request', (request) => asked.add(new URL(request.url()).host));
    page.on('websocket', (socket) => asked.add(new URL(socket.url()).host));
    await page.goto(site);
    await shows(page, [greeting]);
    assert.deepEqual([...asked], [new URL(site).host, new URL(relay.url).host]);
  });
}

test('where what loads later cannot be had, it is still said that something is wrong', async (t) => {
  const relay = await newRelay(t, { args: ['--guests', 'deny', '--auth-secret', 'x'.repeat(32)] });
  const page = await newPage(t);
  await page.route('**/realtime-chat-on-demand.js*', (route) => route.abort());
  await page.goto(
    await newSite(t, `${scripts['realtime-chat.js'](relay.url)}<realtime-chat></realtime-chat>`),
  );
  await page.locator(partOf('banner'), { hasText: 'The chat is not available.' }).waitFor();
});
