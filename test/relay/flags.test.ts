import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseInvocation } from '../../relay/src/flags.ts';

test('a variable that is empty was not given', () => {
  const names = [
    'PORT',
    'HOST',
    'RELAY_DATA',
    'RELAY_ORIGINS',
    'RELAY_PATH',
    'RELAY_DEMO',
    'RELAY_LOG_LEVEL',
  ];
  const numbers = ['RELAY_KEEP_MESSAGES', 'RELAY_KEEP_DAYS', 'RELAY_EDIT_WINDOW'];
  const empty = Object.fromEntries([...names, ...numbers].map((name) => [name, '']));
  assert.deepEqual(parseInvocation([], empty), parseInvocation([], {}));
  assert.equal(parseInvocation([], { RELAY_GREETING: '' }).relay.greeting, '');
});

test('what is wrong is named as it was given', () => {
  assert.throws(() => parseInvocation([], { PORT: 'x' }), { message: 'PORT must be a number' });
  assert.throws(() => parseInvocation([], { RELAY_KEEP_DAYS: '0' }), {
    message: 'RELAY_KEEP_DAYS must be more than 0',
  });
  assert.throws(() => parseInvocation(['--keep-days', '0'], { RELAY_KEEP_DAYS: '1' }), {
    message: '--keep-days must be more than 0',
  });
});

test('the time for changes is told in minutes, by flag or variable, and may be none', () => {
  assert.equal(parseInvocation(['--edit-window', '0'], { RELAY_EDIT_WINDOW: '5' }).relay.editWindow, 0);
  assert.equal(parseInvocation([], { RELAY_EDIT_WINDOW: '0.5' }).relay.editWindow, 0.5);
  assert.throws(() => parseInvocation(['--edit-window=-1'], {}), {
    message: '--edit-window must be a number',
  });
});
