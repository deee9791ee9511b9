import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { limits } from '@realtime-chat/protocol';
import type { Entry, RoomLog } from '../../relay/src/log/log.ts';
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

/** What each store promises of edits, deletions and reactions, shown on an empty log. */
export const changes: Record<string, (log: RoomLog, t: TestContext) => Promise<void>> = {
  'gives an edited message with its new text, and the edit with it too': async (log) => {
    await log.append('lobby', draft('hello'));
    const { epoch, seq, time } = await log.append('lobby', edit(hello, 'hello!', { id: 'edit' }));

    assert.deepEqual(await log.extent('lobby'), { epoch, head: 2, floor: 1 });
    assert.equal(seq, 2);
    const { entries, messages } = await everything(log, 'lobby');
    const [changed] = messages;
    assert.deepEqual([changed?.message, changed?.edited, messages.length], ['hello!', time, 1]);
    assert.deepEqual(entries, [
      { type: 'message', ...changed },
      { type: 'edit', seq, time, id: 'edit', sender: 'ann', target: 1, message: 'hello!' },
    ]);
  },

  'keeps no text that was replaced': async (log) => {
    await appendAll(log, 'lobby', ['hello', 'other']);
    for (const text of ['first', 'second', 'third']) await log.append('lobby', edit(hello, text));

    const { entries, messages } = await everything(log, 'lobby');
    assert.deepEqual(texts(messages), ['third', 'other']);
    assert.deepEqual(texts(entries), ['third', 'other', 'third']);
    assert.deepEqual(seqs(entries), [1, 2, 3, 4, 5]);
  },

  'keeps nothing of a deleted message but that it was there, and who wrote it': async (log) => {
    await appendAll(log, 'lobby', ['hello', 'other']);
    await log.append('lobby', reaction(hello, '👍'));
    for (const text of ['first', 'second']) await log.append('lobby', edit(hello, text));
    const { seq, time } = await log.append('lobby', deletion(hello, { id: 'deletion' }));

    const { entries, messages } = await everything(log, 'lobby');
    const { time: sent } = await message(log, 1);
    const gone = {
      seq: 1,
      time: sent,
      id: 'id-hello',
      sender: 'ann',
      username: 'Ann',
      message: '',
      deleted: true,
    };
    assert.deepEqual(messages[0], gone);
    assert.deepEqual(entries[0], { type: 'message', ...gone });
    assert.deepEqual(entries.at(-1), { type: 'delete', seq, time, id: 'deletion', sender: 'ann', target: 1 });
    assert.deepEqual(
      texts([...entries, ...messages]).filter((text) => text !== ''),
      ['other', 'other'],
    );
  },

  'changes nothing else when a message changes': async (log) => {
    await appendAll(log, 'lobby', ['hello', 'other']);
    await appendAll(log, 'attic', ['hello', 'other']);
    const before = [await message(log, 2), await everything(log, 'attic')];
    await log.append('lobby', reaction(hello, '👍'));
    await log.append('lobby', edit(hello, 'hello!'));
    await log.append('lobby', deletion(hello));
    assert.deepEqual([await message(log, 2), await everything(log, 'attic')], before);
  },

  'counts who gives an emoji, and names them in the order in which they did': async (log) => {
    await log.append('lobby', draft('hello'));
    for (const sender of ['ann', 'bob', 'cat']) await log.append('lobby', reaction(hello, '👍', { sender }));
    await log.append('lobby', reaction(hello, '🎉', { sender: 'bob' }));
    await log.append('lobby', reaction(hello, '👍', { sender: 'ann', on: false }));

    const { entries, messages } = await everything(log, 'lobby');
    assert.deepEqual(messages[0]?.reactions, [
      {
        emoji: '👍',
        count: 2,
        people: [
          { id: 'bob', username: 'BOB' },
          { id: 'cat', username: 'CAT' },
        ],
      },
      { emoji: '🎉', count: 1, people: [{ id: 'bob', username: 'BOB' }] },
    ]);
    const counts = entries.map((entry) => entry.type === 'react' && [entry.emoji, entry.on, entry.count]);
    assert.deepEqual(counts.slice(1), [
      ['👍', true, 1],
      ['👍', true, 2],
      ['👍', true, 3],
      ['🎉', true, 1],
      ['👍', false, 2],
    ]);

    await log.append('lobby', reaction(hello, '👍', { sender: 'bob', on: false }));
    await log.append('lobby', reaction(hello, '👍', { sender: 'cat', on: false }));
    assert.deepEqual(
      (await message(log, 1)).reactions?.map(({ emoji }) => emoji),
      ['🎉'],
    );
  },

  'names the first of many who react, counts them all, and tells of each whether they did': async (log) => {
    await appendAll(log, 'lobby', ['hello', 'other']);
    const senders = Array.from({ length: limits.reactors + 10 }, (_, index) => `p${index + 1}`);
    await Promise.all(senders.map((sender) => log.append('lobby', reaction(hello, '👍', { sender }))));
    const told = async (): Promise<unknown[]> => {
      const { reactions } = await message(log, 1);
      return [reactions?.[0]?.count, reactions?.[0]?.people.map(({ id }) => id)];
    };
    assert.deepEqual(await told(), [senders.length, senders.slice(0, limits.reactors)]);
    const last = `p${senders.length}`;
    assert.deepEqual(await log.reactor('lobby', 1, '👍', last), { id: last, username: last.toUpperCase() });
    for (const [seq, emoji, person] of [
      [1, '👍', 'nobody'],
      [1, '🎉', last],
      [2, '👍', last],
      [9, '👍', last],
    ] as const) {
      assert.equal(await log.reactor('lobby', seq, emoji, person), undefined);
    }
    assert.equal(await log.reactor('attic', 1, '👍', last), undefined);

    for (const sender of ['p1', last]) {
      await log.append('lobby', reaction(hello, '👍', { sender, on: false }));
    }
    await log.append('lobby', reaction(hello, '👍', { sender: 'late' }));
    const named = [...senders.slice(1, limits.reactors), 'late'];
    assert.deepEqual(await told(), [senders.length - 1, named]);
    assert.equal(await log.reactor('lobby', 1, '👍', last), undefined);

    const { entries, messages } = await everything(log, 'lobby');
    await log.restore('copy', JSON.parse(JSON.stringify(entries)) as Entry[]);
    assert.deepEqual(await everything(log, 'copy'), { entries, messages });
    const other = `p${senders.length - 1}`;
    assert.ok(await log.reactor('copy', 1, '👍', other));
    const { seq } = await log.append('copy', reaction(hello, '👍', { sender: other, on: false }));
    assert.equal(seq, entries.length + 1);
    assert.equal((await log.messagesBefore('copy', 2, 1))[0]?.reactions?.[0]?.count, senders.length - 2);

    await log.append('lobby', deletion(hello));
    await log.forget('copy', 2);
    for (const room of ['lobby', 'copy']) {
      assert.equal(await log.reactor(room, 1, '👍', other), undefined, room);
      assert.equal(await log.reactor(room, 1, '👍', 'p5'), undefined, room);
    }
  },

  'keeps what a message answers, also where that is deleted': async (log) => {
    await log.append('lobby', draft('hello'));
    await log.append('lobby', draft('before', { reply: hello }));
    await log.append('lobby', deletion(hello));
    await log.append('lobby', draft('after', { reply: hello }));
    await log.append('lobby', draft('nothing'));

    const { messages } = await everything(log, 'lobby');
    assert.deepEqual(
      messages.map(({ reply }) => reply),
      [undefined, 1, 1, undefined],
    );
    const [, , , last] = messages;
    assert.ok(last && !('reply' in last));
  },

  'refuses what is about a message that is not there, another one, a change, or one that is deleted': async (
    log,
  ) => {
    const heard = await watched(log, 'lobby');
    await appendAll(log, 'lobby', ['hello', 'gone']);
    await log.append('lobby', edit(hello, 'hello!', { id: 'edit' }));
    await log.append('lobby', deletion(target(2, 'gone')));
    const before = await everything(log, 'lobby');

    const wrong = {
      'not there': target(99, 'hello'),
      'before all': target(0, 'hello'),
      another: target(1, 'gone'),
      'a change': { seq: 3, id: 'edit' },
    };
    for (const [what, about] of Object.entries({ ...wrong, deleted: target(2, 'gone') })) {
      for (const change of [edit(about, 'x'), deletion(about), reaction(about, '👍')]) {
        await assert.rejects(log.append('lobby', change), { code: 'not_found' }, `${change.type} of ${what}`);
      }
    }
    for (const [what, about] of Object.entries(wrong)) {
      const answer = draft('answer', { reply: about });
      await assert.rejects(log.append('lobby', answer), { code: 'not_found' }, `answer to ${what}`);
    }
    await assert.rejects(log.append('attic', edit(hello, 'x')), { code: 'not_found' });

    assert.deepEqual(await everything(log, 'lobby'), before);
    assert.deepEqual(await log.rooms(), ['lobby']);
    // What was refused took no id, and was told to nobody.
    await log.append('lobby', draft('answer'));
    await heard.many(5, 'entries');
    assert.deepEqual(seqs(heard.all), [1, 2, 3, 4, 5]);
  },

  'gives entries of all kinds in one order, and no more than asked': async (log) => {
    for (const seq of [1, 4, 7, 10]) {
      await log.append('lobby', draft(String(seq)));
      await log.append('lobby', reaction(target(seq, String(seq)), '👍'));
      await log.append('lobby', reaction(target(seq, String(seq)), '🎉'));
    }
    const all = seqs(await log.entriesAfter('lobby', 0, 100));
    assert.deepEqual(all, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    for (let after = 0; after <= 12; after++) {
      for (let limit = 0; limit <= 13; limit++) {
        const some = seqs(await log.entriesAfter('lobby', after, limit));
        assert.deepEqual(some, all.slice(after, after + limit));
      }
    }
    assert.deepEqual(seqs(await log.messagesBefore('lobby', 13, 3)), [4, 7, 10]);
    assert.deepEqual(seqs(await log.messagesBefore('lobby', 10, 2)), [4, 7]);
    assert.deepEqual(seqs(await log.messagesBefore('lobby', 3, 2)), [1]);
  },

  'finds messages behind thousands of reactions': async (log) => {
    await appendAll(log, 'lobby', ['hello', 'other']);
    const changes = Array.from({ length: 2000 }, (_, index) =>
      reaction(hello, '👍', { on: index % 2 === 0 }),
    );
    await Promise.all(changes.map((change) => log.append('lobby', change)));
    assert.deepEqual(seqs(await log.messagesBefore('lobby', 2003, 50)), [1, 2]);
    assert.equal((await log.extent('lobby')).head, 2002);
  },

  'tells nobody what it notes for itself': async (log) => {
    const heard = await watched(log, 'lobby');
    await log.append('lobby', draft('hello', { username: undefined }));
    await log.append('lobby', edit(hello, 'hello!'));
    await heard.many(2, 'entries');
    const { entries, messages } = await everything(log, 'lobby');
    const fields = ['edited', 'id', 'message', 'sender', 'seq', 'time'];
    assert.deepEqual(Object.keys(messages[0] ?? {}).toSorted(), fields);
    assert.deepEqual(Object.keys(entries[0] ?? {}).toSorted(), [...fields, 'type'].toSorted());
    assert.deepEqual(Object.keys(heard.all[1] ?? {}).toSorted(), [
      'id',
      'message',
      'sender',
      'seq',
      'target',
      'time',
      'type',
    ]);
  },
};
