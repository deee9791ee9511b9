import type { ReactiveControllerHost } from 'lit';
import { en, type Locale } from './locales/en.js';
import { localeOf } from './language.js';
import type { LocaleFiles } from './locale-files.js';

/** How long until a file that could not be loaded is tried again, in milliseconds; each time it is twice as long. */
const patience = 10_000;

/** For who speaks a language that there are no words in: English is behind every language. */
export const noWords: Partial<Locale> = {};

/** What is to be rendered again when there are other words. */
export const speakers = new Set<Pick<ReactiveControllerHost, 'requestUpdate'>>();

/** English, behind every language. Parts that load on demand bring their own words (`addEnglish`). */
export const english: Partial<Locale> = { ...en };

const known = new Map<string, Partial<Locale>>([['en', english]]);
const loading = new Set<string>();
let files: LocaleFiles | undefined;

/** To be called once, by the entry: the npm package and the script files load languages in different ways. */
export function loadLocalesFrom(source: LocaleFiles): void {
  files = source;
}

/** Adds words to English, for every chat on the page. */
export function addEnglish(words: Partial<Locale>): void {
  Object.assign(english, words);
  for (const speaker of speakers) speaker.requestUpdate();
}

/** Brings the words of a language, or others for one that is there. Every chat on the page has them at once. */
export function addLocale(language: string, locale: Partial<Locale>): void {
  known.set(language.toLowerCase(), locale);
  for (const speaker of speakers) speaker.requestUpdate();
}

/**
 * The words of the language that is nearest to a BCP 47 tag: of `de` for `de-AT`, of `zh-hant` for `zh-TW`; `noWords`
 * if there is none, or if it could not be loaded. While it loads there is nothing yet.
 */
export function localeFor(tag: string | undefined): Partial<Locale> | undefined {
  const locale = localeOf(tag);
  if (!locale) return noWords;
  const { language, script } = locale;
  const name = [`${tag}`, `${language}-${script}`, language]
    .map((name) => name.toLowerCase())
    .find((name) => known.has(name) || files?.languages.includes(name));
  if (name === undefined) return noWords;
  if (!known.has(name) && !loading.has(name)) {
    loading.add(name);
    void load(name, 0);
  }
  return known.get(name);
}

async function load(language: string, attempt: number): Promise<void> {
  // Whatever the reason, there is English meanwhile.
  const locale = await files?.load(language, attempt).catch(() => undefined);
  // The page may have brought its own by now.
  if ((known.get(language) ?? noWords) !== noWords) return;
  addLocale(language, locale ?? noWords);
  if (!locale) setTimeout(load, patience * 2 ** attempt, language, attempt + 1);
}
