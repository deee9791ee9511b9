import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutText, isVisible, parse, textSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';

/** One or more characters of each kind that draws nothing. */
const invisible = {
  nothing: '',
  'white space': ' \t\n\u00a0\u1680\u2003\u2028\u202f\u205f\u3000\ufeff',
  'zero width': '\u200b\u2060\u180e',
  'joiners alone': '\u200c\u200d\u034f',
  'direction marks': '\u200e\u200f\u061c\u202a\u202e\u202c\u2066\u2069',
  'blank letters': '\u115f\u1160\u3164\uffa0\u2800\u{13441}\u{13442}\u{16fe4}\u{1d159}',
  'soft hyphens': '\u00ad\u00ad',
  'invisible operators': '\u2061\u2062\u2063\u2064',
  'a line over Syriac letters, without them': '\u070f',
  'deprecated format characters': '\u206a\u206f\ufff9\ufffa\ufffb\u{e0001}',
  'musical and shorthand controls': '\u{1d173}\u{1d17a}\u{1bca0}\u{1bca3}',
  'vowels that are never drawn': '\u17b4\u17b5',
  'variation selectors alone': '\u180b\u180d\ufe00\ufe0f\u{e0100}\u{e01ef}',
  tags: '\u{e0020}\u{e0067}\u{e007f}',
  'unassigned, but ignorable': '\u2065\ufff0\u{e0fff}',
};

const visible = [
  '.',
  'a\u200b',
  '\u200b😀',
  '\u0301',
  '\u0600',
  '\u06dd',
  '🇩',
  '🏽',
  '\u20dd',
  '_',
  '\u00b7',
  '〆',
];

test('a text of invisible characters alone is empty, and is refused like one', () => {
  const schema = v.object({ message: textSchema });
  for (const [kind, text] of Object.entries(invisible)) {
    for (const message of [text, ...Array.from(text), text.repeat(20)]) {
      assert.equal(isVisible(message), false, `${kind}: ${JSON.stringify(message)}`);
      assert.deepEqual(parse(schema, { message }), { ok: false, reason: 'message must not be empty' }, kind);
    }
  }
  for (const message of visible) {
    assert.equal(isVisible(message), true, JSON.stringify(message));
    assert.deepEqual(parse(schema, { message }), { ok: true, value: { message } });
  }
});

test('a text is cut between its letters, however many code units they have', () => {
  for (const letter of [
    'a',
    'é',
    'e\u0301',
    '😀',
    '👩‍👩‍👧‍👦',
    '🏳️‍🌈',
    '🇩🇪',
    '👍🏽',
    '한',
    '\u1112\u1161\u11ab',
    '1️⃣',
  ]) {
    const text = `x${letter.repeat(4)}`;
    for (let length = 1; length <= text.length; length++) {
      const whole = Math.floor((length - 1) / letter.length);
      assert.equal(cutText(text, length), `x${letter.repeat(whole)}`, `${letter} ${length}`);
    }
  }
  assert.equal(cutText('short', 64), 'short');
});

test('a single letter that is longer than the cut is cut between its code points', () => {
  assert.equal(cutText(`a${'\u0301'.repeat(99)}`, 64), `a${'\u0301'.repeat(63)}`);
  assert.equal(cutText('👩‍👩‍👧‍👦', 4), '👩‍');
});
