import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { goBy, greeting, hasStatus, isSent, openMenuByKey, partOf, say, shows } from './support/chat.ts';
import { chooseHalf, openFilesPage, sendHalf } from './support/files.ts';
import { newPage } from './support/people.ts';
import { newRelay, newSite } from './support/servers.ts';

test('nothing moves where less motion is wanted', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(relay.url);
  await hasStatus(page, 'Online');
  await goBy(page, 'Ann');
  await say(page, 'hello');
  await shows(page, [greeting, 'Ann: hello']);
  await isSent(page, 'hello');
  // The menu brings the styles of what loads later.
  await openMenuByKey(page, 'hello');
  assert.deepEqual(await moving(page), []);
});

test('nor does a launcher', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(
    await newSite(
      t,
      `<!doctype html><html lang="en"><script type="module" src="${relay.url}/realtime-chat.js"></script>
      <realtime-chat layout="launcher" open></realtime-chat></html>`,
    ),
  );
  await page.locator(partOf('close')).waitFor();
  await hasStatus(page, 'Online');
  assert.deepEqual(await moving(page), []);
});

test('nor do files on their way, and the large view of a picture', async (t) => {
  const page = await openFilesPage(t, (page) => page.emulateMedia({ reducedMotion: 'reduce' }));
  await sendHalf(page);
  await chooseHalf(page);
  await page.locator(partOf('upload')).waitFor();
  await page.locator(partOf('picture')).first().press('Enter');
  await page.locator(`${partOf('lightbox')}[open] img`).waitFor();
  const places = ['files', 'attachments', 'lightbox'].map((name) => `[part="${name}"]`).join();
  assert.deepEqual(await moving(page, `:is(${places}), :is(${places}) *`), []);
});

/** What of the chat moves, or would. */
function moving(page: Page, selector = '*'): Promise<string[]> {
  return page.evaluate((selector) => {
    const root = document.querySelector('realtime-chat')?.shadowRoot;
    const found: string[] = [];
    // What is not there by chance: what loads, and a message that was looked up.
    const probes = ['progress', 'skeleton'].map((name) => {
      const probe = document.createElement('div');
      probe.className = name;
      root?.querySelector('section')?.append(probe);
      return probe;
    });
    root?.querySelector('[data-own]')?.setAttribute('data-marked', '');
    for (const element of root?.querySelectorAll(selector) ?? []) {
      const { animationName, animationTimingFunction, transitionDuration, scrollBehavior } =
        getComputedStyle(element);
      const isStill = animationName === 'none' || animationTimingFunction.startsWith('steps');
      if (isStill && transitionDuration === '0s' && scrollBehavior === 'auto') continue;
      found.push(`${element.className || element.getAttribute('part')}: ${animationName}`);
    }
    for (const probe of probes) probe.remove();
    return found;
  }, selector);
}
