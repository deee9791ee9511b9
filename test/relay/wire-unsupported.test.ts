import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRelay } from '../support/relay.ts';
import { newTutorialClient } from '../support/tutorial-client.ts';
import { newMember, refused } from '../support/wire-client.ts';

for (const event of ['whiteboard', '', '__proto__', 'toString', 'error', 'entries', 'x'.repeat(10_000)]) {
  test(`an unknown request is answered: ${event.slice(0, 20) || 'an empty name'}`, async (t) => {
    const { url } = await newRelay(t, { greeting: '' });
    const ann = await newMember(t, url, 'Ann');
    for (const words of [[], [{ room: 'lobby' }], [1, null, 'x']]) {
      const error = refused(await ann.ask(event, ...words));
      assert.deepEqual(error, {
        code: 'unsupported',
        message: `this relay does not know the request "${event.slice(0, 64)}"`,
      });
    }
    ann.socket.emit(event, 'without a callback');
    assert.equal((await ann.say('hello')).seq, 1);
  });
}

test('the name of an unknown request is cut between its letters', async (t) => {
  const { url } = await newRelay(t, { greeting: '' });
  const ann = await newMember(t, url, 'Ann');
  const { message } = refused(await ann.ask(`${'x'.repeat(63)}😀${'x'.repeat(99)}`));
  assert.equal(message, `this relay does not know the request "${'x'.repeat(63)}"`);
});

test('a known request is answered once, also if it needs no answer', async (t) => {
  const { url } = await newRelay(t, { greeting: '' });
  const ann = await newMember(t, url, 'Ann');
  assert.deepEqual(await ann.ask('typing', { room: 'lobby' }), { ok: true });
  assert.deepEqual(await ann.ask('seen', { room: 'lobby', seq: 0 }), { ok: true });
  assert.equal(refused(await ann.ask('typing', { room: 'elsewhere' })).code, 'not_joined');
  assert.equal(refused(await ann.ask('seen', { room: 7 })).code, 'invalid');
});

test('a client of the tutorial gets an answer if it asks for one', async (t) => {
  const { url } = await newRelay(t);
  const { socket, hears } = newTutorialClient(t, url);
  await hears('welcome to the chat');
  const ask = async (event: string, words: object) =>
    (await socket.timeout(15_000).emitWithAck(event, words)) as {
      ok: boolean;
      seq?: number;
      error?: { code: string };
    };
  assert.equal((await ask('join', { room: 'lobby' })).error?.code, 'unsupported');
  assert.equal((await ask('send', { message: 'hello', username: 'Ann' })).seq, 1);
  assert.equal((await ask('send', { message: 7 })).error?.code, 'invalid');
});
