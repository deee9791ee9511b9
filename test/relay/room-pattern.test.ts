import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { matchesPattern } from '../../relay/src/moderation/room-pattern.ts';

/** The definition by recursion, which may be slow: a star matches nothing, or one more character. */
function fitsSlowly(pattern: string, room: string): boolean {
  if (pattern === '') return room === '';
  const rest = pattern.slice(1);
  if (pattern[0] === '*')
    return fitsSlowly(rest, room) || (room !== '' && fitsSlowly(pattern, room.slice(1)));
  return pattern[0] === room[0] && fitsSlowly(rest, room.slice(1));
}

test('the matches of the parts between stars do not overlap', () => {
  for (const [pattern, room, fits] of [
    ['a*bb*b', 'abb', false],
    ['a*bb*b', 'abbb', true],
    ['a*bb*b', 'axbbxb', true],
    ['ab*ba', 'aba', false],
    ['*a*a*', 'a', false],
    ['*', '', true],
    ['**', 'a', true],
    ['', 'a', false],
    ['a', 'a', true],
  ] as const) {
    assert.equal(matchesPattern(pattern, room), fits, `${pattern} ${room}`);
    assert.equal(fitsSlowly(pattern, room), fits, `${pattern} ${room}`);
  }
});

test('random patterns match the same rooms as the definition', () => {
  const letters = (units: string[], maxLength: number) =>
    fc.string({ unit: fc.constantFrom(...units), maxLength });
  fc.assert(
    fc.property(letters(['a', 'b', '*'], 7), letters(['a', 'b'], 9), (pattern, room) => {
      assert.equal(matchesPattern(pattern, room), fitsSlowly(pattern, room));
    }),
    { numRuns: 20_000 },
  );
});

test('a pattern of many stars is fast', () => {
  const started = performance.now();
  assert.equal(matchesPattern(`${'*a'.repeat(2000)}*b`, 'a'.repeat(4000)), false);
  assert.ok(performance.now() - started < 1000);
});
