import assert from 'node:assert/strict';
import type { Entry, RoomLog } from '../../relay/src/log/log.ts';
import type { EraseDraft } from '../../relay/src/log/entry-types.ts';
import {
  deletion,
  draft,
  edit,
  entriesOf,
  everything,
  hello,
  message,
  reaction,
  seqs,
  target,
  texts,
  watched,
} from './log-entries.ts';

let count = 0;

export function erasure(person: string): EraseDraft {
  return { type: 'erase', id: `erasure-${(count += 1)}`, sender: 'relay', person };
}

const bobs = { sender: 'bob', username: 'Bob' };

/** Ann writes, edits and reacts; Bob answers and reacts. */
async function talk(log: RoomLog): Promise<void> {
  await log.append('lobby', draft('hello', { verified: true }));
  await log.append('lobby', draft('other', bobs));
  await log.append('lobby', draft('answer', { ...bobs, reply: hello }));
  await log.append('lobby', edit(hello, 'hello!', { id: 'the edit' }));
  await log.append('lobby', reaction(hello, '👍', { sender: 'bob' }));
  await log.append('lobby', reaction(target(2, 'other'), '🎉', { sender: 'ann' }));
  await log.append('lobby', reaction(target(2, 'other'), '🎉', { sender: 'bob' }));
}

/** What each store promises of the erasure of a person. */
export const erasing: Record<string, (log: RoomLog) => Promise<void>> = {
  'takes the texts and the name of an erased person out of a room, and keeps every seq': async (log) => {
    await talk(log);
    const heard = await watched(log, 'lobby');
    const { seq } = await log.append('lobby', erasure('ann'));
    await heard.many(1, 'erasure');
    assert.deepEqual(
      heard.all.map(({ type, seq: at }) => [type, at]),
      [['erase', seq]],
    );
    const { entries, messages } = await everything(log, 'lobby');
    assert.deepEqual(seqs(entries), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(texts(entries), ['', 'other', 'answer']);
    const { time: _, ...erased } = messages[0] ?? assert.fail();
    assert.deepEqual(erased, {
      seq: 1,
      id: 'id-hello',
      sender: 'ann',
      username: '',
      message: '',
      deleted: true,
    });
    assert.deepEqual(messages[1]?.reactions, [
      {
        emoji: '🎉',
        count: 2,
        people: [
          { id: 'ann', username: '' },
          { id: 'bob', username: 'BOB' },
        ],
      },
    ]);
    assert.equal(messages[2]?.reply, 1);
    assert.deepEqual(await log.reactor('lobby', 2, '🎉', 'ann'), { id: 'ann', username: '' });
    assert.equal(await log.reactor('lobby', 1, '👍', 'bob'), undefined);
    assert.ok(
      !/Ann|ANN|hello/.test(JSON.stringify(await everything(log, 'lobby')).replaceAll('id-hello', '')),
    );
  },

  'takes a deleted message of an erased person its name, and others none of theirs': async (log) => {
    await log.append('lobby', draft('hello'));
    await log.append('lobby', deletion(hello, { sender: 'mona' }));
    await log.append('attic', draft('hello'));
    await log.append('lobby', draft('other', { ...bobs, message: 'Ann was here' }));
    await log.append('lobby', erasure('ann'));
    assert.equal((await message(log, 1)).username, '');
    assert.deepEqual(await message(log, 3).then(({ username, message: text }) => [username, text]), [
      'Bob',
      'Ann was here',
    ]);
    assert.deepEqual(texts((await everything(log, 'attic')).messages), ['hello']);
  },

  'still knows the ids of an erased person, and stores nothing under them anew': async (log) => {
    await talk(log);
    const { seq: head } = await log.append('lobby', erasure('ann'));
    const again = await log.append('lobby', draft('hello', { verified: true }));
    assert.deepEqual([again.seq, again.duplicate], [1, true]);
    const editAgain = await log.append('lobby', edit(hello, 'hello!', { id: 'the edit' }));
    assert.deepEqual([editAgain.seq, editAgain.duplicate], [4, true]);
    await assert.rejects(log.append('lobby', edit(hello, 'back')), { code: 'not_found' });
    assert.equal((await log.extent('lobby')).head, head);
    assert.deepEqual(texts((await everything(log, 'lobby')).messages), ['', 'other', 'answer']);
  },

  'keeps what an erased person writes afterwards': async (log) => {
    await talk(log);
    await log.append('lobby', erasure('ann'));
    await log.append('lobby', draft('back'));
    await log.append('lobby', reaction(target(2, 'other'), '👍', { sender: 'ann' }));
    const { messages } = await everything(log, 'lobby');
    assert.deepEqual(texts(messages), ['', 'other', 'answer', 'back']);
    assert.equal(messages[3]?.username, 'Ann');
    const people = messages[1]?.reactions?.map((each) => each.people.find(({ id }) => id === 'ann'));
    assert.deepEqual(people, [
      { id: 'ann', username: '' },
      { id: 'ann', username: 'ANN' },
    ]);
  },

  'erases what is appended in the same moment before it, and nothing after it': async (log) => {
    const heard = await watched(log, 'lobby');
    await Promise.all([
      log.append('lobby', draft('before')),
      log.append('lobby', erasure('ann')),
      log.append('lobby', draft('after')),
    ]);
    await heard.many(3, 'entries');
    assert.deepEqual(texts((await everything(log, 'lobby')).entries), ['', 'after']);
  },

  'names the kept entries of one person, in order': async (log) => {
    await talk(log);
    await log.append('lobby', draft('annex', { sender: 'ann ex' }));
    // It changes nothing, so it is no entry.
    await log.append('lobby', reaction(target(2, 'other'), '🎉', { sender: 'ann' }));
    assert.deepEqual(await log.seqsBy('lobby', 'ann'), [1, 4, 6]);
    assert.deepEqual(await log.seqsBy('lobby', 'bob'), [2, 3, 5, 7]);
    assert.deepEqual(await log.seqsBy('lobby', 'an'), []);
    assert.deepEqual(await log.seqsBy('attic', 'ann'), []);
    await log.forget('lobby', 3);
    assert.deepEqual(await log.seqsBy('lobby', 'ann'), [4, 6]);
    await log.append('lobby', erasure('ann'));
    assert.deepEqual(await log.seqsBy('lobby', 'ann'), [4, 6]);
    assert.deepEqual(texts((await everything(log, 'lobby')).entries), ['answer', 'annex']);
  },

  'erases in what was brought back, where a later archive has the erasure': async (log) => {
    await talk(log);
    const before = (await everything(log, 'lobby')).entries;
    await log.append('lobby', erasure('ann'));
    const room = await everything(log, 'lobby');
    await log.restore('copy', JSON.parse(JSON.stringify(room.entries)) as Entry[]);
    assert.deepEqual(await everything(log, 'copy'), room);
    await log.restore('old copy', before);
    await log.restore('old copy', room.entries.slice(before.length));
    assert.deepEqual(await everything(log, 'old copy'), room);
  },

  'takes the text out of an edit of an erased person’s message, also where an archive names another editor':
    async (log) => {
      const [first] = entriesOf(1, 1);
      assert(first);
      const edited = { type: 'edit', seq: 2, time: 2, id: 'edit', sender: 'mona', target: 1 } as const;
      await log.restore('lobby', [first, { ...edited, message: 'private words' }]);
      await log.append('lobby', erasure('ann'));
      assert.deepEqual(texts((await everything(log, 'lobby')).entries), ['']);
    },

  'erases thousands of entries at once': async (log) => {
    await log.restore('lobby', entriesOf(1, 5000));
    await log.append('lobby', erasure('ann'));
    const { messages } = await everything(log, 'lobby');
    assert.ok(messages.every(({ message: text, username }) => text === '' && username === ''));
    assert.equal(messages.length, 5000);
  },
};
