import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { newRedis } from '../support/redis.ts';
import { eventually } from './support/eventually.ts';
import { goBy, greeting, hasStatus, partOf, say, shows } from './support/chat.ts';
import { newPage } from './support/people.ts';
import { newRelay } from './support/servers.ts';

const strip = (page: Page, words: string): Promise<void> =>
  eventually(async () => assert.equal(await page.locator(partOf('banner')).textContent(), words));

test('readers on two relays see the strip while Redis is away, and what they sent then leaves by itself', async (t) => {
  const redis = await newRedis(t, { appendonly: 'yes', appendfsync: 'always' });
  const relays = await Promise.all([1, 2].map(() => newRelay(t, { args: ['--redis', redis.url] })));
  const pages = await Promise.all([newPage(t), newPage(t)]);
  const [ann, ben] = pages;
  assert(ann && ben);
  for (const [index, page] of pages.entries()) {
    await page.goto(relays[index]?.url ?? '');
    await hasStatus(page, 'Online');
  }
  await goBy(ann, 'Ann');
  await say(ann, 'before');
  for (const page of pages) await shows(page, [greeting, 'Ann: before']);
  for (const page of pages) await strip(page, '');

  await redis.kill();
  for (const page of pages) await strip(page, 'Sending is paused. What you send waits here.');
  await say(ann, 'meanwhile');
  // Readers keep what they see.
  await shows(ben, [greeting, 'Ann: before']);
  await redis.start();
  for (const page of pages) await shows(page, [greeting, 'Ann: before', 'Ann: meanwhile']);
  for (const page of pages) {
    await strip(page, '');
    await hasStatus(page, 'Online');
  }
});
