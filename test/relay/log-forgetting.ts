import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { RoomLog } from '../../relay/src/log/log.ts';
import { idLifetime } from '../../relay/src/log/store-rules.ts';
import { appendAll, draft, entriesOf, names, numbers, scripts, seqs, texts, watched } from './log-entries.ts';

/** What each store promises of forgetting entries and of bringing them back, shown on an empty log. */
export const forgetting: Record<string, (log: RoomLog, t: TestContext) => Promise<void>> = {
  'tells where a room begins that has forgotten, and gives nothing from before': async (log) => {
    await appendAll(log, 'lobby', names(1, 10));
    await appendAll(log, 'lobby 2', names(1, 3));
    const { epoch } = await log.extent('lobby');
    await log.forget('lobby', 8);

    assert.deepEqual(await log.extent('lobby'), { epoch, head: 10, floor: 8 });
    assert.deepEqual(seqs(await log.entriesAfter('lobby', 0, 10)), [8, 9, 10]);
    assert.deepEqual(seqs(await log.entriesAfter('lobby', 0, 2)), [8, 9]);
    assert.deepEqual(seqs(await log.entriesAfter('lobby', 8, 10)), [9, 10]);
    assert.deepEqual(seqs(await log.messagesBefore('lobby', 11, 10)), [8, 9, 10]);
    assert.deepEqual(seqs(await log.messagesBefore('lobby', 10, 1)), [9]);
    assert.deepEqual(seqs(await log.messagesBefore('lobby', 8, 10)), []);
    assert.deepEqual(seqs(await log.messagesBefore('lobby', 3, 10)), []);
    assert.deepEqual(seqs(await log.entriesAfter('lobby 2', 0, 10)), [1, 2, 3]);
    assert.equal((await log.extent('lobby 2')).floor, 1);
  },

  'keeps the newest entry whatever is to be forgotten, and counts on from it': async (log) => {
    const watcher = await watched(log, 'lobby');
    await appendAll(log, 'lobby', names(1, 5));
    for (const floor of [5, 6, 1000, Number.MAX_SAFE_INTEGER, Infinity]) {
      await log.forget('lobby', floor);
      assert.deepEqual(texts(await log.entriesAfter('lobby', 0, 10)), ['5']);
      const { head, floor: told } = await log.extent('lobby');
      assert.deepEqual({ head, told }, { head: 5, told: 5 });
    }
    await appendAll(log, 'lobby', names(6, 7));
    await log.forget('lobby', 7);
    await appendAll(log, 'lobby', ['8']);

    assert.deepEqual(seqs(await log.entriesAfter('lobby', 0, 10)), [7, 8]);
    assert.deepEqual(seqs(await watcher.many(8, 'entries')), numbers(1, 8));
  },

  'forgets nothing more when it is asked again, or for less': async (log) => {
    await appendAll(log, 'lobby', names(1, 10));
    await Promise.all([6, 6, 3, 1, 0, -5].map((floor) => log.forget('lobby', floor)));
    const extent = await log.extent('lobby');
    assert.equal(extent.floor, 6);
    for (const floor of [6, 3, 1, 0, -5]) {
      await log.forget('lobby', floor);
      assert.deepEqual(await log.extent('lobby'), extent);
      assert.deepEqual(texts(await log.entriesAfter('lobby', 0, 10)), names(6, 10));
    }
  },

  'tells whether it had entries to forget': async (log) => {
    await appendAll(log, 'lobby', names(1, 10));
    const told: boolean[] = [];
    for (const floor of [1, 3, 3]) told.push(await log.forget('lobby', floor));
    for (const count of [8, 2, 2]) told.push(await log.keepNewest('lobby', count));
    for (const floor of [Infinity, Infinity]) told.push(await log.forget('lobby', floor));
    told.push(await log.forget('empty', 10), await log.keepNewest('empty', 1));
    assert.deepEqual(told, [false, true, false, false, true, false, true, false, false, false]);
  },

  'has nothing to forget in an empty room': async (log) => {
    await log.forget('empty', 10);
    assert.deepEqual(await log.entriesAfter('empty', 0, 10), []);
    const { head, floor } = await log.extent('empty');
    assert.deepEqual({ head, floor }, { head: 0, floor: 1 });
    assert.equal((await log.append('empty', draft('first'))).seq, 1);
  },

  'answers a repeated message that it has forgotten with the place of the first': async (log) => {
    const first = await log.append('lobby', draft('one'));
    await appendAll(log, 'lobby', names(2, 10));
    await log.forget('lobby', 10);

    assert.deepEqual(await log.append('lobby', draft('one')), { ...first, duplicate: true });
    assert.equal((await log.append('lobby', draft('next'))).seq, 11);
    assert.deepEqual(texts(await log.entriesAfter('lobby', 0, 10)), ['10', 'next']);
  },

  'takes messages while very many are forgotten': async (log) => {
    await log.restore('lobby', entriesOf(1, 20_000));
    const forgotten = log.forget('lobby', 19_999);
    const receipts = await Promise.all(names(20_001, 20_100).map((text) => log.append('lobby', draft(text))));
    await forgotten;

    assert.deepEqual(seqs(receipts), numbers(20_001, 20_100));
    assert.equal((await log.extent('lobby')).floor, 19_999);
    assert.deepEqual(seqs(await log.entriesAfter('lobby', 0, 200)), numbers(19_999, 20_100));
  },

  'knows the ids of what it has forgotten for a week, and then no longer': async (log, t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2025, 0, 1) });
    const first = await log.append('lobby', draft('one'));
    await log.append('attic', draft('one'));
    await appendAll(log, 'lobby', ['two', 'three']);
    await log.forget('lobby', 3);
    t.mock.timers.setTime(first.time + idLifetime);
    await log.forget('lobby', 3);
    assert.deepEqual(await log.append('lobby', draft('one')), { ...first, duplicate: true });

    t.mock.timers.setTime(first.time + idLifetime + 1);
    await log.forget('lobby', 3);
    const again = await log.append('lobby', draft('one'));
    assert.deepEqual({ seq: again.seq, duplicate: again.duplicate }, { seq: 4, duplicate: false });
    assert.deepEqual(texts(await log.entriesAfter('lobby', 0, 10)), ['three', 'one']);

    // Neither what is kept, however old, nor another room is touched.
    assert.equal((await log.append('lobby', draft('three'))).seq, 3);
    assert.equal((await log.append('attic', draft('one'))).seq, 1);
  },

  'forgets the ids of what it has forgotten also where nobody says anything any more': async (log, t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2025, 0, 1) });
    const ways: Record<string, () => Promise<boolean>> = {
      'by count': () => log.keepNewest('by count', 1),
      'by age': () => log.forget('by age', 2),
    };
    for (const [room, forget] of Object.entries(ways)) {
      const first = await log.append(room, draft('one'));
      t.mock.timers.setTime(first.time + 24 * 60 * 60 * 1000);
      await log.append(room, draft('two'));
      await forget();
      assert.deepEqual(texts(await log.entriesAfter(room, 0, 10)), ['two']);
      assert.equal((await log.append(room, draft('one'))).duplicate, true);
      t.mock.timers.setTime(first.time + idLifetime + 1);
      await forget();
      assert.equal((await log.append(room, draft('one'))).duplicate, false, room);
    }
  },

  'forgets old ids among thousands, and keeps the young ones': async (log, t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1001 + idLifetime + 1000 });
    await log.restore('lobby', entriesOf(1, 2000));
    await log.forget('lobby', 2000);

    const receipts = await Promise.all(
      ['1', '999', '1000', '1001', '1999'].map((text) => log.append('lobby', draft(text))),
    );
    assert.deepEqual(
      receipts.map(({ seq, duplicate }) => (duplicate ? seq : 'new')),
      ['new', 'new', 'new', 1001, 1999],
    );
  },

  'brings a room back with its seqs, times, ids and floor': async (log) => {
    const entries = entriesOf(41, 60);
    const { epoch } = await log.extent('lobby');
    await log.restore('lobby', entries.slice(0, 5));
    await log.restore('lobby', entries.slice(5));

    assert.deepEqual(await log.extent('lobby'), { epoch, head: 60, floor: 41 });
    assert.deepEqual(await log.entriesAfter('lobby', 0, 100), entries);
    assert.deepEqual(texts(await log.messagesBefore('lobby', 50, 3)), ['47', '48', '49']);
    const receipt = { epoch, seq: 42, time: 1042, duplicate: true };
    assert.deepEqual(await log.append('lobby', draft('42')), receipt);
    await assert.rejects(log.append('lobby', draft('other', { id: 'id-42' })), { code: 'conflict' });
    assert.equal((await log.append('lobby', draft('61'))).seq, 61);
    await log.forget('lobby', 60);
    assert.deepEqual(texts(await log.entriesAfter('lobby', 0, 100)), ['60', '61']);
  },

  'adds what is brought back to what the room holds': async (log) => {
    await appendAll(log, 'lobby', names(1, 3));
    await log.forget('lobby', 2);
    await log.restore('lobby', entriesOf(4, 6));

    assert.deepEqual(texts(await log.entriesAfter('lobby', 0, 10)), names(2, 6));
    assert.equal((await log.extent('lobby')).floor, 2);
  },

  'brings nothing back where something is missing or known already': async (log) => {
    const broken = [...entriesOf(1, 2), ...entriesOf(4, 4)];
    await assert.rejects(log.restore('lobby', broken), /entry 4 does not follow entry 2/);
    assert.deepEqual(await log.entriesAfter('lobby', 0, 10), []);

    await appendAll(log, 'lobby', names(1, 3));
    for (const entries of [entriesOf(5, 6), entriesOf(3, 4), entriesOf(1, 1), entriesOf(4, 5).toReversed()]) {
      await assert.rejects(log.restore('lobby', entries), /does not follow/);
    }
    assert.deepEqual(texts(await log.entriesAfter('lobby', 0, 10)), names(1, 3));
  },

  'keeps words of any script unchanged when they are brought back': async (log) => {
    const entries = scripts.flatMap((message, index) =>
      entriesOf(index + 1, index + 1, { id: message, sender: message, username: message, message }),
    );
    await log.restore('lobby', entries);
    assert.deepEqual(await log.entriesAfter('lobby', 0, 100), entries);
    for (const { seq, id, sender, message } of entries) {
      const again = await log.append('lobby', draft(message, { id, sender }));
      assert.deepEqual([again.seq, again.duplicate], [seq, true]);
    }
  },
};
