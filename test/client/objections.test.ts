import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '@realtime-chat/protocol';
import { newRelay } from '../support/relay.ts';
import { enteredRoom, newRoom, said, shows } from '../support/room.ts';

test('what cannot be sent is refused before it leaves, and is not shown', async (t) => {
  const { url } = await newRelay(t);
  const room = await enteredRoom(t, url);
  const objections: [username: string | undefined, text: string, code: string][] = [
    [undefined, 'hello', 'no_name'],
    ['', 'hello', 'no_name'],
    [' ', 'hello', 'no_name'],
    ['Server', 'hello', 'name_taken'],
    [' server ', 'hello', 'name_taken'],
    ['Ann', '', 'empty'],
    ['Ann', ' \n\t', 'empty'],
    ['Ann', 'x'.repeat(limits.text + 1), 'too_long'],
  ];
  for (const [username, text, code] of objections) {
    room.username = username;
    assert.equal(room.objection(text)?.code, code);
    await assert.rejects(room.send(text), { name: 'ChatError', code });
  }
  assert.deepEqual(said(room), []);

  room.username = 'Ann';
  assert.equal(room.objection('hello'), undefined);
  await room.send('x'.repeat(limits.text));
});

test('what the relay refuses is shown as failed, and does not hold up what follows', async (t) => {
  const { url } = await newRelay(t);
  const ann = await enteredRoom(t, url);
  const errors: string[] = [];
  ann.on('error', ({ error, message }) => errors.push(`${error.code}: ${message?.message}`));
  ann.username = 'Ann\nBob';
  const refused = ann.send('under a bad name');
  ann.username = 'Ann';
  const sent = ann.send('under a good one');

  await assert.rejects(refused, { code: 'invalid' });
  assert.equal((await sent).seq, 1);
  assert.deepEqual(errors, ['invalid: under a bad name']);
  const failed = ann.messages.find(({ state }) => state === 'failed');
  assert.equal(failed?.message, 'under a bad name');
  assert.equal(failed?.error, 'invalid');

  assert.ok(failed);
  ann.discard(failed.id);
  assert.deepEqual(said(ann), ['under a good one']);
});

test('a message that failed can be tried again as a new one', async (t) => {
  const { url } = await newRelay(t);
  const ann = await enteredRoom(t, url);
  ann.username = 'Ann\nBob';
  await assert.rejects(ann.send('hello'), { code: 'invalid' });
  const failed = ann.messages.find(({ state }) => state === 'failed');
  assert.ok(failed);

  ann.username = 'Ann';
  const stored = await ann.retry(failed.id);
  assert.equal(stored?.seq, 1);
  assert.notEqual(stored?.id, failed.id);
  assert.deepEqual(said(ann), ['hello']);
});

test('under a name that the relay does not take one does not get in, and is told why', async (t) => {
  const { url } = await newRelay(t);
  for (const [username, code] of [
    ['Server', 'name_taken'],
    ['Ann\nBob', 'invalid'],
  ] as const) {
    const room = newRoom(t, url, { username });
    room.connect();
    await shows(room, 'the refusal', () => room.status === 'refused');
    assert.equal(room.problem?.code, code);
    room.username = 'Ann';
    room.connect();
    assert.equal((await room.send('hello')).username, 'Ann');
  }
});
