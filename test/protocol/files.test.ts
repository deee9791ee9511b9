import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Change,
  editSchema,
  fileLimits,
  fileNameFrom,
  fold,
  parse,
  sendSchema,
  uploadSchema,
  withoutPerson,
} from '@realtime-chat/protocol';

const id = 'abcdefghijklmnopqrstuv';
const other = 'vutsrqponmlkjihgfedcba';
const send = { room: 'lobby', id: 'abcdefghijklmnop', message: '' };
const files = [{ id, name: 'cat.png', type: 'image/png', size: 3 }];
const change = { id: 'change', sender: 'ann', target: 1, seq: 2, time: 200 };

test('an edit and a reaction keep the files of a message, a deletion removes them', () => {
  const edit: Change = { ...change, type: 'edit', message: '' };
  const edited = fold({ message: 'a cat', files }, edit);
  assert.deepEqual(edited, { message: '', files, edited: 200 });
  const reaction: Change = { ...change, type: 'react', emoji: '👍', count: 1, on: true };
  assert.deepEqual(fold(edited, reaction).files, files);
  assert.deepEqual(fold(edited, { ...change, type: 'delete' }), { message: '', deleted: true });
});

test('the erasure of a person removes the files of their messages', () => {
  const message = { sender: 'ann', username: 'Ann', message: 'a cat', files };
  const erased = { sender: 'ann', username: '', message: '', deleted: true };
  assert.deepEqual(withoutPerson(message, 'ann'), erased);
  assert.equal(withoutPerson(message, 'ben'), message);
});

test('the text of a message may be empty only beside files', () => {
  assert.deepEqual(parse(sendSchema, send), { ok: false, reason: 'message must not be empty' });
  const given = { ...send, files: [{ id, alt: 'a  cat\n' }] };
  const value = { ...send, files: [{ id, alt: 'a cat' }] };
  assert.deepEqual(parse(sendSchema, given), { ok: true, value });
  assert.deepEqual(parse(sendSchema, { ...given, message: ' \u200b' }), { ok: true, value });
  const target = { seq: 1, id: send.id };
  assert.equal(parse(editSchema, { ...send, target }).ok, true);
});

const refusals: [files: unknown, reason: string][] = [
  ['cat.png', 'files must be a list'],
  [[], 'files must not be empty'],
  [
    Array.from({ length: 11 }, (_, index) => ({ id: id.slice(2) + String(index).padStart(2, '0') })),
    'files must have at most 10 files',
  ],
  [[{ id }, { id: other }, { id }], 'files must not repeat a file'],
  [[{ id: `${id}w` }], 'files.0.id must be the id of a file'],
  [[{ id, alt: 'a'.repeat(501) }], 'files.0.alt must have at most 500 characters'],
  [[{ id, alt: '\u0001' }], 'files.0.alt holds a control character'],
  [[{ id, preview: 'a'.repeat(41) }], 'files.0.preview must have at most 40 characters'],
  [[{ id, preview: 'a+b=' }], 'files.0.preview must be base64url'],
];

for (const [given, reason] of refusals) {
  test(`a message is refused for its files: ${reason}`, () => {
    assert.deepEqual(parse(sendSchema, { ...send, files: given }), { ok: false, reason });
  });
}

test('name, type and size of a sent file are not taken from its sender', () => {
  const parsed = parse(sendSchema, { ...send, files: [{ ...files[0], alt: 'a cat' }] });
  assert.deepEqual(parsed.ok && parsed.value.files, [{ id, alt: 'a cat' }]);
});

test('an upload has a size, and a name that is cleaned', () => {
  const upload = { room: 'lobby', name: '../../etc/\u202epasswd\u0000', size: 1, type: 'text/html' };
  assert.deepEqual(parse(uploadSchema, upload), { ok: true, value: { ...upload, name: 'passwd' } });
  const empty = 'size must not be 0: an empty file cannot be sent';
  assert.deepEqual(parse(uploadSchema, { ...upload, size: 0 }), { ok: false, reason: empty });
  assert.equal(parse(uploadSchema, { ...upload, size: 1.5 }).ok, false);
  assert.equal(parse(uploadSchema, { ...upload, name: 'n'.repeat(4097) }).ok, false);
});

const names: [given: string, name: string][] = [
  ['cat.png', 'cat.png'],
  ['C:\\Users\\ann\\cat.png', 'cat.png'],
  ['a/b/../c.txt', 'c.txt'],
  ['..', 'file'],
  ['', 'file'],
  ['/', 'file'],
  ['\u202egnp.exe', 'gnp.exe'],
  ['a\u0000\nb\u2028c.txt', 'a b c.txt'],
  ['.htaccess', 'htaccess'],
  ['cafe\u0301.txt', 'caf\u00e9.txt'],
  ['\ud800.txt', 'txt'],
  ['日本語 (1).pdf', '日本語 (1).pdf'],
];

for (const [given, name] of names) {
  test(`the name of a file is cleaned: ${JSON.stringify(given)}`, () => {
    assert.equal(fileNameFrom(given), name);
    assert.equal(fileNameFrom(name), name);
  });
}

test('a name of 4,000 characters is cut before its ending, and not within an emoji', () => {
  const name = fileNameFrom(`${'👩‍👩‍👧‍👦'.repeat(360)}.tar.gz`);
  assert.ok(name.length <= fileLimits.name && name.length > fileLimits.name - 20, String(name.length));
  assert.match(name, /👦\.tar\.gz$/u);
  assert.equal(fileNameFrom(name), name);
  assert.equal(fileNameFrom(`a.${'b'.repeat(4000)}`).length, fileLimits.name);
});
