import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { goBy, isSent, say } from './support/chat.ts';
import { newPage } from './support/people.ts';
import { newRelay, newSite } from './support/servers.ts';

/** A site with the page of an example that needs no build, on a relay of its own. @returns its URL */
async function newExample(t: TestContext, name: string): Promise<string> {
  const relay = await newRelay(t);
  const html = await readFile(join(import.meta.dirname, '../../demo/examples', name, 'index.html'), 'utf8');
  return newSite(t, html.replaceAll('http://localhost:3700', relay.url));
}

test('the example without a framework sends', async (t) => {
  const page = await newPage(t);
  await page.goto(await newExample(t, 'html'));
  await goBy(page, 'Ann');
  await say(page, 'hello');
  await isSent(page, 'hello');
});

test('the example of a live stream shows over the video what is written beside it', async (t) => {
  const page = await newPage(t);
  await page.goto(await newExample(t, 'live'));
  await page.locator('#chat [part~="name"]').fill('Ann');
  await page.locator('#chat [part~="field"]').fill('hello');
  await page.locator('#chat [part~="field"]').press('Enter');
  await page.locator('#overlay [part~="text"]', { hasText: 'hello' }).waitFor();
});
