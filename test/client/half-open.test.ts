import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Loss, newMortalLink } from '../support/mortal-link.ts';
import { newRelay } from '../support/relay.ts';
import { enteredRoom, shows } from '../support/room.ts';
import { newMember } from '../support/wire-client.ts';

const texts = (messages: readonly { message: string }[]): string[] => messages.map(({ message }) => message);

const losses: Record<Loss, string> = {
  everything: 'never reached the relay',
  answers: 'reached the relay, which could not say so',
};

// Each waits for as long as a client bears a silence: real seconds, so all wait together.
void describe('a link that dies without a word', { concurrency: true }, () => {
  for (const [way, webSockets] of [['a WebSocket', true] as const, ['long polling', false] as const]) {
    for (const loss of ['everything', 'answers'] as const) {
      void test(`over ${way}, what ${losses[loss]} is noticed within 10 s, and delivered once`, async (t) => {
        const relay = await newRelay(t, { greeting: '' });
        const link = await newMortalLink(t, relay.url, { webSockets });
        const ben = await newMember(t, relay.url, 'Ben');
        const ann = await enteredRoom(t, link.url);
        await ann.send('before');

        link.die(loss);
        const began = performance.now();
        const first = ann.send('into the silence');
        const second = ann.send('and more');
        await shows(ann, 'reconnecting', () => ann.status === 'reconnecting');
        const seconds = (performance.now() - began) / 1000;
        assert.ok(seconds < 10, `it was noticed after ${seconds} s`);
        assert.deepEqual(texts(ann.messages), ['before', 'into the silence', 'and more']);

        link.heal();
        assert.deepEqual([(await first).seq, (await second).seq], [2, 3]);
        await ann.send('after');
        const all = ['before', 'into the silence', 'and more', 'after'];
        await ben.hears('after');
        assert.deepEqual(texts(ben.heard()), all);
        assert.deepEqual(texts(ann.messages), all);
        assert.deepEqual(texts((await ben.history(100)).messages), all);
      });
    }
  }

  void test('who is at its other end is gone for everybody within 10 s', async (t) => {
    const relay = await newRelay(t);
    const link = await newMortalLink(t, relay.url);
    const ben = await newMember(t, relay.url, 'Ben');
    await newMember(t, link.url, 'Ann');
    await ben.members.first('both', ({ count }) => count === 2);
    link.die('everything');
    const began = performance.now();
    await ben.members.until('Ann gone', (all) => all.at(-1)?.count === 1);
    const seconds = (performance.now() - began) / 1000;
    // One second for the pace of such frames, and one for a machine that is busy.
    assert.ok(seconds < 12, `it took ${seconds} s`);
  });
});
