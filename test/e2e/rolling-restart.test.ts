import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { newBalancer } from '../support/balancer.ts';
import { newRedis } from '../support/redis.ts';
import { chatSelector, goBy, greeting, hasStatus, say, shows } from './support/chat.ts';
import { newPage } from './support/people.ts';
import { newRelay } from './support/servers.ts';

/** Measures from now on how long the chat is not online. @returns a function for the longest time, in milliseconds */
async function absences(page: Page): Promise<() => Promise<number>> {
  await page.evaluate((selector) => {
    let since = performance.now();
    document.body.dataset.longest = '0';
    document.querySelector(selector)?.addEventListener('chat-status', (event) => {
      const { status, previous } = (event as CustomEvent<{ status: string; previous: string }>).detail;
      if (previous === 'online') since = performance.now();
      if (status !== 'online') return;
      const longest = Math.max(Number(document.body.dataset.longest), performance.now() - since);
      document.body.dataset.longest = String(longest);
    });
  }, chatSelector);
  return () => page.evaluate(() => Number(document.body.dataset.longest));
}

/** What it takes this machine that somebody comes in, in milliseconds. */
async function timeToEnter(page: Page, url: string): Promise<number> {
  const begun = performance.now();
  await page.goto(url);
  await hasStatus(page, 'Online');
  return performance.now() - begun;
}

test('nobody sees the chat connect again for two seconds while three relays restart one after the other', async (t) => {
  const redis = await newRedis(t);
  const args = ['--redis', redis.url, '--drain-seconds', '1.5'];
  const relays = await Promise.all([1, 2, 3].map(() => newRelay(t, { args })));
  const balancer = await newBalancer(
    t,
    relays.map(({ port }) => port),
  );
  const pages = await Promise.all([1, 2, 3].map(() => newPage(t)));
  const [ann, ben] = pages;
  assert(ann && ben);
  const entering: number[] = [];
  for (const page of pages) entering.push(await timeToEnter(page, balancer.url));
  await goBy(ann, 'Ann');
  const longest = await Promise.all(pages.map(absences));

  const spoken: string[] = [];
  for (const { port, data, stop } of relays) {
    const stopped = stop();
    const text = `while ${spoken.length + 1} of three ends`;
    await say(ann, text);
    spoken.push(`Ann: ${text}`);
    await stopped;
    await newRelay(t, { args, port, data });
    await balancer.takes(port);
  }
  for (const page of pages) await shows(page, [greeting, ...spoken]);
  for (const page of pages) await hasStatus(page, 'Online');
  const times = await Promise.all(longest.map((time) => time()));
  const told = `away for ${times.map(Math.round).join(', ')} ms`;
  t.diagnostic(told);
  assert.ok(Math.max(...times) < 2000 + Math.max(...entering), told);
  assert.ok(
    times.every((time) => time > 0),
    'everybody was moved',
  );
});
