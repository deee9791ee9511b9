import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  comparableName,
  holdsCheckMark,
  isName,
  limits,
  nameFrom,
  parse,
  shownName,
  usernameSchema,
} from '@realtime-chat/protocol';
import * as v from 'valibot';

const names = [
  'Ann',
  ' Ann Lee ',
  'Zoë van ’t Hoff',
  'שלום',
  'مرحبا',
  'می‌خواهم',
  '日本語',
  '👩‍👩‍👧‍👦',
  'नमस्ते',
  '<b>',
  '0',
  '.',
];
const noNames = [
  '',
  ' \t',
  'Ann\nBob',
  'Ann\u0000',
  'Ann\u2028Bob',
  'Ann\u0085Bob',
  '\u200b',
  '\u2060\ufeff\u00ad',
  '\u3164',
  '\u2800',
  '\u202e\u202c',
  'half\ud83d',
  'x'.repeat(limits.name + 1),
];

test('a name of any script will do, if it can be seen and stands on one line', () => {
  for (const name of ['\u{1d159}', ' \u{1d159}\u2800', '\u0301', '\u{16fe4}', '\u20dd \u0301']) {
    assert.equal(isName(name), false, JSON.stringify(name));
  }
  // Signs that enclose or overline digits and letters are none of a name, visible or not.
  for (const name of ['\u070f', '\u0600', '\u06dd\u08e2', '\u070f\u200d\u070f']) {
    assert.equal(isName(name), false, JSON.stringify(name));
  }
  for (const name of names) assert.equal(isName(name), true, JSON.stringify(name));
  for (const name of noNames) assert.equal(isName(name), false, JSON.stringify(name));
  assert.equal(isName('世'.repeat(limits.name)), true);
});

test('the relay and a page agree on what is a name', () => {
  const schema = v.object({ username: usernameSchema });
  for (const username of [...names, ...noNames]) {
    assert.equal(parse(schema, { username }).ok, isName(username), JSON.stringify(username));
  }
});

test('the relay’s own name is known in any case, in any width, and with what cannot be seen in it', () => {
  for (const name of [
    'Server',
    'server',
    'SERVER',
    ' Server\t',
    'Ser\u200bver',
    'Server\u070f',
    'Ser\u{13441}ver',
    '\u202eServer',
    'Ｓｅｒｖｅｒ',
    '𝐒erver',
  ]) {
    assert.equal(comparableName(name), 'server', JSON.stringify(name));
  }
  for (const name of ['Servers', 'Ser ver', 'My Server', ''])
    assert.notEqual(comparableName(name), 'server', name);
});

test('what cannot be seen is left out of a name, the controls of direction first of all', () => {
  const cleaned = [
    ['\u202eeeL nnA', 'eeL nnA'],
    ['Ann\u2066 Lee\u2069', 'Ann Lee'],
    ['\u200eAnn\u200f\u061c', 'Ann'],
    ['A\u200bn\u00adn\u2060\ufeff', 'Ann'],
    ['A\u200cn\u200dn', 'Ann'],
    ['Ann\ufe0f', 'Ann'],
    ['Ann\u{e0041}\u{e0042}', 'Ann'],
    ['Ann\u3164\u2800', 'Ann'],
    ['Ann\u070f \u0600Lee', 'Ann Lee'],
    [' Ann \u3000\u00a0 Lee ', 'Ann Lee'],
    // What gives letters and emoji their form stays.
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['क\u094d\u200dष', 'क\u094d\u200dष'],
    ['👩\u200d👩\u200d👧', '👩\u200d👩\u200d👧'],
    ['❤\ufe0f Ann 3\ufe0f\u20e3', '❤\ufe0f Ann 3\ufe0f\u20e3'],
    [
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    ],
  ] as const;
  for (const [username, name] of cleaned) {
    assert.deepEqual(parse(v.object({ username: usernameSchema }), { username }), {
      ok: true,
      value: { username: name },
    });
    assert.equal(nameFrom(username), name);
    assert.equal(shownName(username), name);
  }
});

test('a name has few marks on each letter, and few in all', () => {
  const many = '\u0301'.repeat(60);
  for (const name of [
    `Ann${many}`,
    `A${many.slice(0, 5)}`,
    `\u00e9${many.slice(0, 4)}`,
    'a\u0301\u0302\u0303\u0304'.repeat(9),
  ]) {
    assert.equal(isName(name), false, JSON.stringify(name));
  }
  for (const name of ['Nguyễn Thị Ánh', 'שָׁלוֹם עֲלֵיכֶם', 'ผู้ใหญ่ที่นี่', 'नमस्ते', 'Z\u0351\u036b\u0343\u036aalgo']) {
    assert.equal(isName(name), true, name);
  }
  assert.equal(shownName(`Ann${many}`).length < 8, true);
});

test('check marks are known in any form, and not drawn in a name', () => {
  for (const mark of ['✔', '✓', '☑', '✅', '🗸', '🗹', '√', '✔\ufe0f', '☑\ufe0e', '🔵✓', '⍻', '🮱', '𐄂']) {
    assert.equal(holdsCheckMark(`Ann Lee ${mark}`), true, mark);
    assert.equal(shownName(`Ann Lee ${mark}`).startsWith('Ann Lee'), true);
    assert.equal(holdsCheckMark(shownName(`Ann Lee ${mark}`)), false);
  }
  assert.equal(shownName('Ann ✔\ufe0f Lee'), 'Ann Lee');
  for (const name of ['Ann', 'Ann ✗', 'V', '🔵']) assert.equal(holdsCheckMark(name), false, name);
});
