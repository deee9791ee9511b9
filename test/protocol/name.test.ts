import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isName, isServerName, limits, parse, usernameSchema } from '@realtime-chat/protocol';
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
    '\u202eServer',
    'Ｓｅｒｖｅｒ',
    '𝐒erver',
  ]) {
    assert.equal(isServerName(name), true, JSON.stringify(name));
  }
  for (const name of ['Servers', 'Ser ver', 'My Server', '']) assert.equal(isServerName(name), false, name);
});
