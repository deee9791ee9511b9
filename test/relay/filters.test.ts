import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finder, hasLink } from '../../relay/src/filters.ts';

test('a word of the list is found in whatever disguise, and only as a word', () => {
  const isBlocked = finder(['# rude words', '', ' Badword ', 'spam*', 'very rude', '馬鹿']);
  const found = [
    'badword',
    'You BADWORD!',
    'bádword'.normalize('NFC').replace('á', 'a'),
    'b4dw0rd',
    'baaadwooord',
    'bаdwоrd',
    'bad\u200bword',
    'ｂａｄｗｏｒｄ',
    'b a d w o r d',
    'b.a-d_w*o r d',
    'spam',
    'spammers all',
    'that is very   RUDE.',
    'お前は馬鹿だ',
  ];
  for (const text of found) assert.ok(isBlocked(text), text);
  for (const text of [
    'badwords',
    'bad word',
    'xbadword',
    'unspam',
    'very',
    'rude',
    'a b c',
    '',
    '# rude words',
  ]) {
    assert.ok(!isBlocked(text), text);
  }
});

test('a list without words blocks nothing', () => {
  for (const lines of [[], [''], ['# nothing', '*', '…']]) assert.ok(!finder(lines)('anything * … #'));
});

test('addresses are found, also those that nobody marked', () => {
  for (const text of [
    'https://example.org',
    'see www.example.org/x',
    'example.com',
    'mail me@example.org',
    '[x](http://a.b/c)',
  ]) {
    assert.ok(hasLink(text), text);
  }
  for (const text of ['hello', 'and so on...next', '3.14', 'a/b', 'e.g. this', 'node.js'])
    assert.ok(!hasLink(text), text);
});
