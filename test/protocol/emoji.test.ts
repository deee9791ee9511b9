import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { emojiSchema, parse } from '@realtime-chat/protocol';

/** The emoji as the relay takes it, if it does. */
function taken(emoji: string): string {
  const parsed = parse(emojiSchema, emoji);
  return parsed.ok ? parsed.value : 'none';
}

interface Known {
  emoji: string;
  skins?: Known[];
}

test('every emoji that people can pick is one, and is in its spelling already but for what shows nothing', () => {
  const file = createRequire(import.meta.url).resolve('emojibase-data/en/data.json');
  const known = JSON.parse(readFileSync(file, 'utf8')) as Known[];
  const all = known.flatMap((each) => [each, ...(each.skins ?? [])]).map(({ emoji }) => emoji);
  // Letters of flags are in that list too.
  const emoji = all.filter((each) => !/^\p{Regional_Indicator}$/u.test(each));
  assert.ok(emoji.length > 3500);
  for (const each of emoji) {
    const spelling = taken(each);
    assert.equal(spelling.replaceAll('\uFE0F', ''), each.replaceAll('\uFE0F', ''));
    assert.equal(taken(spelling), spelling);
  }
});

test('what looks the same is the same emoji', () => {
  const spellings = [
    ['❤\uFE0F', '❤', '❤\uFE0F\uFE0F'],
    ['👍', '👍\uFE0F'],
    ['👍🏽', '👍\uFE0F🏽'],
    ['1\uFE0F\u20E3', '1\u20E3'],
    ['🏳\uFE0F\u200D🌈', '🏳\u200D🌈'],
    ['👩\u200D❤\uFE0F\u200D👨', '👩\u200D❤\u200D👨'],
    ['🇩🇪'],
    ['🏴\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}'],
  ];
  for (const [spelling, ...others] of spellings) {
    for (const each of [spelling, ...others]) assert.equal(taken(each ?? ''), spelling);
  }
});

test('what is not one emoji is none', () => {
  const none = [
    '',
    ' ',
    'a',
    '1',
    '#',
    '👍👍',
    ' 👍',
    '👍\n',
    '👍\u200D',
    '\u200D',
    '\uFE0F',
    '👍\u{E0067}',
    '❤\uFE0E',
    '🇩',
    '🇩🇩',
    '🇩🇪🇫🇷',
    '🏴\u{E0067}\u{E007F}',
    '👍\ud83d',
    '👩\u200D👩\u200D👩\u200D👩\u200D👩',
  ];
  for (const each of none) assert.equal(taken(each), 'none', JSON.stringify(each));
});
