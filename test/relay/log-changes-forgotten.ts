import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Entry, RoomLog } from '../../relay/src/log/log.ts';
import {
  appendAll,
  deletion,
  draft,
  edit,
  entriesOf,
  everything,
  hello,
  reaction,
  seqs,
  target,
  texts,
} from './log-entries.ts';

/** What each store promises of forgetting changes and of bringing them back. */
export const forgottenChanges: Record<string, (log: RoomLog, t: TestContext) => Promise<void>> = {
  'forgets changes like messages, and refuses what is about a message that it has forgotten': async (log) => {
    await appendAll(log, 'lobby', ['hello', 'other']);
    const change = reaction(hello, '👍');
    const receipt = await log.append('lobby', change);
    await log.append('lobby', edit(target(2, 'other'), 'other!'));
    await log.forget('lobby', 2);
    assert.deepEqual(seqs(await log.entriesAfter('lobby', 0, 10)), [2, 3, 4]);
    for (const late of [
      edit(hello, 'x'),
      deletion(hello),
      reaction(hello, '🎉'),
      draft('x', { reply: hello }),
    ]) {
      await assert.rejects(log.append('lobby', late), { code: 'not_found' });
    }
    await log.forget('lobby', 4);
    assert.deepEqual(seqs(await log.entriesAfter('lobby', 0, 10)), [4]);
    assert.deepEqual(await log.messagesBefore('lobby', 10, 10), []);
    assert.deepEqual(await log.append('lobby', change), { ...receipt, duplicate: true });
    assert.equal((await log.append('lobby', draft('next'))).seq, 5);
  },

  'forgets with a message what a later edit of it says': async (log) => {
    await appendAll(log, 'lobby', ['hello', 'other']);
    await log.append('lobby', edit(hello, 'hello!'));
    await log.append('lobby', reaction(target(2, 'other'), '👍'));
    await log.forget('lobby', 2);
    assert.deepEqual(texts(await log.entriesAfter('lobby', 0, 10)), ['other']);
  },

  'keeps as many of the newest messages as asked, whatever stands between them': async (log) => {
    for (const seq of [1, 4, 7, 10]) {
      await log.append('lobby', draft(String(seq)));
      await log.append('lobby', edit(target(seq, String(seq)), `${seq}!`));
      await log.append('lobby', reaction(target(seq, String(seq)), '👍'));
    }
    await log.keepNewest('lobby', 4);
    assert.equal((await log.extent('lobby')).floor, 1);
    await log.keepNewest('lobby', 2);
    assert.deepEqual(seqs(await log.messagesBefore('lobby', 100, 100)), [7, 10]);
    const { floor } = await log.extent('lobby');
    assert.deepEqual(texts(await log.entriesAfter('lobby', 0, 100)), ['7!', '7!', '10!', '10!']);
    await log.keepNewest('lobby', 2);
    await log.keepNewest('lobby', 3);
    assert.equal((await log.extent('lobby')).floor, floor);

    await log.append('lobby', draft('13'));
    await log.append('lobby', reaction(target(13, '13'), '👍'));
    await log.keepNewest('lobby', 2);
    assert.deepEqual(seqs(await log.messagesBefore('lobby', 100, 100)), [10, 13]);
    await log.forget('lobby', 13);
    await appendAll(log, 'lobby', ['15', '16']);
    await log.keepNewest('lobby', 2);
    assert.deepEqual(seqs(await log.messagesBefore('lobby', 100, 100)), [15, 16]);
    await log.keepNewest('nobody was here', 2);
    assert.deepEqual(await log.rooms(), ['lobby']);
  },

  'keeps the newest of many messages among many changes, and of what was brought back': async (log) => {
    const entries: Entry[] = entriesOf(1, 3000);
    for (const seq of [3001, 3002, 3003]) {
      entries.push({ type: 'delete', seq, time: seq, id: `id-${seq}`, sender: 'ann', target: seq - 3000 });
    }
    entries.push(...entriesOf(3004, 3010));
    await log.restore('lobby', entries);
    await log.keepNewest('lobby', 10);
    assert.deepEqual(
      seqs(await log.messagesBefore('lobby', 9999, 100)),
      [2998, 2999, 3000, 3004, 3005, 3006, 3007, 3008, 3009, 3010],
    );
  },

  'brings a room back as it was, and changes it from there': async (log) => {
    await appendAll(log, 'lobby', ['hello', 'other', 'third']);
    await log.append('lobby', draft('answer', { reply: hello }));
    for (const text of ['first', 'second']) await log.append('lobby', edit(hello, text));
    for (const sender of ['ann', 'bob']) await log.append('lobby', reaction(hello, '👍', { sender }));
    // Of the emoji, one was taken back and given again before another came.
    const third = target(3, 'third');
    for (const on of [true, false, true]) await log.append('lobby', reaction(third, '🎉', { on }));
    await log.append('lobby', reaction(third, '👍'));
    await log.append('lobby', reaction(hello, '👍', { sender: 'ann', on: false }));
    await log.append('lobby', deletion(target(2, 'other')));
    const room = await everything(log, 'lobby');
    // As an archive holds it.
    const entries = JSON.parse(JSON.stringify(room.entries)) as Entry[];
    await log.restore('copy', entries);
    assert.deepEqual(await everything(log, 'copy'), room);
    await log.restore('copy in pieces', entries.slice(0, 6));
    await log.restore('copy in pieces', entries.slice(6));
    assert.deepEqual(await everything(log, 'copy in pieces'), room);

    for (const copy of ['lobby', 'copy', 'copy in pieces']) {
      await log.append(copy, edit(hello, 'last', { id: 'later' }));
      const { entries, messages } = await everything(log, copy);
      assert.deepEqual(texts(messages), ['last', '', 'third', 'answer']);
      assert.deepEqual(texts(entries), ['last', '', 'third', 'answer', 'last']);
    }
  },

  'folds in what is brought back where a message was read before its changes, or after': async (log) => {
    const changes: Entry[] = [
      { type: 'edit', seq: 4, time: 4, id: 'edit 4', sender: 'ann', target: 1, message: 'edited' },
      { type: 'edit', seq: 5, time: 5, id: 'edit 5', sender: 'ann', target: 2, message: 'secret' },
      { type: 'delete', seq: 6, time: 6, id: 'deletion', sender: 'ann', target: 2 },
      { type: 'edit', seq: 7, time: 7, id: 'edit 7', sender: 'ann', target: 3, message: 'late' },
      // Of a message that is not there: whoever deletes that does not reach this.
      { type: 'edit', seq: 8, time: 8, id: 'edit 8', sender: 'ann', target: 99, message: 'elsewhere' },
    ];
    const [gone] = entriesOf(3, 3, { message: '', deleted: true });
    assert(gone);
    await log.restore('lobby', [...entriesOf(1, 2), gone, ...changes]);
    const { entries, messages } = await everything(log, 'lobby');
    assert.deepEqual(
      messages.map(({ message, edited, deleted }) => [message, edited, deleted]),
      [
        ['edited', 4, undefined],
        ['', undefined, true],
        ['', undefined, true],
      ],
    );
    assert.deepEqual(texts(entries), ['edited', '', '', 'edited']);
  },
};
