import type { Locale } from './locales/en.js';

/** Loads the locale files. */
export interface LocaleFiles {
  /** The languages that have a file: lower-case BCP 47 tags. */
  readonly languages: readonly string[];
  /**
   * @param language one of `languages`
   * @param attempt how often the file was requested before
   */
  load(language: string, attempt: number): Promise<Partial<Locale>>;
}

/** For the npm package. Each import is written out, so that a page's bundler finds it. */
const imports: Record<string, () => Promise<{ default: Locale }>> = {
  ar: () => import('./locales/ar.js'),
  bn: () => import('./locales/bn.js'),
  cs: () => import('./locales/cs.js'),
  da: () => import('./locales/da.js'),
  de: () => import('./locales/de.js'),
  'de-x-formal': () => import('./locales/de-x-formal.js'),
  el: () => import('./locales/el.js'),
  es: () => import('./locales/es.js'),
  fa: () => import('./locales/fa.js'),
  fi: () => import('./locales/fi.js'),
  fr: () => import('./locales/fr.js'),
  he: () => import('./locales/he.js'),
  hi: () => import('./locales/hi.js'),
  hu: () => import('./locales/hu.js'),
  id: () => import('./locales/id.js'),
  it: () => import('./locales/it.js'),
  ja: () => import('./locales/ja.js'),
  ko: () => import('./locales/ko.js'),
  nb: () => import('./locales/nb.js'),
  nl: () => import('./locales/nl.js'),
  pl: () => import('./locales/pl.js'),
  pt: () => import('./locales/pt.js'),
  ro: () => import('./locales/ro.js'),
  ru: () => import('./locales/ru.js'),
  sv: () => import('./locales/sv.js'),
  th: () => import('./locales/th.js'),
  tr: () => import('./locales/tr.js'),
  uk: () => import('./locales/uk.js'),
  vi: () => import('./locales/vi.js'),
  zh: () => import('./locales/zh.js'),
  'zh-hant': () => import('./locales/zh-hant.js'),
};

export const localeFiles: LocaleFiles = {
  languages: Object.keys(imports),
  async load(language) {
    const file = await imports[language]?.();
    return file?.default ?? {};
  },
};
