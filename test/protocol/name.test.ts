import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isName, isServerName, limits, parse, usernameSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';

const taken = v.object({ username: usernameSchema });
const reasonOf = (username: string): string | undefined => {
  const parsed = parse(taken, { username });
  return parsed.ok ? undefined : parsed.reason;
};

test('nobody passes for the relay by what cannot be seen', () => {
  const disguises = [
    'Server\u200b',
    '\u2060Server',
    'Ser\u00adver',
    'Se\u200drver',
    'Server\ufe0f',
    '\u202dServer\u202c',
    'Server\u3164',
    'Server\u{e0020}',
    '\u200b Server \u200b',
    'Ｓｅｒｖｅｒ',
    'ſERVER',
    '𝐒𝐞𝐫𝐯𝐞𝐫',
  ];
  for (const name of disguises) assert.equal(isServerName(name), true, JSON.stringify(name));
  for (const name of ['Servers', 'Observer', 'Sérver', '\u200b', ''])
    assert.equal(isServerName(name), false, JSON.stringify(name));
});

test('a name that nobody could see is none', () => {
  for (const name of ['\u200b', '\u3164', '\u00ad\u2060', '\u200b \u200b', '\ufe0f', '\u2800', '\u{e0041}']) {
    assert.equal(isName(name), false, JSON.stringify(name));
    assert.equal(reasonOf(name), 'username must not be invisible', JSON.stringify(name));
  }
});

test('the page and the relay agree on what a name is', () => {
  const names: [string, boolean][] = [
    ['Ann', true],
    ['  Ann\n', true],
    ['👩‍👩‍👧‍👦', true],
    ['नमस्ते', true],
    ['x'.repeat(limits.name), true],
    [` ${'x'.repeat(limits.name)} `, true],
    ['x'.repeat(limits.name + 1), false],
    ['', false],
    [' \t', false],
    ['Ann\nBob', false],
    ['Ann\u2028Bob', false],
    ['Ann\u0007', false],
    ['Ann\ud800', false],
  ];
  for (const [name, fits] of names) {
    assert.equal(isName(name), fits, JSON.stringify(name));
    assert.equal(reasonOf(name) === undefined, fits, JSON.stringify(name));
  }
});
