import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goBy, greeting, isSent, partOf, say, shows } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { newPage } from './support/people.ts';
import { newRelay } from './support/servers.ts';

test('two people talk on the page that the relay serves', async (t) => {
  const relay = await newRelay(t);
  const ann = await newPage(t);
  const ben = await newPage(t);
  await ann.goto(relay.url);
  await ben.goto(relay.url);
  await shows(ann, [greeting]);
  await shows(ben, [greeting]);
  await goBy(ann, 'Ann');
  await goBy(ben, 'Ben');

  await say(ann, 'Is anybody here?');
  await shows(ben, [greeting, 'Ann: Is anybody here?']);
  await say(ben, 'I am.');
  for (const page of [ann, ben]) await shows(page, [greeting, 'Ann: Is anybody here?', 'Ben: I am.']);
  assert.equal(await ann.locator(`${partOf('message')}[data-own]`).count(), 1);
  await eventually(async () => assert.equal(await ben.locator(partOf('members')).textContent(), '2 people'));
});

test('a reload brings everything back, the name too, and the person is the same sender', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.goto(relay.url);
  await goBy(page, 'Ann');
  await say(page, 'before');
  await isSent(page, 'before');
  await shows(page, [greeting, 'Ann: before']);

  await page.reload();
  await shows(page, ['Ann: before', greeting]);
  assert.equal(await page.locator(partOf('name')).inputValue(), 'Ann');
  assert.equal(await page.locator(`${partOf('message')}[data-own]`).count(), 1);
  await say(page, 'after');
  await shows(page, ['Ann: before', greeting, 'Ann: after']);
});
