import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEmojiOnly } from '../../widget/src/text/emoji-only.ts';

test('one to six emoji of any kind, with spaces or without, are emoji only', () => {
  for (const text of [
    '👍',
    ' 😀 😀\n',
    '❤️',
    '❤️‍🔥',
    '☝🏽',
    '👍🏽'.repeat(6),
    '👩‍👩‍👧‍👦',
    '🏳️‍🌈',
    '🏳‍🌈',
    '🇩🇪🇫🇷',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '1️⃣#️⃣',
    '©️',
  ]) {
    assert.equal(isEmojiOnly(text), true, text);
  }
});

test('digits, letters, signs and more than six are not', () => {
  for (const text of [
    '',
    ' ',
    '1',
    '12',
    '#',
    '*',
    '©',
    '☝',
    '🇩',
    'a👍',
    '👍.',
    '👍'.repeat(7),
    '\ufe0f',
    '\u200d',
  ]) {
    assert.equal(isEmojiOnly(text), false, text);
  }
});
