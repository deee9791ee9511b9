import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Timeline } from '../../widget/src/client/sync/timeline.ts';

const message = (seq: number, text = `text ${seq}`) => ({
  seq,
  id: `id-${seq}`,
  time: seq,
  sender: 'bob',
  username: 'Bob',
  message: text,
});
const deletion = (seq: number, target: number) => ({
  type: 'delete',
  seq,
  id: `id-${seq}`,
  time: seq,
  sender: 'bob',
  target,
});

test('an older page or a quote that arrives after a deletion does not undo it', () => {
  const timeline = new Timeline();
  timeline.me = 'ann';
  timeline.reset('epoch', 11, [message(10), message(11)]);
  // The page was read before the deletion, and comes after it.
  timeline.apply('epoch', [deletion(12, 5), deletion(13, 3)]);
  timeline.prepend([message(4), message(5, 'secret')]);
  timeline.addQuoted(message(3, 'secret too'));
  assert.deepEqual(
    timeline.messages.map(({ message, deleted }) => (deleted ? 'deleted' : message)),
    ['text 4', 'deleted', 'text 10', 'text 11'],
  );
  assert.equal(timeline.at(3)?.deleted, true);
  assert.doesNotMatch(JSON.stringify([timeline.messages, timeline.at(3)]), /secret/);
});
