import { after, type TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchHeadlessChromium } from '../../support/browser.mjs';

type Launch = () => Promise<Browser>;

// One for all tests of a process; each person has a profile of their own in it.
const browsers = new Map<Launch, Promise<Browser>>();

after(async () => {
  for (const browser of browsers.values()) await (await browser).close();
  browsers.clear();
});

/** An empty page in the browser of somebody who was never here. An error on the page fails the test. */
export async function newPage(
  t: TestContext,
  launch: Launch = launchHeadlessChromium,
  device: BrowserContextOptions = {},
): Promise<Page> {
  const browser = browsers.get(launch) ?? launch();
  browsers.set(launch, browser);
  const context = await (await browser).newContext(device);
  const page = await context.newPage();
  const problems: Error[] = [];
  page.on('pageerror', (error) => problems.push(error));
  t.after(async () => {
    await context.close();
    if (problems.length > 0) throw new AggregateError(problems, 'An error reached the page');
  });
  return page;
}
