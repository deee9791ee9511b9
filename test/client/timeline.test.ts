import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatMessage } from '../../widget/src/client/sync/chat-message.ts';
import { Timeline } from '../../widget/src/client/sync/timeline.ts';

const message = (seq: number, sender = 'bob') => ({
  seq,
  id: `id-${seq}`,
  time: seq,
  sender,
  username: 'Bob',
  message: `text ${seq}`,
});
const entry = (seq: number, sender?: string) => ({ ...message(seq, sender), type: 'message' });
const pending = (id: string, state: ChatMessage['state'] = 'queued'): ChatMessage => ({
  id,
  time: 0,
  sender: 'ann',
  username: 'Ann',
  message: `pending ${id}`,
  own: true,
  state,
});
const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
const seqs = (timeline: Timeline): (number | undefined)[] => timeline.messages.map(({ seq }) => seq);
const texts = (timeline: Timeline): string[] => timeline.messages.map(({ message }) => message);

/** A timeline of Ann's that knows the log up to `head`. */
function newTimeline(head = 0): Timeline {
  const timeline = new Timeline();
  timeline.me = 'ann';
  timeline.reset(
    'epoch',
    head,
    range(1, head).map((seq) => message(seq)),
  );
  return timeline;
}

/** Numbers in an order that looks random and is the same each time (mulberry32). */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let state = seed;
  for (let last = result.length - 1; last > 0; last -= 1) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const other = ((mixed ^ (mixed >>> 14)) >>> 0) % (last + 1);
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

test('the same entries end in the same messages, in whatever order and however often they come', () => {
  for (const seed of range(1, 50)) {
    const timeline = newTimeline(3);
    const arrivals = shuffled([...range(1, 40), ...range(1, 40), ...range(20, 30)], seed);
    const added: number[] = [];
    for (const seq of arrivals) {
      added.push(...timeline.apply('epoch', [entry(seq)]).map(({ seq = 0 }) => seq));
      // At no moment is there a gap in what is shown.
      assert.deepEqual(seqs(timeline), range(1, timeline.position?.seq ?? 0));
    }
    assert.deepEqual(seqs(timeline), range(1, 40));
    assert.deepEqual(added, range(4, 40), 'each new message is told once, in order');
    assert.equal(timeline.hasGap, false);
  }
});

test('a timeline knows its gap, and the position up to which it has everything', () => {
  const timeline = newTimeline(2);
  assert.deepEqual(timeline.position, { epoch: 'epoch', seq: 2 });
  timeline.apply('epoch', [entry(4), entry(5)]);
  assert.equal(timeline.hasGap, true);
  assert.deepEqual(timeline.position, { epoch: 'epoch', seq: 2 });
  timeline.apply('epoch', [entry(3)]);
  assert.equal(timeline.hasGap, false);
  assert.deepEqual(timeline.position, { epoch: 'epoch', seq: 5 });
});

test('a timeline has no position before a join, and applies no entries', () => {
  const timeline = new Timeline();
  assert.equal(timeline.position, undefined);
  assert.deepEqual(timeline.apply('epoch', [entry(1)]), []);
  assert.deepEqual(timeline.messages, []);
});

test('a timeline does not apply entries of another epoch', () => {
  const timeline = newTimeline(2);
  assert.deepEqual(timeline.apply('other', [entry(3)]), []);
  assert.deepEqual(seqs(timeline), [1, 2]);
  assert.equal(timeline.hasGap, false);
});

test('an entry of an unknown type has a place and shows nothing', () => {
  const timeline = newTimeline(1);
  timeline.apply('epoch', [{ seq: 2, type: 'poll' }, entry(3)]);
  assert.deepEqual(seqs(timeline), [1, 3]);
  assert.deepEqual(timeline.position, { epoch: 'epoch', seq: 3 });
});

test('an own message is the last one until it is in the log, and then is in its place', () => {
  const timeline = newTimeline(1);
  timeline.addPending(pending('id-3'));
  timeline.apply('epoch', [entry(2)]);
  assert.deepEqual(texts(timeline), ['text 1', 'text 2', 'pending id-3']);
  timeline.update('id-3', { state: 'sending' });
  assert.equal(timeline.messages.at(-1)?.state, 'sending');

  timeline.apply('epoch', [entry(3, 'ann'), entry(4)]);
  assert.deepEqual(seqs(timeline), [1, 2, 3, 4]);
  assert.deepEqual(
    timeline.messages.map(({ own }) => own),
    [false, false, true, false],
  );
  assert.ok(timeline.messages.every(({ state }) => state === 'sent'));
});

test('a message of another person with the same id does not replace an own one', () => {
  const timeline = newTimeline(1);
  timeline.addPending(pending('id-2'));
  timeline.apply('epoch', [entry(2, 'mallory')]);
  assert.deepEqual(texts(timeline), ['text 1', 'text 2', 'pending id-2']);
});

test('after a reset, messages without an acknowledgement stay, and no others of the old log', () => {
  const timeline = newTimeline(5);
  timeline.addPending(pending('waiting'));
  timeline.addPending(pending('given up', 'failed'));
  timeline.addPending({ ...pending('acknowledged', 'sent'), seq: 6 });
  timeline.apply('epoch', [entry(9)]);
  timeline.reset('new', 2, [message(1), message(2)]);
  assert.deepEqual(texts(timeline), ['text 1', 'text 2', 'pending waiting', 'pending given up']);
  assert.equal(timeline.hasGap, false);
  assert.deepEqual(timeline.position, { epoch: 'new', seq: 2 });
});

test('a waiting message that is on the newest page is shown once', () => {
  const timeline = newTimeline(1);
  timeline.addPending(pending('id-2'));
  timeline.reset('epoch', 2, [message(1), message(2, 'ann')]);
  assert.deepEqual(texts(timeline), ['text 1', 'text 2']);
});

test('a message that is added as pending twice is shown once', () => {
  const timeline = newTimeline(1);
  timeline.addPending(pending('one'));
  timeline.addPending(pending('one', 'failed'));
  assert.deepEqual(
    timeline.messages.filter(({ own }) => own).map(({ state }) => state),
    ['failed'],
  );
  timeline.drop('one');
  assert.deepEqual(seqs(timeline), [1]);
});

test('older pages are added in front, without messages that are there already', () => {
  const timeline = new Timeline();
  timeline.me = 'ann';
  timeline.reset('epoch', 9, [message(8), message(9)]);
  assert.equal(timeline.oldest, 8);
  timeline.prepend([message(6), message(7), message(8)]);
  assert.deepEqual(seqs(timeline), [6, 7, 8, 9]);
  assert.equal(timeline.oldest, 6);
  timeline.prepend([]);
  assert.deepEqual(timeline.position, { epoch: 'epoch', seq: 9 });
});

test('messages that are in no log stand where they arrived', () => {
  const timeline = newTimeline(1);
  timeline.addUnlogged({ ...pending('greeting', 'sent'), own: false });
  timeline.apply('epoch', [entry(2)]);
  assert.deepEqual(texts(timeline), ['text 1', 'pending greeting', 'text 2']);
  assert.equal(timeline.oldest, 1);
});

test('a message that is not in the log yet moves when the time turns out to be another one', () => {
  const timeline = new Timeline();
  timeline.addPending({ ...pending('waiting'), time: 5000 });
  timeline.addPending({ ...pending('acknowledged', 'sent'), seq: 6, time: 5000 });
  timeline.movePending(-2000);
  assert.deepEqual(
    timeline.messages.map(({ time }) => time),
    [3000, 5000],
  );
});

test('an own message that is acknowledged and changed before its entry arrives shows the change', () => {
  const timeline = newTimeline(2);
  timeline.addPending({ ...pending('id-3', 'sent'), seq: 3 });
  const target = { seq: 3, id: 'id-3' };
  timeline.addPendingChange({ id: 'change', event: 'edit', time: 4, message: 'changed', target });
  timeline.acknowledgeChange('change', 4);
  assert.deepEqual(texts(timeline), ['text 1', 'text 2', 'changed']);
});

test('a message that failed stays where it was written, and one that waits goes to the end', () => {
  const timeline = newTimeline(3);
  const written = (id: string, time: number, state: ChatMessage['state'] = 'queued') =>
    timeline.addPending({ ...pending(id, state), time });
  written('one', 3.5);
  written('two', 3.6);
  timeline.apply('epoch', [entry(4), entry(5)]);
  assert.deepEqual(texts(timeline).slice(3), ['text 4', 'text 5', 'pending one', 'pending two']);
  timeline.update('one', { state: 'failed' });
  assert.deepEqual(texts(timeline).slice(2), ['text 3', 'pending one', 'text 4', 'text 5', 'pending two']);
  timeline.apply('epoch', [entry(6)]);
  timeline.update('two', { state: 'failed' });
  const ending = ['text 3', 'pending one', 'pending two', 'text 4', 'text 5', 'text 6'];
  assert.deepEqual(texts(timeline).slice(2), ending);
  // Of another page, whose place is not loaded here.
  written('three', 0, 'failed');
  assert.equal(texts(timeline).at(-1), 'pending three');
  written('five', 7);
  assert.deepEqual(texts(timeline).slice(-2), ['pending five', 'pending three']);
  // Written at the moment at which another was stored, it answers that one.
  written('four', 4, 'failed');
  assert.equal(texts(timeline)[texts(timeline).indexOf('text 4') + 1], 'pending four');
  timeline.hasOlder = false;
  timeline.prepend([]);
  assert.equal(texts(timeline)[0], 'pending three');
});
