import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Message } from '@realtime-chat/protocol';
import type { RoomLog } from '../../relay/src/log/log.ts';
import { idLifetime } from '../../relay/src/log/store-rules.ts';
import { Refusal } from '../../relay/src/refusal.ts';
import {
  appendAll,
  deletion,
  draft,
  edit,
  everything,
  hello,
  message,
  reaction,
  seqs,
  target,
  texts,
  watched,
} from './log-entries.ts';

/** What each store promises of permissions for changes, and of changes that it knows already. */
export const changeChecks: Record<string, (log: RoomLog, t: TestContext) => Promise<void>> = {
  'appends nothing for a reaction that changes nothing, and knows its id': async (log) => {
    await log.append('lobby', draft('hello'));
    await log.append('lobby', reaction(hello, '👍'));
    const { epoch, seq } = await log.append('lobby', draft('other'));
    const before = await everything(log, 'lobby');
    const heard = await watched(log, 'lobby');
    // On when it is on already, and off when it is off already.
    const idle = [
      reaction(hello, '👍', { id: 'idle 1' }),
      reaction(hello, '🎉', { id: 'idle 2', on: false }),
      reaction(hello, '👍', { id: 'idle 3', on: false, sender: 'bob' }),
    ];
    const receipts = [];
    for (const each of idle) {
      const receipt = await log.append('lobby', each);
      assert.deepEqual({ ...receipt, time: 0 }, { epoch, seq, time: 0, duplicate: false });
      receipts.push(receipt);
    }
    assert.deepEqual(await everything(log, 'lobby'), before);

    await log.append('lobby', reaction(hello, '👍', { on: false }));
    await log.append('lobby', draft('last'));
    await heard.many(2, 'entries');
    assert.deepEqual(seqs(heard.all), [4, 5]);
    for (const [index, each] of idle.entries()) {
      assert.deepEqual(await log.append('lobby', each), { ...receipts[index], duplicate: true });
    }
    for (const other of [
      reaction(hello, '🎉', { id: 'idle 1' }),
      reaction(target(3, 'other'), '👍', { id: 'idle 1' }),
      reaction(hello, '👍', { id: 'idle 1', on: false }),
      edit(hello, 'x', { id: 'idle 1' }),
      draft('x', { id: 'idle 1' }),
    ]) {
      await assert.rejects(log.append('lobby', other), { code: 'conflict' });
    }
    assert.equal((await log.extent('lobby')).head, 5);
  },

  'knows the id of what changed nothing for a week, and then no longer': async (log, t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2025, 0, 1) });
    await log.append('lobby', draft('hello'));
    await log.append('lobby', draft('other'));
    const idle = reaction(hello, '👍', { on: false });
    const first = await log.append('lobby', idle);
    t.mock.timers.setTime(first.time + idLifetime);
    await log.forget('lobby', 1);
    assert.deepEqual(await log.append('lobby', idle), { ...first, duplicate: true });
    t.mock.timers.setTime(first.time + idLifetime + 1);
    await log.forget('lobby', 1);
    assert.equal((await log.append('lobby', idle)).duplicate, false);
    // What is kept is known for as long as that.
    assert.equal((await log.append('lobby', draft('hello'))).duplicate, true);
  },

  'asks for permission with the message as it reads, and appends nothing without it': async (log) => {
    await log.append('lobby', draft('hello'));
    await log.append('lobby', edit(hello, 'hello!'));
    await log.append('lobby', reaction(hello, '👍'));
    const stored = await message(log, 1);
    const asked: Message[] = [];
    const no = (original: Message): never => {
      asked.push(original);
      throw new Refusal('forbidden', 'no');
    };
    for (const change of [edit(hello, 'x'), deletion(hello), reaction(hello, '🎉')]) {
      await assert.rejects(log.append('lobby', change, no), { code: 'forbidden' });
    }
    assert.deepEqual(asked, [stored, stored, stored]);
    assert.deepEqual(await message(log, 1), stored);
    assert.equal((await log.extent('lobby')).head, 3);
    assert.equal((await log.append('lobby', edit(hello, 'yes'), () => {})).seq, 4);
  },

  'asks for no permission where there is nothing to be judged': async (log) => {
    const first = await log.append('lobby', draft('hello'));
    const never = (): never => assert.fail('it was asked');
    await log.append('lobby', draft('other'), never);
    assert.equal((await log.append('lobby', draft('hello'), never)).seq, first.seq);
    await assert.rejects(log.append('lobby', edit(target(9, 'x'), 'x'), never), { code: 'not_found' });
  },

  'fails a change whose permission fails by mistake, and nothing beside it': async (log) => {
    await log.append('lobby', draft('hello'));
    const cause = new TypeError('a mistake');
    const mistaken = (): never => {
      throw cause;
    };
    const [failed, ...others] = await Promise.allSettled([
      log.append('lobby', edit(hello, 'x'), mistaken),
      log.append('lobby', reaction(hello, '👍'), () => {}),
      log.append('lobby', draft('other')),
      log.append('attic', draft('other')),
    ]);
    assert(failed?.status === 'rejected' && failed.reason instanceof Refusal);
    assert.deepEqual([failed.reason.code, failed.reason.cause], ['unavailable', cause]);
    assert.deepEqual(
      others.map((result) => result.status === 'fulfilled' && result.value.seq),
      [2, 3, 1],
    );
    assert.equal((await message(log, 1)).message, 'hello');
  },

  'answers a repeated change with the place of the first, whoever may change what by then': async (log) => {
    await log.append('lobby', draft('hello'));
    const no = (): never => {
      throw new Refusal('too_late', 'no');
    };
    const changes = [edit(hello, 'hello!'), reaction(hello, '👍'), deletion(hello)];
    const receipts = [];
    for (const change of changes) receipts.push(await log.append('lobby', change));
    const before = await everything(log, 'lobby');

    for (const [index, change] of changes.entries()) {
      assert.deepEqual(await log.append('lobby', change, no), { ...receipts[index], duplicate: true });
    }
    assert.deepEqual(await everything(log, 'lobby'), before);
  },

  'knows a repeated message by its id when its text is another by now, or gone': async (log) => {
    await appendAll(log, 'lobby', ['hello', 'other']);
    await log.append('lobby', draft('answer', { reply: hello }));
    await log.append('lobby', edit(hello, 'hello!'));
    await log.append('lobby', deletion(target(2, 'other')));
    await log.append('lobby', deletion(target(3, 'answer')));

    for (const again of [draft('hello'), draft('other'), draft('answer', { reply: hello })]) {
      assert.equal((await log.append('lobby', again)).duplicate, true);
    }
  },

  'refuses something else under an id that is taken': async (log) => {
    await appendAll(log, 'lobby', ['hello', 'other']);
    await log.append('lobby', draft('answer', { reply: hello }));
    const other = target(2, 'other');
    await log.append('lobby', edit(hello, 'hello!', { id: 'edit' }));
    await log.append('lobby', reaction(hello, '👍', { id: 'reaction' }));
    await log.append('lobby', deletion(other, { id: 'deletion' }));
    const before = await everything(log, 'lobby');

    const drafts = [
      draft('answer'),
      draft('answer', { reply: other }),
      draft('x', { id: 'edit' }),
      edit(hello, 'x', { id: 'edit' }),
      edit(other, 'hello!', { id: 'edit' }),
      edit(hello, 'hello', { id: 'id-hello' }),
      reaction(hello, '🎉', { id: 'reaction' }),
      reaction(hello, '👍', { id: 'reaction', on: false }),
      reaction(other, '👍', { id: 'reaction' }),
      deletion(hello, { id: 'reaction' }),
      deletion(hello, { id: 'deletion' }),
      reaction(other, '👍', { id: 'deletion' }),
    ];
    for (const [index, each] of drafts.entries()) {
      await assert.rejects(log.append('lobby', each), { code: 'conflict' }, `draft ${index}`);
    }
    assert.deepEqual(await everything(log, 'lobby'), before);
  },

  'takes an edit whose text is gone for the same, since it cannot be compared': async (log) => {
    await log.append('lobby', draft('hello'));
    const first = await log.append('lobby', edit(hello, 'first', { id: 'edit' }));
    await log.append('lobby', edit(hello, 'second'));
    for (const text of ['first', 'whatever']) {
      const again = await log.append('lobby', edit(hello, text, { id: 'edit' }));
      assert.deepEqual(again, { ...first, duplicate: true });
    }
    assert.equal((await message(log, 1)).message, 'second');
  },

  'sees, within one batch, what came before in it': async (log) => {
    const heard = await watched(log, 'lobby');
    const results = await Promise.allSettled([
      log.append('lobby', draft('hello')),
      log.append('lobby', edit(hello, 'first')),
      log.append('lobby', reaction(hello, '👍')),
      log.append('lobby', edit(hello, 'second')),
      log.append('lobby', deletion(hello)),
      log.append('lobby', edit(hello, 'third')),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      [...Array<string>(5).fill('fulfilled'), 'rejected'],
    );
    const { entries, messages } = await everything(log, 'lobby');
    assert.deepEqual([texts(entries), texts(messages), seqs(entries)], [[''], [''], [1, 2, 3, 4, 5]]);
    // Watchers hear each as it was appended.
    assert.deepEqual(texts(await heard.many(5, 'entries')), ['hello', 'first', 'second']);
  },
};
