import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Message } from '@realtime-chat/protocol';
import { type Asked, type ChangeHistory, checkChanges, type LogEntry } from './change-checker.ts';
import type { PromiseName } from './checker.ts';

const era = 0;
const asked: Asked[] = [
  { kind: 'message', id: 'a', text: 'one', acknowledged: { seq: 1, era } },
  { kind: 'edit', id: 'b', text: 'two', target: 1, acknowledged: { seq: 2, era } },
  {
    kind: 'react',
    id: 'c',
    target: 1,
    emoji: '👍',
    on: true,
    sender: 'ben',
    acknowledged: { seq: 3, era },
  },
  { kind: 'message', id: 'd', text: 'three', acknowledged: { seq: 4, era } },
  { kind: 'delete', id: 'e', target: 4, acknowledged: { seq: 5, era } },
  { kind: 'edit', id: 'f', text: 'four', target: 4, refused: 'not_found' },
];
const entries: LogEntry[] = [
  { seq: 1, type: 'message', id: 'a', sender: 'ann' },
  { seq: 2, type: 'edit', id: 'b', sender: 'ann', target: 1 },
  { seq: 3, type: 'react', id: 'c', sender: 'ben', target: 1 },
  { seq: 4, type: 'message', id: 'd', sender: 'ann' },
  { seq: 5, type: 'delete', id: 'e', sender: 'ann', target: 4 },
];
const message = (seq: number, text: string, more: Partial<Message> = {}): Message => ({
  seq,
  id: 'x',
  time: 0,
  sender: 'ann',
  message: text,
  ...more,
});
const liked = (...people: string[]) => ({
  reactions: [{ emoji: '👍', count: people.length, people: people.map((id) => ({ id })) }],
});
const [edited, deleted] = [message(1, 'two', liked('ben')), message(4, '', { deleted: true })];
const messages = [edited, deleted];
const good: ChangeHistory = {
  era,
  asked,
  entries,
  messages,
  views: [{ who: 'ann', place: 5, messages }],
};

function broken(more: Partial<ChangeHistory>): PromiseName[] {
  return [...new Set(checkChanges({ ...good, ...more }).map(({ promise }) => promise))].toSorted();
}

describe('the checker of changes', () => {
  test('finds nothing wrong where everybody reads what became of each message', () => {
    assert.deepEqual(checkChanges(good), []);
    // Who came in late has only some of them.
    assert.deepEqual(broken({ views: [{ who: 'ben', place: 5, messages: [deleted] }] }), []);
  });

  test('finds an acknowledged change that is not stored, or elsewhere, and a refused one that is', () => {
    const lost = { ...good.asked[1], acknowledged: { seq: 3, era } } as Asked;
    assert.deepEqual(broken({ asked: asked.with(1, lost) }), ['acknowledged']);
    const more: Asked = {
      kind: 'react',
      id: 'g',
      target: 1,
      emoji: '🎉',
      on: true,
      sender: 'ben',
      acknowledged: { seq: 6, era },
    };
    assert.deepEqual(broken({ asked: [...asked, more] }), ['acknowledged']);
    const refused = { ...good.asked[2], acknowledged: undefined, refused: 'too_many' } as unknown as Asked;
    assert.deepEqual(broken({ asked: asked.with(2, refused) }), ['acknowledged']);
  });

  test('takes a reaction that changes nothing for stored, and none that would have changed something', () => {
    const idle = (sender: string, emoji: string, on: boolean, seq: number): Asked[] => [
      ...asked,
      { kind: 'react', id: 'g', target: 1, emoji, on, sender, acknowledged: { seq, era } },
    ];
    for (const nothing of [
      idle('ben', '👍', true, 3),
      idle('ben', '👍', true, 5),
      idle('ann', '👍', false, 5),
    ]) {
      assert.deepEqual(broken({ asked: nothing }), []);
    }
    for (const lost of [
      idle('ann', '👍', true, 5),
      idle('ben', '👍', true, 2),
      idle('ben', '👍', false, 4),
      idle('ben', '🎉', true, 4),
      idle('ben', '👍', true, 6),
    ]) {
      assert.deepEqual(broken({ asked: lost }), ['acknowledged']);
    }
  });

  test('forgives the loss of what was acknowledged by a store that was destroyed', () => {
    assert.deepEqual(broken({ era: 1, entries: [], messages: [], views: [] }), []);
  });

  test('finds a change that is stored twice, one for which nobody asked, and a gap', () => {
    const again = { seq: 6, type: 'react', id: 'c', sender: 'ben', target: 1 };
    assert.deepEqual(broken({ entries: [...entries, again], views: [] }), ['once']);
    const foreign = { ...again, id: 'nobody’s' };
    assert.deepEqual(broken({ entries: [...entries, foreign], views: [] }), ['genuine']);
    const gap = { ...again, seq: 7, id: 'f' };
    assert.ok(broken({ entries: [...entries, gap], views: [] }).includes('contiguous'));
  });

  test('finds somebody who reads a message otherwise, and one who is behind', () => {
    const wrong = [
      message(1, 'one', liked('ben')),
      message(1, 'two'),
      message(1, 'two', liked('ann')),
      message(1, 'two', { reactions: [{ emoji: '👍', count: 2, people: [{ id: 'ben' }] }] }),
      message(1, 'two', { ...liked('ben'), deleted: true }),
      message(4, ''),
    ];
    for (const each of wrong) {
      assert.deepEqual(broken({ views: [{ who: 'ben', place: 5, messages: [each] }] }), ['folded']);
    }
    assert.deepEqual(broken({ views: [{ who: 'ben', place: 4, messages }] }), ['contiguous']);
  });

  test('finds a text that was replaced or deleted, wherever it is told', () => {
    const [first, second, ...rest] = entries;
    assert(first && second);
    for (const message of ['one', 'three']) {
      const told: LogEntry & { message: string } = { ...second, message };
      assert.deepEqual(broken({ entries: [first, told, ...rest] }), ['gone'], message);
    }
  });
});
