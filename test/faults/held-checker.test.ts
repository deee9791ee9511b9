import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PromiseName } from './checker.ts';
import { checkHeld, type HeldHistory, type HeldMessage } from './held-checker.ts';

const asked: HeldMessage[] = [
  { id: 'a', text: 'A', refused: 'held' },
  { id: 'b', text: 'B', refused: 'held', resolved: 'approved' },
  { id: 'c', text: 'C', refused: 'held', resolved: 'dismissed' },
  { id: 'd', text: 'D', refused: 'blocked' },
];
const of = (...ids: string[]) => ids.map((id) => ({ id, text: id.toUpperCase() }));
const good: HeldHistory = { asked, published: of('b'), waiting: of('a') };

describe('the checker of held messages', () => {
  test('finds nothing wrong where each is in its place', () => {
    assert.deepEqual(checkHeld(good), []);
  });

  const wrongs: [what: string, more: Partial<HeldHistory>, promises: PromiseName[]][] = [
    ['one that is lost', { waiting: [] }, ['acknowledged']],
    ['one that was approved and is lost', { published: [] }, ['acknowledged']],
    ['one that was approved and still waits', { waiting: of('a', 'b') }, ['once']],
    ['one that was approved and only waits', { published: [], waiting: of('a', 'b') }, ['acknowledged']],
    ['one that nobody approved', { published: of('b', 'a'), waiting: [] }, ['acknowledged']],
    ['one that was dismissed and waits', { waiting: of('a', 'c') }, ['acknowledged']],
    ['one that was dismissed and is published', { published: of('b', 'c') }, ['acknowledged']],
    ['one that was refused and is published', { published: of('b', 'd') }, ['acknowledged']],
    ['one that is published twice', { published: of('b', 'b') }, ['once']],
    ['one that waits twice', { waiting: of('a', 'a') }, ['once']],
    ['one that nobody wrote', { waiting: of('a', 'e') }, ['genuine']],
    ['one whose text was changed', { published: [{ id: 'b', text: 'X' }] }, ['genuine']],
  ];
  for (const [what, more, promises] of wrongs) {
    test(`finds ${what}`, () => {
      const found = checkHeld({ ...good, ...more }).map(({ promise }) => promise);
      assert.deepEqual([...new Set(found)].toSorted(), promises);
    });
  }
});
