import { after, before, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../support/browser.mjs';

let browser: Browser | undefined;

// One for all tests of a file; each person has a profile of their own in it.
before(async () => {
  browser = await launchChromium();
});

after(async () => {
  await browser?.close();
});

/** An empty page in the browser of somebody who was never here. An error on the page fails the test. */
export async function newPage(t: TestContext): Promise<Page> {
  if (!browser) throw new Error('The browser is not started yet');
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems: Error[] = [];
  page.on('pageerror', (error) => problems.push(error));
  t.after(async () => {
    await context.close();
    if (problems.length > 0) throw new AggregateError(problems, 'An error reached the page');
  });
  return page;
}
