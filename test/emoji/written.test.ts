// What the build writes for the picker, as the picker reads it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync, brotliDecompressSync } from 'node:zlib';
import { isEmoji, spelled } from '../../protocol/src/emoji.ts';
import { emojiLanguages, parseEmoji } from '../../widget/src/emoji/emoji-data.ts';
import { emojiIn } from './support/emoji-in.ts';

const dist = new URL('../../widget/dist/', import.meta.url);

test('there is a file for each language that a widget asks for, and for no other', () => {
  const written = readdirSync(dist).flatMap(
    (file) => /^realtime-chat-emoji-(.+)\.json$/.exec(file)?.[1] ?? [],
  );
  assert.deepEqual(written.sort(), [...emojiLanguages].sort());
  assert.ok(written.length > 20);
});

for (const language of emojiLanguages) {
  test(`each emoji has a name in ${language}`, () => {
    const { groups, emoji } = emojiIn(language);
    assert.equal(groups.length, 9);
    assert.ok(groups.every(Boolean));
    assert.ok(emoji.length > 1800 && emoji.length < 2500, `${emoji.length}`);
    assert.deepEqual(
      emoji.map((each) => each.emoji),
      emojiIn('en').emoji.map((each) => each.emoji),
    );
    for (const { emoji: character, name, shortcodes, group } of emoji) {
      assert.ok(name, character);
      assert.ok(shortcodes[0], character);
      assert.ok(groups[group], character);
    }
  });
}

test('the emoji are in the standard order, group by group, each once', () => {
  const { emoji } = emojiIn('en');
  assert.deepEqual(
    emoji.slice(0, 3).map((each) => each.emoji),
    ['😀', '😃', '😄'],
  );
  assert.equal(emoji.at(-1)?.name, 'flag: Wales');
  const groups = emoji.map(({ group }) => group);
  assert.deepEqual(
    groups,
    [...groups].sort((one, other) => one - other),
  );
  assert.equal(new Set(emoji.map((each) => each.emoji)).size, emoji.length);
});

test('each emoji is spelled as keyboards type it', () => {
  const all = emojiIn('en').emoji.map((each) => each.emoji);
  for (const typed of ['👍', '❤️', '☺️', '🏳️‍🌈', '👁️‍🗨️', '🇩🇪', '#️⃣']) assert.ok(all.includes(typed), typed);
  // As far as this Node knows the standard.
  const known = emojiIn('en').emoji.filter(({ version }) => version <= 15);
  const isQualified = new RegExp(String.raw`^\p{RGI_Emoji}$`, 'v');
  assert.deepEqual(
    known.filter(({ emoji }) => !isQualified.test(emoji)).map(({ emoji, name }) => `${emoji} ${name}`),
    [],
  );
});

test('skin tones, hair and letters of flags are no emoji by themselves', () => {
  for (const { emoji, name } of emojiIn('en').emoji) {
    assert.doesNotMatch(emoji, /[\u{1F3FB}-\u{1F3FF}]/u, name);
    assert.doesNotMatch(emoji, /^[\u{1F1E6}-\u{1F1FF}\u{1F9B0}-\u{1F9B3}]$/u, name);
  }
});

test('names, keywords and groups are in the language, shortcodes in English', () => {
  const { groups, emoji } = emojiIn('de');
  assert.equal(groups[0], 'Smileys & Emotionen');
  const grinning = emoji[0];
  assert.equal(grinning?.name, 'grinsendes Gesicht');
  assert.ok(grinning.keywords.includes('fröhlich'));
  assert.deepEqual(grinning.shortcodes, ['grinning']);
  assert.deepEqual(emoji.find((each) => each.emoji === '👍')?.shortcodes, ['+1', 'thumbsup']);
});

test('the compressed files hold the same', () => {
  for (const language of emojiLanguages) {
    const file = (ending: string): Buffer =>
      readFileSync(new URL(`realtime-chat-emoji-${language}.json${ending}`, dist));
    assert.ok(gunzipSync(file('.gz')).equals(file('')), language);
    assert.ok(brotliDecompressSync(file('.br')).equals(file('')), language);
  }
});

test('a file that is no file of emoji is refused', () => {
  const row: unknown[] = ['😀', 'grinning face', [], ['grinning'], 0, 1];
  assert.equal(parseEmoji({ groups: ['Smileys'], emoji: [row] }).emoji[0]?.name, 'grinning face');
  const wrong = [
    undefined,
    'emoji',
    [],
    {},
    { groups: ['Smileys'] },
    { groups: ['Smileys'], emoji: [] },
    { groups: ['Smileys'], emoji: ['😀'] },
    { groups: 'Smileys', emoji: [row] },
    { groups: [1], emoji: [row] },
    ...row.map((_, at) => ({ groups: ['Smileys'], emoji: [row.with(at, null)] })),
    { groups: ['Smileys'], emoji: [row, row.with(2, [1])] },
  ];
  for (const file of wrong) assert.throws(() => parseEmoji(file), TypeError, JSON.stringify(file));
});

test('every emoji of the picker is one that a relay takes, in the spelling that it keeps', () => {
  for (const { emoji } of emojiIn('en').emoji) {
    assert.ok(isEmoji(emoji), emoji);
    assert.equal(spelled(emoji), emoji);
  }
});
