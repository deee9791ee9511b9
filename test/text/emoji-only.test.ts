import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emojiSize } from '../../widget/src/text/emoji-only.ts';

test('one to three emoji of any kind, with spaces or without, are shown very large', () => {
  for (const text of [
    '👍',
    ' 😀 😀\n',
    '❤️',
    '❤️‍🔥',
    '☝🏽',
    '👍🏽'.repeat(3),
    '👩‍👩‍👧‍👦',
    '🏳️‍🌈',
    '🏳‍🌈',
    '🇩🇪🇫🇷',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '1️⃣#️⃣',
    '©️',
  ]) {
    assert.equal(emojiSize(text), 'few', text);
  }
});

test('four to eight are shown large', () => {
  for (const text of ['👍'.repeat(4), '👩‍👩‍👧‍👦 '.repeat(8)]) assert.equal(emojiSize(text), 'several', text);
});

test('digits, letters, signs and more than eight are not', () => {
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
    '👍'.repeat(9),
    '\ufe0f',
    '\u200d',
  ]) {
    assert.equal(emojiSize(text), undefined, text);
  }
});
