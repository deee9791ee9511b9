import type { Locale } from '../locales/en.js';

/**
 * The languages that have a file. Each is written out, so that a page's bundler finds them; the script files have
 * `lean/locale-files.js` in place of this.
 */
const files: Record<string, () => Promise<{ default: Locale }>> = {
  ar: () => import('../locales/ar.js'),
  de: () => import('../locales/de.js'),
  es: () => import('../locales/es.js'),
  fa: () => import('../locales/fa.js'),
  fr: () => import('../locales/fr.js'),
  he: () => import('../locales/he.js'),
  hi: () => import('../locales/hi.js'),
  it: () => import('../locales/it.js'),
  ja: () => import('../locales/ja.js'),
  ko: () => import('../locales/ko.js'),
  nl: () => import('../locales/nl.js'),
  pl: () => import('../locales/pl.js'),
  pt: () => import('../locales/pt.js'),
  ru: () => import('../locales/ru.js'),
  tr: () => import('../locales/tr.js'),
  uk: () => import('../locales/uk.js'),
  zh: () => import('../locales/zh.js'),
  'zh-hant': () => import('../locales/zh-hant.js'),
};

export const languages: readonly string[] = Object.keys(files);

/** @param _attempt how often it was tried before */
export async function loadFile(language: string, _attempt: number): Promise<Locale | undefined> {
  return (await files[language]?.())?.default;
}
