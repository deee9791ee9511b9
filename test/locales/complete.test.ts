import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { serverNames } from '../../relay/src/rooms/names/server-names.ts';
import { localeFiles } from '../../widget/src/i18n/locale-files.ts';
import { scriptLocaleFiles } from '../../widget/src/i18n/script-locale-files.ts';
import { enNotifications } from '../../widget/src/i18n/locales/en-notifications.ts';
import { enOldBrowser } from '../../widget/src/i18n/locales/en-old-browser.ts';
import { enAfterJoin } from '../../widget/src/i18n/locales/en-after-join.ts';
import { enNewMessages } from '../../widget/src/i18n/locales/en-new-messages.ts';
import { enAttachments } from '../../widget/src/i18n/locales/en-attachments.ts';
import { enFiles } from '../../widget/src/i18n/locales/en-files.ts';
import { enOnDemand } from '../../widget/src/i18n/locales/en-on-demand.ts';
import { en, type Locale, type Plural } from '../../widget/src/i18n/locales/en.ts';
import { newFolder } from '../support/folder.ts';
import { locales, localesFolder } from '../support/locales.ts';

const { languages } = localeFiles;
const root = join(import.meta.dirname, '../..');
const built = join(root, 'widget/lib/i18n/locales');
const english: Locale = {
  ...en,
  ...enAfterJoin,
  ...enNewMessages,
  ...enAttachments,
  ...enFiles,
  ...enOnDemand,
  ...enNotifications,
  ...enOldBrowser,
};

const placesIn = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
const formsOf = (words: string | Plural): string[] =>
  typeof words === 'string' ? [words] : Object.values(words);

async function read(language: string): Promise<Locale> {
  const file = (await import(pathToFileURL(join(built, `${language}.js`)).href)) as { default: Locale };
  return file.default;
}

for (const language of languages) {
  test(`${language} has all words, and each is one`, async () => {
    const locale = await read(language);
    assert.deepEqual(Object.keys(locale).sort(), Object.keys(english).sort());
    for (const [key, words] of Object.entries(locale)) {
      for (const form of formsOf(words)) assert.match(form, /^\S(.*\S)?$/s, key);
    }
  });

  test(`${language} puts in what English puts in`, async () => {
    const locale = await read(language);
    for (const key of Object.keys(english) as (keyof Locale)[]) {
      const [mine, original] = [locale[key], english[key]];
      if (typeof original === 'string') {
        assert.ok(typeof mine === 'string', `${key} is a plural`);
        assert.deepEqual(placesIn(mine), placesIn(original), key);
      } else {
        assert.ok(typeof mine === 'object', `${key} is no plural`);
        assert.deepEqual(placesIn(mine.other), placesIn(original.other), key);
        // Of one or two, some languages say it by the word itself.
        for (const form of formsOf(mine)) assert.ok(['', '{count}'].includes(placesIn(form).join()), key);
      }
    }
  });

  test(`${language} counts in each of its ways`, async () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const [key, words] of Object.entries(await read(language))) {
      if (typeof words === 'object') {
        assert.deepEqual(Object.keys(words).sort(), [...pluralCategories].sort(), key);
      }
    }
  });
}

test('each language that has a file is known, to the script files as well', () => {
  assert.deepEqual([...languages].sort(), locales);
  assert.deepEqual(scriptLocaleFiles.languages, languages);
});

test('a locale without one of the words does not compile', async (t) => {
  const source = await readFile(join(localesFolder, 'de.ts'), 'utf8');
  const type = JSON.stringify(join(localesFolder, 'en.js').replaceAll('\\', '/'));
  const complete = source.replace("'./en.js'", type);
  const lacking = complete.replace(/^ {2}send: .*\n/m, '');
  assert.notEqual(lacking, complete);
  const place = await newFolder(t);
  const compile = async (code: string): Promise<unknown> => {
    const file = join(place, 'locale.ts');
    await writeFile(file, code);
    const options = ['--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023'];
    return promisify(execFile)(process.execPath, [
      join(root, 'node_modules/typescript/bin/tsc'),
      ...options,
      file,
    ]);
  };
  await compile(complete);
  await assert.rejects(compile(lacking), ({ stdout }: { stdout: string }) => {
    assert.match(stdout, /'send' is missing/);
    return true;
  });
});

test('the relay’s label in every language is reserved, and no other name is', async () => {
  const labels = await Promise.all(languages.map(async (language) => (await read(language)).server));
  assert.deepEqual([...serverNames].sort(), [...new Set([english.server, ...labels])].sort());
});
