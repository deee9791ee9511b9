import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { locales } from '../support/locales.ts';
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
  await eventually(async () =>
    assert.equal(await ben.locator(`${partOf('members')} > span:last-child`).textContent(), '2 people'),
  );
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

/** The conversation that the page plays. */
const talk = (page: Page, name: string) => page.locator(`#talk [part~="${name}"]`);

test('the page plays a conversation of its own: with code, a reply, reactions and a mention', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  const heard: string[] = [];
  page.on('request', (request) => heard.push(request.url()));
  page.on('websocket', (socket) => heard.push(socket.url()));
  await page.goto(relay.url);
  await page.locator('#talk pre').first().waitFor();
  await talk(page, 'quote').first().waitFor();
  await talk(page, 'reaction').first().waitFor();
  await talk(page, 'message').filter({ hasText: '@Alex' }).waitFor();
  await shows(page, [greeting]);
  assert.deepEqual(
    heard.filter((url) => url.includes('scripted/')),
    [],
  );
});

test('what is written into the played conversation is answered there, and nobody else sees it', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  const ben = await newPage(t);
  await page.goto(relay.url);
  await ben.goto(relay.url);
  await talk(page, 'field').fill('for myself');
  await talk(page, 'field').press('Enter');
  await page.locator('#talk [data-own][data-state="sent"]', { hasText: 'for myself' }).waitFor();
  await goBy(page, 'Ann');
  await say(page, 'for all');
  for (const each of [page, ben]) await shows(each, [greeting, 'Ann: for all']);
  assert.equal(await talk(ben, 'message').filter({ hasText: 'for myself' }).count(), 0);
});

test('the played conversation stands still while it is paused', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.clock.install();
  await page.goto(relay.url);
  await page.getByRole('button', { name: 'Pause' }).click();
  const before = await talk(page, 'message').count();
  await page.clock.runFor(60_000);
  assert.equal(await talk(page, 'message').count(), before);
  await page.getByRole('button', { name: 'Go on' }).click();
  await eventually(async () => {
    await page.clock.runFor(5_000);
    assert.ok((await talk(page, 'message').count()) > before);
  });
});

test('a swatch restyles both chats, and the snippet tells how', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.goto(relay.url);
  const surfaces = () =>
    page
      .locator('realtime-chat section')
      .evaluateAll((sections) => sections.map((section) => getComputedStyle(section).backgroundColor));
  const before = await surfaces();
  await page.getByText('Midnight').click();
  await eventually(async () => assert.deepEqual(await surfaces(), ['rgb(15, 11, 30)', 'rgb(15, 11, 30)']));
  assert.match(
    String(await page.locator('#snippet').textContent()),
    /realtime-chat \{\n.*color-scheme: dark;/,
  );
  await page.getByText('Sky').click();
  await eventually(async () => assert.deepEqual(await surfaces(), before));
  assert.doesNotMatch(await page.locator('#snippet').innerText(), /style/);
});

test('the bar on top has at most two lines on a phone, and all that it has elsewhere', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  for (const width of [320, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(relay.url);
    const middles = await page.locator('body > header > *').evaluateAll((all) =>
      all.map((each) => {
        const { top, bottom, right } = each.getBoundingClientRect();
        if (right > innerWidth) throw new Error(`${each.localName} is wider than the page`);
        return Math.round((top + bottom) / 2);
      }),
    );
    assert.equal(middles.length, 3);
    assert.ok(new Set(middles).size <= 2, `${width} pixels: ${middles.join()}`);
  }
});

test('the page names as many languages as there are', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.goto(relay.url);
  const languages = ['en', ...locales.filter((locale) => !locale.includes('-x-'))];
  assert.equal(await page.locator('#languages').textContent(), String(languages.length));
});
