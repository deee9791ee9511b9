import type { ReactiveControllerHost } from 'lit';
import { localeOf } from './language.js';
import type { LocaleFiles } from './locale-files.js';
import { en, type Locale } from './locales/en.js';

/** The delay before a failed file is requested again, in milliseconds. It doubles with each attempt. */
const retryDelay = 10_000;

/** The locale of languages without texts. English is the fallback of every locale. */
export const emptyLocale: Partial<Locale> = {};

/** The elements that are rendered again when texts change. */
export const subscribers = new Set<Pick<ReactiveControllerHost, 'requestUpdate'>>();

/** English, the fallback of every locale. Code that loads on demand adds its own texts (`addEnglish`). */
export const english: Partial<Locale> = { ...en };
/** Changes whenever English gets further texts. */
export let textsVersion = 0;

const known = new Map<string, Partial<Locale>>([['en', english]]);
const loading = new Set<string>();
let files: LocaleFiles | undefined;

/** To be called once, by the entry: the npm package and the script files load locales in different ways. */
export function loadLocalesFrom(source: LocaleFiles): void {
  files = source;
}

/** Adds texts to English, for every chat on the page. */
export function addEnglish(words: Partial<Locale>): void {
  Object.assign(english, words);
  textsVersion++;
  for (const subscriber of subscribers) subscriber.requestUpdate();
}

/** Adds or replaces a locale. Every chat on the page is rendered again with it. */
export function addLocale(language: string, locale: Partial<Locale>): void {
  known.set(language.toLowerCase(), locale);
  for (const subscriber of subscribers) subscriber.requestUpdate();
}

/**
 * The locale that is nearest to a BCP 47 tag: `de` for `de-AT`, `zh-hant` for `zh-TW`. It is `emptyLocale` if there is none
 * or if it could not be loaded, and undefined while it loads.
 */
export function localeFor(tag: string | undefined): Partial<Locale> | undefined {
  const locale = localeOf(tag);
  if (!locale) return emptyLocale;
  const { language, script } = locale;
  // Norwegian has one file, whichever of its tags a page has.
  const name = [`${tag}`, `${language}-${script}`, language, language.replace(/^n[no]$/, 'nb')]
    .map((name) => name.toLowerCase())
    .find((name) => known.has(name) || files?.languages.includes(name));
  if (name === undefined) return emptyLocale;
  if (!known.has(name) && !loading.has(name)) {
    loading.add(name);
    void load(name, 0);
  }
  return known.get(name);
}

async function load(language: string, attempt: number): Promise<void> {
  // Whatever the reason of a failure, the chat shows English meanwhile.
  const locale = await files?.load(language, attempt).catch(() => undefined);
  // The page may have added its own locale by now.
  if ((known.get(language) ?? emptyLocale) !== emptyLocale) return;
  addLocale(language, locale ?? emptyLocale);
  if (!locale) setTimeout(load, retryDelay * 2 ** attempt, language, attempt + 1);
}
