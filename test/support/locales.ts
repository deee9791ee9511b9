import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const localesFolder = join(import.meta.dirname, '../../widget/src/i18n/locales');

/** What has a file of its own: each language but English, which has several, and formal German. */
export const locales = readdirSync(localesFolder)
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((file) => !/^en(-|$)/.test(file))
  .sort();
