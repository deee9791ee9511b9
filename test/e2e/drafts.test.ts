import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greeting, partOf, shows } from './support/chat.ts';
import { newPage } from './support/people.ts';
import { newRelay } from './support/servers.ts';

test('two tabs in one room have a draft each, also after a reload, and a third tab has the last one', async (t) => {
  const relay = await newRelay(t);
  const first = await newPage(t);
  const second = await first.context().newPage();
  const tabs = [first, second];
  for (const tab of tabs) await tab.goto(relay.url);
  for (const tab of tabs) await shows(tab, [greeting]);
  await first.locator(partOf('field')).fill('in the first');
  await second.locator(partOf('field')).fill('in the second');
  for (const tab of tabs) await tab.reload();
  for (const tab of tabs) await shows(tab, [greeting]);
  const drafts = await Promise.all(tabs.map((tab) => tab.locator(partOf('field')).inputValue()));
  assert.deepEqual(drafts, ['in the first', 'in the second']);

  const third = await first.context().newPage();
  await third.goto(relay.url);
  await shows(third, [greeting]);
  assert.equal(await third.locator(partOf('field')).inputValue(), 'in the second');
});
