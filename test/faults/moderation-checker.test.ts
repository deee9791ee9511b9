import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LogEntry } from './change-checker.ts';
import type { PromiseName } from './checker.ts';
import { checkModeration, type RequestedAction, type ModerationHistory } from './moderation-checker.ts';

const era = 0;
const requested: RequestedAction[] = [
  { id: 'a', action: 'mute', person: 'ann', acknowledged: { seq: 1, era } },
  { id: 'b', action: 'ban', person: 'ben', acknowledged: { seq: 2, era } },
  { id: 'c', action: 'slow', seconds: 5, acknowledged: { seq: 3, era } },
  { id: 'd', action: 'lock', acknowledged: { seq: 4, era } },
  { id: 'e', action: 'unmute', person: 'ann', acknowledged: { seq: 5, era } },
  { id: 'f', action: 'ban', person: 'cem', refused: 'forbidden' },
];
const entries: LogEntry[] = requested.slice(0, 5).map(({ id, action, person, seconds }, index) => {
  return { seq: index + 1, type: 'moderate', id, sender: 'mona', action, person, seconds };
});
const holding = { muted: [], banned: ['ben'], slow: 5, locked: true };
const good: ModerationHistory = { era, requested, entries, holding };

function broken(more: Partial<ModerationHistory>): PromiseName[] {
  return [...new Set(checkModeration({ ...good, ...more }).map(({ promise }) => promise))].toSorted();
}

const [first, ...rest] = entries;
const without = (id: string) => entries.filter((entry) => entry.id !== id);
const counted = (list: readonly LogEntry[]) => list.map((entry, index) => ({ ...entry, seq: index + 1 }));

describe('the checker of moderation', () => {
  test('finds nothing wrong if the restrictions agree with the log', () => {
    assert.deepEqual(checkModeration(good), []);
    // A store that was lost takes what it had acknowledged with it.
    const empty = { muted: [], banned: [], slow: 0, locked: false };
    assert.deepEqual(broken({ era: 1, entries: [], holding: empty }), []);
  });

  const wrongs: [what: string, more: Partial<ModerationHistory>, promises: PromiseName[]][] = [
    ['a ban that does not hold', { holding: { ...holding, banned: [] } }, ['folded']],
    ['a mute that was lifted and holds', { holding: { ...holding, muted: ['ann'] } }, ['folded']],
    ['a lock that is lost', { holding: { ...holding, locked: false } }, ['folded']],
    ['a slow mode of another length', { holding: { ...holding, slow: 0 } }, ['folded']],
    ['an action that is lost', { entries: counted(without('e')) }, ['acknowledged', 'folded']],
    ['an action that is stored twice', { entries: counted([...entries, ...rest.slice(-1)]) }, ['once']],
    ['a gap', { entries: without('c') }, ['acknowledged', 'contiguous', 'folded']],
    [
      'a refused one that is stored',
      {
        entries: counted([
          ...entries,
          { ...entries[1], seq: 6, type: 'moderate', id: 'f', sender: 'mona', person: 'cem' },
        ]),
      },
      ['acknowledged', 'folded'],
    ],
    [
      'one that nobody asked for',
      {
        entries: counted([...entries, { seq: 6, type: 'moderate', id: 'g', sender: 'mona', action: 'lock' }]),
      },
      ['genuine'],
    ],
    [
      'one about somebody else',
      { entries: [{ ...first, seq: 1, type: 'moderate', id: 'a', sender: 'mona', person: 'ben' }, ...rest] },
      ['genuine'],
    ],
  ];
  for (const [what, more, promises] of wrongs) {
    test(`finds ${what}`, () => assert.deepEqual(broken(more), promises));
  }
});
