import type { LocaleFiles } from './locale-files.js';
import type { Locale } from './locales/en.js';

/** The script file's own URL. Its query is passed on, so that a page that changes it gets fresh locale files too. */
const { href, search } = new URL(import.meta.url);

/**
 * For the script files, both of which load the same file for a language by its URL. Rollup would put a written import of
 * each language into the classic script, which is a single file.
 */
export const scriptLocaleFiles: LocaleFiles = {
  languages:
    'ar bn cs da de de-x-formal el es fa fi fr he hi hu id it ja ko nb nl pl pt ro ru sv th tr uk vi zh zh-hant'.split(
      ' ',
    ),
  async load(language, attempt) {
    // Browsers never request a failed module again. With another fragment it is another module.
    const url = new URL(`realtime-chat-${language}.js${search}#${attempt}`, href);
    const file: unknown = await import(url.href);
    if (!isLocaleFile(file)) throw new TypeError(`${url.href} has no words`);
    return file.default;
  },
};

function isLocaleFile(file: unknown): file is { default: Partial<Locale> } {
  return typeof file === 'object' && file !== null && 'default' in file && typeof file.default === 'object';
}
