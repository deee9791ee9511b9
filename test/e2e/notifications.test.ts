import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goBy, greeting, isSent, partOf, say, shows } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { newPage } from './support/people.ts';
import { newRelay, newSite } from './support/servers.ts';

test('what tells of messages outside of the chat is tried again with the next message where it could not be loaded', async (t) => {
  const relay = await newRelay(t);
  const tag = `<script type="module" src="${relay.url}/realtime-chat.js?v=2"></script>`;
  const chat = '<realtime-chat notifications="title" sound></realtime-chat>';
  const ann = await newPage(t);
  const asked: string[] = [];
  const isPart = /realtime-chat-notifications\.js/;
  await ann.route(isPart, (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  const failed = ann.waitForEvent('requestfailed');
  await ann.goto(await newSite(t, `<title>A page</title>${tag}${chat}`));
  await failed;
  await shows(ann, [greeting]);
  await goBy(ann, 'Ann');
  assert.equal(await ann.locator(partOf('sound')).count(), 0);
  await ann.unroute(isPart);

  const ben = await newPage(t);
  await ben.goto(relay.url);
  await goBy(ben, 'Ben');
  await say(ben, 'seen at once');
  await isSent(ben, 'seen at once');
  await shows(ann, [greeting, 'Ben: seen at once']);
  assert.equal(await ann.title(), 'A page');
  await ann.evaluate(() => Object.defineProperty(document, 'hidden', { value: true }));
  await say(ben, 'not seen');
  await ann.locator(partOf('sound')).waitFor();
  await eventually(async () => assert.equal(await ann.title(), '(1) A page'));
  assert.deepEqual(asked, [`${relay.url}/realtime-chat-notifications.js?v=2`]);
});
