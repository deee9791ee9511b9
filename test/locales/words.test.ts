import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inReadersRegion } from '../../widget/src/i18n/language.ts';
import { localeFiles } from '../../widget/src/i18n/locale-files.ts';
import {
  addLocale,
  english,
  loadLocalesFrom,
  localeFor,
  emptyLocale,
  subscribers,
} from '../../widget/src/i18n/locale-registry.ts';
import { Words } from '../../widget/src/i18n/words.ts';
import ar from '../../widget/src/i18n/locales/ar.ts';
import formalGerman from '../../widget/src/i18n/locales/de-x-formal.ts';
import de from '../../widget/src/i18n/locales/de.ts';
import { enNotifications } from '../../widget/src/i18n/locales/en-notifications.ts';
import { enOldBrowser } from '../../widget/src/i18n/locales/en-old-browser.ts';
import { enAfterJoin } from '../../widget/src/i18n/locales/en-after-join.ts';
import { enNewMessages } from '../../widget/src/i18n/locales/en-new-messages.ts';
import { enAttachments } from '../../widget/src/i18n/locales/en-attachments.ts';
import { enFiles } from '../../widget/src/i18n/locales/en-files.ts';
import { enOnDemand } from '../../widget/src/i18n/locales/en-on-demand.ts';
import { en, type Locale } from '../../widget/src/i18n/locales/en.ts';
import id from '../../widget/src/i18n/locales/id.ts';
import nb from '../../widget/src/i18n/locales/nb.ts';
import pl from '../../widget/src/i18n/locales/pl.ts';
import pt from '../../widget/src/i18n/locales/pt.ts';
import he from '../../widget/src/i18n/locales/he.ts';
import zh from '../../widget/src/i18n/locales/zh.ts';
import zhHant from '../../widget/src/i18n/locales/zh-hant.ts';
import { until } from '../support/until.ts';

loadLocalesFrom(localeFiles);

/** The words for a tag, once they are loaded. */
function wordsFor(tag: string): Promise<Partial<Locale>> {
  const subscribe = (requestUpdate: () => void): (() => void) => {
    const speaker = { requestUpdate };
    subscribers.add(speaker);
    return () => subscribers.delete(speaker);
  };
  return until(`the words for ${tag}`, subscribe, () => localeFor(tag));
}

const inEnglish = new Words([en, enAfterJoin, enNewMessages, enOnDemand], 'en', false);

test('what is counted is said as the language counts', () => {
  const people = (words: Words): string[] => [1, 2, 5, 22].map((count) => words.text('people', { count }));
  assert.deepEqual(people(inEnglish), ['1 person', '2 people', '5 people', '22 people']);
  const inPolish = new Words([pl, en], 'pl', false);
  assert.deepEqual(people(inPolish), ['1 osoba', '2 osoby', '5 osób', '22 osoby']);
});

test('numbers are written as the language writes them', () => {
  const words = new Words([de, en], 'de', false);
  assert.equal(words.text('people', { count: 1234 }), '1.234 Personen');
});

test('names are listed as the language lists them', () => {
  const names = ['Ann', 'Ben', 'Cem'];
  assert.equal(inEnglish.text('seenBy', { names }), 'Seen by Ann, Ben, and Cem');
  const words = new Words([de, en], 'de', false);
  assert.equal(words.text('seenBy', { names }), 'Gesehen von Ann, Ben und Cem');
});

test('what the page would rather say is said instead, and what a language lacks is said in English', () => {
  const words = new Words([{ send: 'Go', people: '{count} guests' }, { cancel: 'Non' }, en], 'fr', false);
  assert.equal(words.text('send'), 'Go');
  assert.equal(words.text('people', { count: 1 }), '1 guests');
  assert.equal(words.text('cancel'), 'Non');
  assert.equal(words.text('retry'), 'Try again');
});

test('a name that holds braces is put in as it is', () => {
  assert.equal(inEnglish.text('mentioned', { name: '{name} $& $1' }), '{name} $& $1 mentioned you');
});

test('each problem has its sentence, and one that is not known a general one', () => {
  assert.equal(inEnglish.problem('too_long'), 'This message is too long.');
  assert.equal(inEnglish.problem('from_a_newer_relay'), 'The chat is not available.');
  assert.equal(inEnglish.problem('__proto__'), 'The chat is not available.');
});

test('a name of the other direction stands by itself', () => {
  assert.equal(inEnglish.text('mentioned', { name: 'Ann' }), 'Ann mentioned you');
  assert.equal(inEnglish.text('mentioned', { name: 'דן' }), '\u2068דן\u2069 mentioned you');
  const inArabic = new Words([ar, en], 'ar', true);
  assert.equal(inArabic.text('mentioned', { name: 'Ann' }), 'إشارة إليك من \u2068Ann\u2069');
});

for (const [tag, locale] of [
  ['de', de],
  ['DE-at', de],
  ['de-x-formal', formalGerman],
  ['de-Latn-CH-1996', de],
  ['pt-BR', pt],
  ['pt-PT', pt],
  ['iw', he],
  ['zh', zh],
  ['zh-CN', zh],
  ['zh-Hans-HK', zh],
  ['zh-TW', zhHant],
  ['zh-HK', zhHant],
  ['zh-Hant-SG', zhHant],
  ['en-GB', english],
  ['no', nb],
  ['nn-NO', nb],
  ['in', id],
  ['ca', emptyLocale],
  ['en_US', emptyLocale],
  ['', emptyLocale],
] as [string, Locale][]) {
  test(`the words for ${JSON.stringify(tag)} are those of the nearest language that has some`, async () => {
    assert.equal(await wordsFor(tag), locale);
  });
}

test('a region whose words a page brings has them, and the rest of the language has not', async () => {
  const swiss: Locale = {
    ...en,
    ...enAfterJoin,
    ...enNewMessages,
    ...enAttachments,
    ...enFiles,
    ...enOnDemand,
    ...enNotifications,
    ...enOldBrowser,
    send: 'Schicken',
  };
  addLocale('de-CH', swiss);
  assert.equal(await wordsFor('de-CH'), swiss);
  assert.equal(await wordsFor('de-AT'), de);
});

for (const [language, preferred, expected] of [
  ['en', ['en-GB', 'en-US', 'en'], 'en-GB'],
  ['en', ['de-DE', 'de', 'en-GB'], 'en-GB'],
  ['en', ['en', 'en-AU'], 'en-AU'],
  ['en', ['de-DE'], 'en'],
  ['en-US', ['en-GB'], 'en-GB'],
  // A German browser's list ends with American English, which says nothing about its reader.
  ['en-GB', ['de-DE', 'de', 'en-US', 'en'], 'en-GB'],
  ['zh-Hans', ['zh-TW', 'zh-SG'], 'zh-SG'],
  ['zh-TW', ['zh-CN'], 'zh-TW'],
  ['de', ['not a tag', 'de-AT'], 'de-AT'],
] as [string, string[], string][]) {
  test(`times in ${language} are those of ${expected} for a reader of ${preferred.join(', ')}`, () => {
    assert.equal(inReadersRegion(language, preferred), expected);
  });
}

test('formal German says du nowhere', () => {
  const informal = /\b(du|dich|dir|dein\w*|lass|gib|sag|wähle|versuche|nimm|melde dich)\b/i;
  for (const [key, words] of Object.entries(formalGerman)) {
    for (const form of typeof words === 'string' ? [words] : Object.values(words)) {
      assert.doesNotMatch(form, informal, key);
    }
  }
});

test('a page imports formal German for its German by the name of the package', async () => {
  const { default: imported } = await import('@realtime-chat/widget/locales/de-x-formal');
  addLocale('de', imported);
  assert.equal(localeFor('de-DE')?.name, 'Ihr Name');
  addLocale('de', de);
});
