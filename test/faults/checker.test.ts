import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { check, type PromiseName } from './checker.ts';
import type { History, Stored, View } from './history.ts';
import { Random } from './random.ts';
import { checkWire } from './wire-checker.ts';
import { read, write } from './words.ts';

const random = new Random(1);
const [one, two, three] = [0, 1, 2].map((number) => write({ writer: 'ann', number }, random));
assert(one && two && three);

const stored = (seq: number, text: string, username = 'ann'): Stored => ({ seq, text, username });
const view = (log: readonly Stored[], rest: Partial<View> = {}): View => ({
  who: 'ben',
  stored: log,
  unsent: [],
  drafts: [],
  ...rest,
});
const log = [stored(1, one), stored(2, two), stored(3, three)];
const good: History = {
  era: 0,
  written: [
    { writer: 'ann', text: one, acknowledged: { seq: 1, era: 0 } },
    { writer: 'ann', text: two, acknowledged: { seq: 2, era: 0 } },
    { writer: 'ann', text: three },
  ],
  log,
  views: [view(log), view(log.slice(1))],
  steady: ['ann'],
};

function broken(history: History): PromiseName[] {
  return [...new Set(check(history).map(({ promise }) => promise))].toSorted();
}

describe('the checker', () => {
  test('finds nothing wrong where everybody sees the same', () => {
    assert.deepEqual(check(good), []);
  });

  test('finds nothing wrong with a message that still waits, failed or is being written', () => {
    for (const rest of [{ unsent: [three] }, { drafts: [three] }]) {
      const shorter = log.slice(0, 2);
      assert.deepEqual(check({ ...good, log: shorter, views: [view(shorter, rest)] }), []);
    }
  });

  test('finds an acknowledged message that is not stored', () => {
    const shorter = log.slice(0, 1);
    const history = { ...good, log: shorter, views: [view(shorter, { unsent: [three] })] };
    assert.deepEqual(broken(history), ['acknowledged', 'kept']);
  });

  test('finds an acknowledged message that is stored elsewhere than was said', () => {
    const written = good.written.with(0, { writer: 'ann', text: one, acknowledged: { seq: 2, era: 0 } });
    assert.deepEqual(broken({ ...good, written }), ['acknowledged']);
  });

  test('forgives the loss of what was acknowledged by a store that was destroyed', () => {
    const fresh = [stored(1, three)];
    assert.deepEqual(check({ ...good, era: 1, log: fresh, views: [view(fresh)] }), []);
  });

  test('finds a message that is stored twice', () => {
    const doubled = [...log, stored(4, three)];
    assert.deepEqual(broken({ ...good, log: doubled, views: [view(doubled)] }), ['once']);
  });

  test('finds a stored message that is also shown as waiting', () => {
    assert.deepEqual(broken({ ...good, views: [view(log, { unsent: [three] })] }), ['once']);
  });

  test('finds two people who see one place differently', () => {
    const swapped = [stored(1, one), stored(2, three), stored(3, two)];
    assert.deepEqual(broken({ ...good, views: [view(swapped)] }), ['order']);
  });

  test('finds a writer whose messages were overtaken by a later one of theirs', () => {
    const overtaken = [stored(1, two), stored(2, one), stored(3, three)];
    const written = good.written.map(({ writer, text }) => ({ writer, text }));
    assert.deepEqual(broken({ ...good, written, log: overtaken, views: [view(overtaken)] }), ['order']);
  });

  test('finds an older message shown below newer ones', () => {
    const late = [stored(2, two), stored(3, three), stored(1, one)];
    assert.deepEqual(broken({ ...good, views: [view(late)] }), ['contiguous']);
  });

  test('finds a gap in the log and in what somebody sees', () => {
    const gap = [stored(1, one), stored(3, three)];
    assert.deepEqual(broken({ ...good, views: [view(gap)] }), ['contiguous']);
    const written = good.written.filter(({ text }) => text !== two);
    assert.deepEqual(broken({ ...good, written, log: gap, views: [] }), ['contiguous']);
  });

  test('finds somebody who is behind', () => {
    assert.deepEqual(broken({ ...good, views: [view(log.slice(0, 2))] }), ['contiguous']);
  });

  test('finds a message that was written and is nowhere', () => {
    const shorter = log.slice(0, 2);
    assert.deepEqual(broken({ ...good, log: shorter, views: [view(shorter)] }), ['kept']);
  });

  test('finds a message that nobody wrote, one that was changed, and one under a wrong name', () => {
    const foreign = write({ writer: 'eve', number: 0 }, random);
    for (const strange of [stored(4, foreign, 'eve'), stored(4, `${three}0`), stored(4, `x${three}`)]) {
      const longer = [...log, strange];
      assert.deepEqual(broken({ ...good, log: longer, views: [view(longer)] }), ['genuine']);
    }
    const misnamed = log.with(2, stored(3, three, 'eve'));
    assert.deepEqual(broken({ ...good, log: misnamed, views: [] }), ['genuine']);
  });
});

describe('the checker of the wire', () => {
  const joined = { event: 'joined', epoch: 'a', head: 4 } as const;
  const entries = (...seqs: number[]) => ({ event: 'entries', epoch: 'a', entries: seqs }) as const;

  test('finds nothing wrong with live entries that follow or overlap what the join brought', () => {
    assert.deepEqual(checkWire('ben', [joined, entries(5, 6), entries(7)]), []);
    assert.deepEqual(checkWire('ben', [joined, entries(3, 4, 5), entries(6)]), []);
    assert.deepEqual(checkWire('ben', [{ ...joined, since: 2, entries: [3, 4] }, entries(5)]), []);
  });

  test('finds entries that are missing, early, late or of another log', () => {
    const bad = [
      [joined, entries(6)],
      [joined, entries(5), entries(7)],
      [joined, entries(5, 7)],
      [entries(5), joined],
      [joined, { ...entries(5), epoch: 'b' }],
      [{ ...joined, since: 1, entries: [3, 4] }],
    ];
    for (const told of bad) assert.equal(checkWire('ben', told).length, 1);
  });
});

describe('a numbered message', () => {
  test('tells its writer and number, and that it was changed', () => {
    assert.deepEqual(read(two), { writer: 'ann', number: 1 });
    assert.equal(read(two.replace('#1', '#2')), undefined);
    assert.equal(read('hello'), undefined);
  });

  test('is the same again for the same seed', () => {
    const again = () => write({ writer: 'ann', number: 7 }, new Random(42));
    assert.equal(again(), again());
    assert.notEqual(
      write({ writer: 'ann', number: 7 }, new Random(42).fork('a')),
      write({ writer: 'ann', number: 7 }, new Random(42).fork('b')),
    );
  });
});
