import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRelay } from '../support/relay.ts';
import { newId, newMember, refused, said } from '../support/wire-client.ts';

test('a reply names its target, live and in history, even a deleted one', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  const target = await said(ann, 'hello?');
  await bob.say('yes?', { reply: target });
  assert.equal((await ann.hears('yes?')).reply, target.seq);
  await ann.remove(target);
  await bob.say('never mind', { reply: target });
  assert.equal((await ann.hears('never mind')).reply, target.seq);
  assert.deepEqual(
    (await ann.join()).messages?.map(({ reply }) => reply),
    [undefined, 1, 1],
  );
});

test('a reply to a missing message is refused, and nothing is sent', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const target = await said(ann, 'hello?');
  for (const reply of [
    { ...target, seq: 2 },
    { ...target, id: newId() },
  ]) {
    const words = { room: 'lobby', id: newId(), message: 'yes?', reply };
    assert.equal(refused(await ann.ask('send', words)).code, 'not_found');
  }
  const malformed = { room: 'lobby', id: newId(), message: 'yes?', reply: 1 };
  assert.deepEqual(refused(await ann.ask('send', malformed)), {
    code: 'invalid',
    message: 'reply must be { seq, id }',
  });
  assert.equal((await ann.join()).head, 1);
});

test('a repeated reply is a duplicate, and the same text with another target is not', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const [one, two] = [await said(ann, 'one'), await said(ann, 'two')];
  const words = { room: 'lobby', id: newId(), message: 'yes', reply: one };
  const first = await ann.ask('send', words);
  assert.deepEqual(await ann.ask('send', words), { ...first, duplicate: true });
  assert.equal(refused(await ann.ask('send', { ...words, reply: two })).code, 'conflict');
});
