import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeShortcode, searchEmoji } from '../../widget/src/emoji/emoji-search.ts';
import type { EmojiSet } from '../../widget/src/emoji/emoji-data.ts';
import { emojiIn } from './support/emoji-in.ts';

const en = emojiIn('en');
const de = emojiIn('de');

const found = (set: EmojiSet, query: string, limit?: number): string[] =>
  searchEmoji(set, query, limit).map(({ emoji }) => emoji);

test('an emoji is found by its name, its keywords and its shortcode', () => {
  assert.equal(found(en, 'red heart')[0], '❤️');
  assert.ok(found(en, 'happy').includes('😀'));
  assert.equal(found(en, 'tada')[0], '🎉');
  assert.equal(found(en, ':tada:')[0], '🎉');
  assert.deepEqual(found(en, '+1'), ['👍']);
  assert.deepEqual(found(en, '-1'), ['👎']);
  assert.equal(found(en, 'stuck_out_tongue')[0], '😛');
});

test('it is found in the language of the interface, and by its English shortcode too', () => {
  assert.equal(found(de, 'rotes Herz')[0], '❤️');
  assert.ok(found(de, 'fröhlich').includes('😀'));
  assert.equal(found(de, 'tada')[0], '🎉');
  assert.ok(found(emojiIn('ru'), 'сердце').includes('❤️'));
  assert.ok(found(emojiIn('ja'), '笑顔').includes('😀'));
  assert.ok(found(emojiIn('hi'), 'दिल').includes('❤️'));
  assert.ok(found(emojiIn('zh-hant'), '笑').includes('😀'));
  assert.ok(found(emojiIn('ar'), 'قلب').includes('❤️'));
  assert.ok(found(emojiIn('he'), 'לב').includes('❤️'));
  assert.ok(found(emojiIn('fa'), 'قلب').includes('❤️'));
  assert.ok(found(emojiIn('tr'), 'KIRMIZI KALP').includes('❤️'));
  assert.ok(found(emojiIn('cs'), 'vlajka cesko').includes('🇨🇿'));
  assert.ok(found(emojiIn('el'), 'καρδια').includes('❤️'));
});

test('neither case nor accents matter', () => {
  assert.deepEqual(found(de, 'FROHLICH'), found(de, 'fröhlich'));
  assert.deepEqual(found(emojiIn('pl'), 'lza'), found(emojiIn('pl'), 'Łza'));
  assert.ok(found(emojiIn('pl'), 'lza').length > 0);
  assert.ok(found(emojiIn('fr'), 'coeur').includes('❤️'));
  assert.ok(found(emojiIn('vi'), 'mat cuoi').includes('😀'));
});

test('vowel signs of scripts that need them do matter', () => {
  assert.notDeepEqual(found(emojiIn('hi'), 'दल'), found(emojiIn('hi'), 'दिल'));
});

test('a Korean syllable is found while it is being typed', () => {
  // On the way to 활짝 웃는 얼굴.
  for (const typed of ['화', '활', '활짜', '활짝 우', '활짝 웃']) {
    assert.ok(found(emojiIn('ko'), typed).includes('😀'), typed);
  }
});

test('what is called so comes first, then words that begin so, then what is inside of words', () => {
  const set: EmojiSet = {
    groups: ['All'],
    emoji: [
      ['inner', 'a scar', [], []],
      ['keyword', 'vehicle', ['cars'], []],
      ['name', 'race carriage', [], []],
      ['another name', 'cart', [], []],
      ['shortcode', 'automobile', [], ['car']],
      ['nothing', 'dog', [], []],
    ].map(([emoji, name, keywords, shortcodes]) => ({
      emoji: String(emoji),
      name: String(name),
      keywords: [keywords ?? []].flat(),
      shortcodes: [shortcodes ?? []].flat(),
      group: 0,
      version: 1,
    })),
  };
  assert.deepEqual(found(set, 'car'), ['shortcode', 'name', 'another name', 'keyword', 'inner']);
  assert.deepEqual(found(set, 'car', 2), ['shortcode', 'name']);
});

test('all words of a query must fit, in whatever order, the last of them as far as it is typed', () => {
  assert.equal(found(en, 'germ fl')[0], '🇩🇪');
  assert.equal(found(en, 'flag germany')[0], '🇩🇪');
  assert.equal(found(en, 'eyes heart')[0], '😍');
  assert.deepEqual(found(en, 'germany nosuchword'), []);
});

test('an emoji that is pasted is found itself', () => {
  assert.equal(found(en, '🎉')[0], '🎉');
  assert.equal(found(en, ' ❤️ ')[0], '❤️');
});

test('without a query all are found, in the standard order; signs harm nothing', () => {
  assert.equal(found(en, '  ').length, en.emoji.length);
  assert.deepEqual(found(en, '', 2), ['😀', '😃']);
  for (const query of [':', '::', '(', '[', '\\', '*', '.', '$^', '\u0301', 'x'.repeat(10_000)])
    found(en, query);
});

const completed = (set: EmojiSet, prefix: string, limit?: number): string[] =>
  completeShortcode(set, prefix, limit).map(({ emoji, shortcode }) => `${emoji.emoji} ${shortcode}`);

test('a shortcode is completed while it is typed, the shortest first', () => {
  assert.equal(completed(en, ':smi')[0], '😄 smile');
  assert.ok(completed(en, ':smi').includes('😃 smiley'));
  assert.equal(completed(en, ':smile')[0], '😄 smile');
  assert.equal(completed(en, 'TADA')[0], '🎉 tada');
  assert.equal(completed(en, ':thumbs', 1)[0], '👍 thumbsup');
  assert.equal(completed(en, ':+')[0], '👍 +1');
  assert.equal(completed(en, ':smi', 3).length, 3);
  assert.ok(completed(en, ':smi').length <= 8);
});

test('a word of one’s own language leads to shortcodes too', () => {
  assert.ok(completed(de, ':feier').length > 0);
  assert.ok(completed(de, ':fröhlich', 50).includes('😀 grinning'));
});

test('a whole shortcode is that one emoji, or none', () => {
  assert.deepEqual(completed(en, ':smile:'), ['😄 smile']);
  assert.deepEqual(completed(de, ':heart:'), ['❤️ heart']);
  assert.deepEqual(completed(en, ':smil:'), []);
  assert.deepEqual(completed(en, ':happy:'), []);
  assert.deepEqual(completed(en, ':'), []);
  assert.deepEqual(completed(en, '::'), []);
  assert.deepEqual(completed(en, ''), []);
});
