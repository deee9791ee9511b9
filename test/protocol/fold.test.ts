import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Change, fold } from '@realtime-chat/protocol';

const message = { message: 'before', reply: 7 };
const place = { id: 'change', sender: 'ben', target: 1 };
const edit: Change = { ...place, type: 'edit', seq: 2, time: 200, message: 'after' };
const reaction: Change = { ...place, type: 'react', seq: 3, time: 300, emoji: '👍', count: 1, on: true };
const deletion: Change = { ...place, type: 'delete', seq: 4, time: 400 };
const reactions = [{ emoji: '👍', count: 1, people: [{ id: 'ben' }] }];

test('an edited message keeps its mark, its text and what it answers, whatever reactions it gets', () => {
  const edited = fold(message, edit);
  assert.deepEqual(fold(edited, reaction), { message: 'after', reply: 7, edited: 200, reactions });
  const takenBack: Change = { ...reaction, seq: 4, time: 400, count: 0, on: false };
  assert.deepEqual(fold(fold(edited, reaction), takenBack), { message: 'after', reply: 7, edited: 200 });
});

test('a message that has reactions keeps them when it is edited', () => {
  assert.deepEqual(fold(fold(message, reaction), edit), {
    message: 'after',
    reply: 7,
    edited: 200,
    reactions,
  });
});

test('a deleted message keeps nothing, and no later change brings any of it back', () => {
  const gone = { message: '', deleted: true };
  const deleted = fold(fold(fold(message, edit), reaction), deletion);
  assert.deepEqual(deleted, gone);
  for (const change of [edit, reaction]) assert.deepEqual(fold(deleted, change), gone);
});
