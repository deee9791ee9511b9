import { after, before } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../support/browser.mjs';
import { type Language, now, tags } from './talk.ts';

let browser: Browser | undefined;
let page: Page | undefined;

// What a machine's settings and its graphics card would do to letters and colours.
const args = ['--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb'];

// One page for all tests of a file, since most of the time is that of opening it.
before(async () => {
  browser = await launchChromium({ args });
  const context = await browser.newContext({ deviceScaleFactor: 1, locale: 'en-GB', timezoneId: 'UTC' });
  page = await context.newPage();
  await page.clock.setFixedTime(now);
});

after(async () => {
  await browser?.close();
});

const usual = { width: 400, height: 560 };

/** The page of that site, as somebody sees it who was never here, with a chat of these attributes. */
export async function newView(
  site: string,
  language: Language,
  attributes: Record<string, string>,
  size = usual,
): Promise<Page> {
  if (!page) throw new Error('The browser is not started yet');
  await page.setViewportSize(size);
  await page.emulateMedia({
    colorScheme: 'light',
    reducedMotion: 'reduce',
    forcedColors: null,
    contrast: null,
  });
  await page.goto(site);
  await page.evaluate(
    async ([tag, attributes]) => {
      localStorage.clear();
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

type Media = NonNullable<Parameters<Page['emulateMedia']>[0]>;

/** Has the page shown as a system with these settings does, from the newest message on. */
export async function showIn(page: Page, media: Media): Promise<void> {
  await page.emulateMedia(media);
  await page.evaluate(() => document.querySelector('realtime-chat')?.scrollToLatest());
}
