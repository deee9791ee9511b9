import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '@realtime-chat/protocol';
import { afterwards } from '../support/afterwards.ts';
import { newRelay } from '../support/relay.ts';
import { enteredRoom, said } from '../support/room.ts';
import { startScriptedServer } from '../support/scripted-server.mjs';

test('a text that cannot be sent is refused before it is sent, and is not shown', async (t) => {
  const { url } = await newRelay(t);
  const room = await enteredRoom(t, url);
  const objections: [username: string | undefined, text: string, code: string][] = [
    [undefined, 'hello', 'no_name'],
    ['', 'hello', 'no_name'],
    [' ', 'hello', 'no_name'],
    ['Ann\nBob', 'hello', 'bad_name'],
    ['\u200b', 'hello', 'bad_name'],
    ['x'.repeat(limits.name + 1), 'hello', 'bad_name'],
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

test('the length of a text is that of its sent form, without spaces at its end and with one character for each line end', async (t) => {
  const { url } = await newRelay(t);
  const room = await enteredRoom(t, url, { username: 'Ann' });
  const lines = `${'x\n'.repeat(limits.text / 2 - 1)}xx`;
  const typed = `${lines.replaceAll('\n', '\r\n')} \u0000 \r\n`;
  assert.equal(room.objection(typed), undefined);
  assert.equal((await room.send(typed)).message, lines);
});

test('a message that the relay refuses is shown as failed, and does not hold up the next one', async (t) => {
  const { url } = await newRelay(t);
  const ann = await enteredRoom(t, url);
  const errors: string[] = [];
  ann.on('error', ({ error, message }) => errors.push(`${error.code}: ${message?.message}`));
  const halfAnEmoji = '👍'.slice(0, 1);
  const refused = ann.send(halfAnEmoji);
  const sent = ann.send('hello');

  await assert.rejects(refused, { code: 'invalid' });
  assert.equal((await sent).seq, 1);
  assert.deepEqual(errors, [`invalid: ${halfAnEmoji}`]);
  const failed = ann.messages.find(({ state }) => state === 'failed');
  assert.equal(failed?.message, halfAnEmoji);
  assert.equal(failed?.error, 'invalid');

  assert.ok(failed);
  ann.discard(failed.id);
  assert.deepEqual(said(ann), ['hello']);
});

test('a message that failed can be tried again as a new one', async (t) => {
  const joined = {
    ok: true,
    epoch: 'e',
    head: 0,
    floor: 1,
    mode: 'snapshot',
    messages: [],
    count: 1,
    members: [],
  };
  const server = await startScriptedServer({
    joins: { lobby: { ...joined, me: { id: 'ann', session: 'session' } } },
    sends: [
      { ok: false, error: { code: 'invalid', message: 'not today' } },
      { ok: true, epoch: 'e', seq: 1, time: 1 },
    ],
  });
  afterwards(t, () => server.stop());
  const ann = await enteredRoom(t, server.url);
  await assert.rejects(ann.send('hello'), { code: 'invalid', message: 'not today' });
  const failed = ann.messages.find(({ state }) => state === 'failed');
  assert.ok(failed);

  const stored = await ann.retry(failed.id);
  assert.equal(stored?.seq, 1);
  assert.notEqual(stored?.id, failed.id);
  assert.deepEqual(said(ann), ['hello']);
});

test('a client with an invalid name can still join to read, and can choose another name', async (t) => {
  const relay = await newRelay(t);
  await relay.publish('lobby', { message: 'welcome', username: 'Bob' });
  const free = ['Ann', 'Ben', 'Cleo'];
  for (const [index, username] of ['Server', 'Ann\nBob', 'x'.repeat(limits.name + 1)].entries()) {
    const room = await enteredRoom(t, relay.url, { username });
    assert.ok(said(room).includes('welcome'));
    room.username = free[index];
    assert.equal((await room.send('hello')).username, free[index]);
  }
});
