import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksLikeServer, looksOf } from '../../relay/src/rooms/confusables.ts';
import { Names } from '../../relay/src/rooms/names.ts';

const alike = (one: string, other: string): boolean =>
  looksOf(one).some((look) => looksOf(other).includes(look));

test('names that can be taken for each other look alike', () => {
  const disguises = [
    ['Alice', 'ALICE'],
    ['Alice', 'AIice'],
    ['ALICE', 'AIice'],
    ['Alice', 'Al1ce'.replace('1', 'і')],
    ['Alice', 'А1ісе'],
    ['Alice', 'Ａｌｉｃｅ'],
    ['Alice', 'Al\u200bice'],
    ['Alice', ' A l i c e '],
    ['Alice', '𝔄𝔩𝔦𝔠𝔢'],
    ['modern', 'modem'],
    ['Zoë', 'Zoe\u0308'],
    ['STRASSE', 'straße'],
  ] as const;
  for (const [one, other] of disguises) assert.ok(alike(one, other), `${one} and ${other}`);
});

test('other names do not', () => {
  const others = ['Alicia', 'Alic', 'Malice', 'Bob', '', '日本', 'Élise'];
  for (const other of others) assert.ok(!alike('Alice', other), other);
  assert.ok(!alike('日本', '日木'));
  assert.ok(!alike('Zoë', 'Zoe'));
});

test('what looks like the relay’s own name is found, whatever letters it is written in', () => {
  for (const name of ['Server', 'SERVER', 'Ѕеrvеr', 'Ser\u00adver', 'Ｓｅｒｖｅｒ', 's e r v e r']) {
    assert.ok(looksLikeServer(name), name);
  }
  for (const name of ['Serverin', 'Serve', 'The Server']) assert.ok(!looksLikeServer(name), name);
});

test('a name is taken for as long as somebody else goes by it, in any of their tabs', () => {
  const names = new Names();
  names.add('Ann', 'a');
  names.add('ann', 'a');
  assert.ok(!names.isTaken('Ann', 'a'));
  assert.ok(names.isTaken('ANN', 'b'));
  names.add('Ann', 'b');
  assert.ok(names.isTaken('Ann', 'a'));
  names.remove('Ann', 'b');
  names.remove('Ann', 'a');
  assert.ok(names.isTaken('Ann', 'b'));
  names.remove('ann', 'a');
  assert.ok(!names.isTaken('Ann', 'b'));
});
