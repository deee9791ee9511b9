import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalized, spokenIn } from './speech.ts';

const log = `16:24:40.351388 - SPEECH: Last spoke 6.3072 seconds ago
16:24:40.351446 - SPEECH OUTPUT: 'Ben's word: 'yes' {really}'{'established': False}
16:24:40.385994 - SPEECH OUTPUT: 'First line
                  second line' voice=uppercase{'established': False, 'rate': 50}
16:24:40.385995 - SPEECH OUTPUT: ' '{'established': False}
16:24:40.385996 - OBJECT EVENT: object:state-changed:focused (1, 0, 'SPEECH OUTPUT')
16:24:40.385997 - SPEECH OUTPUT: 'Focus mode' voice=system{'established': False}
`;

test('what Orca has said is read from its log, in its order and without what surrounds it', () => {
  assert.deepEqual(spokenIn(log), ["Ben's word: 'yes' {really}", 'First line second line', 'Focus mode']);
});

test('the time of day is the same on each run', () => {
  assert.deepEqual(normalized(['Ben hello 4:05 PM', 'Ann 16:05.']), ['Ben hello 0:00', 'Ann 0:00.']);
});

test('the progress of an upload is told more often on a slow machine', () => {
  assert.deepEqual(normalized(['50 percent.', 'Ben: 50 percent.', '100 percent.']), ['Ben: 50 percent.']);
});

test('messages that were announced in groups are counted together, and only those', () => {
  const spoken = ['Ben: one', '1 new message', '12 new messages', 'Ben: 5 new messages', '2 new messages'];
  assert.deepEqual(normalized(spoken), [
    'Ben: one',
    '13 new messages',
    'Ben: 5 new messages',
    '2 new messages',
  ]);
});
