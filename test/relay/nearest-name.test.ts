import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestName } from '../../relay/src/nearest-name.ts';

const known = ['origin', 'port', 'path', 'log-level', 'keep-days'];

test('a word with few wrong letters is known again', () => {
  const meant: [string, string | undefined][] = [
    ['origins', 'origin'],
    ['orgin', 'origin'],
    ['rogiin', 'origin'],
    ['PORT', 'port'],
    ['prot', 'port'],
    ['loglevel', 'log-level'],
    ['keep_days', 'keep-days'],
    ['host', 'port'],
    ['x', undefined],
    ['', undefined],
    ['something', undefined],
    ['o'.repeat(1_000_000), undefined],
  ];
  for (const [given, expected] of meant)
    assert.equal(nearestName(given, known), expected, given.slice(0, 20));
  assert.equal(nearestName('port', []), undefined);
});
