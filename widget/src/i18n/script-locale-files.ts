import type { Locale } from './locales/en.js';
import type { LocaleFiles } from './locale-files.js';

/** Of the script file itself. Its query goes along, so that a page that asks for it anew gets these files anew too. */
const { href, search } = new URL(import.meta.url);

/**
 * For the script files: both load the same file for a language, by its address. The classic script is a single file,
 * into which rollup would otherwise put all languages.
 */
export const scriptLocaleFiles: LocaleFiles = {
  languages: 'ar de es fa fr he hi it ja ko nl pl pt ru tr uk zh zh-hant'.split(' '),
  async load(language, attempt) {
    // A browser never asks again for a module that failed once. Another fragment makes it another module.
    const url = new URL(`realtime-chat-${language}.js${search}#${attempt}`, href);
    const file: unknown = await import(url.href);
    if (!isLocaleFile(file)) throw new TypeError(`${url.href} has no words`);
    return file.default;
  },
};

function isLocaleFile(file: unknown): file is { default: Partial<Locale> } {
  return typeof file === 'object' && file !== null && 'default' in file && typeof file.default === 'object';
}
