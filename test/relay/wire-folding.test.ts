import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRelay } from '../support/relay.ts';
import { changing, newId, newMember, refused, said } from '../support/wire-client.ts';

/** NFKC expands this to 18 characters. */
const growing = '\ufdfa'.repeat(8000);

test('a text that grows too much under normalization is refused, with and without a blocklist', async (t) => {
  for (const options of [{}, { blocklist: ['spam'], guestLinks: 'hold' as const }]) {
    const { url } = await newRelay(t, options);
    const ann = await newMember(t, url, 'Ann');
    const target = await said(ann, 'short');
    const sent = await ann.ask('send', { room: 'lobby', id: newId(), message: growing });
    assert.deepEqual([refused(sent).code, refused(sent).message.includes('NFKC')], ['invalid', true]);
    assert.equal(refused(await ann.ask('edit', changing(target, { message: growing }))).code, 'invalid');
    // Ordinary texts contain a few of these.
    await ann.say(`${'\ufdfa '.repeat(50)}…`);
    await ann.say('ﷺ½㎏…'.repeat(400));
  }
});

test('the target and the right to change it are checked before the text', async (t) => {
  const looked: string[] = [];
  const filter = (message: string): string => {
    looked.push(message);
    return message;
  };
  const { url } = await newRelay(t, { filter, blocklist: ['spam'] });
  const [ann, eve] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Eve')];
  const target = await said(ann, 'hello');
  const edit = (client: typeof ann, words: object, at = target) => client.ask('edit', changing(at, words));
  assert.equal(refused(await edit(eve, { message: 'spam' })).code, 'forbidden');
  assert.equal(refused(await edit(eve, { message: growing })).code, 'forbidden');
  assert.equal(refused(await edit(ann, { message: 'spam' }, { seq: 99, id: newId() })).code, 'not_found');
  const reply = { seq: target.seq, id: newId() };
  const answer = { room: 'lobby', id: newId(), message: 'spam', reply };
  assert.equal(refused(await ann.ask('send', answer)).code, 'not_found');
  assert.deepEqual(looked, ['hello']);
  // A text that may be changed is checked, and a deleted message can still be replied to.
  assert.equal(refused(await edit(ann, { message: 'spam' })).code, 'blocked');
  await ann.remove(target);
  await ann.say('about that', { reply: target });
});
