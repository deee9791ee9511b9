import { after, before, type TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterwards } from '../../support/afterwards.ts';
import { launchChromium } from '../../support/browser.mjs';
import { type Language, now, tags } from './talk.ts';

let browser: Browser | undefined;

// What a machine's settings and its graphics card would do to letters and colours.
const args = ['--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb'];

before(async () => {
  browser = await launchChromium({ args });
});

after(async () => {
  await browser?.close();
});

export const size = { width: 400, height: 560 };

/** A page of that site with a chat of these attributes, at the same moment of the same day. */
export async function newView(
  t: TestContext,
  site: string,
  language: Language,
  attributes: Record<string, string>,
  options: BrowserContextOptions = {},
): Promise<Page> {
  if (!browser) throw new Error('The browser is not started yet');
  const context = await browser.newContext({
    viewport: size,
    deviceScaleFactor: 1,
    locale: 'en-GB',
    timezoneId: 'UTC',
    colorScheme: 'light',
    reducedMotion: 'reduce',
    ...options,
  });
  afterwards(t, () => context.close());
  const page = await context.newPage();
  await page.clock.setFixedTime(now);
  await page.goto(site);
  await page.evaluate(
    async ([tag, attributes]) => {
      await Promise.all([...document.fonts].map((face) => face.load()));
      const root = document.documentElement;
      root.lang = tag;
      root.dir = tag === 'ar' ? 'rtl' : 'ltr';
      const chat = document.createElement('realtime-chat');
      for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
      document.body.append(chat);
    },
    [tags[language], attributes] as const,
  );
  return page;
}
