import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Entry, RoomLog } from '../../relay/src/log/log.ts';
import { Inbox } from '../support/inbox.ts';
import { appendAll, draft, names, numbers, scripts, seqs, texts, watched } from './log-entries.ts';

/** What each store promises of appending, reading and watching, shown on an empty log. */
export const appending: Record<string, (log: RoomLog, t: TestContext) => Promise<void>> = {
  'counts a room’s entries 1, 2, 3, under one epoch': async (log) => {
    const before = Date.now();
    const receipts = [];
    for (const message of ['one', 'two', 'three']) receipts.push(await log.append('lobby', draft(message)));

    assert.deepEqual(seqs(receipts), [1, 2, 3]);
    assert.equal(new Set(receipts.map(({ epoch }) => epoch)).size, 1);
    for (const { time, duplicate } of receipts) {
      assert.ok(time >= before && time <= Date.now());
      assert.equal(duplicate, false);
    }
  },

  'gives back an entry as it was appended': async (log) => {
    const { seq, time } = await log.append('lobby', draft('hello'));
    const message = { seq, time, id: 'id-hello', sender: 'ann', username: 'Ann', message: 'hello' };

    assert.deepEqual(await log.entriesAfter('lobby', 0, 10), [{ type: 'message', ...message }]);
    assert.deepEqual(await log.messagesBefore('lobby', 2, 10), [message]);
  },

  'knows what was appended by its sender and id, in its room': async (log) => {
    await log.append('lobby', draft('hello'));

    assert.equal(await log.knows('lobby', 'ann', 'id-hello'), true);
    for (const [room, sender, id] of [
      ['attic', 'ann', 'id-hello'],
      ['lobby', 'bob', 'id-hello'],
      ['lobby', 'ann', 'id-other'],
    ] as const) {
      assert.equal(await log.knows(room, sender, id), false);
    }
  },

  'keeps the relay’s own words without a name': async (log) => {
    await log.append('lobby', draft('closing soon', { username: undefined }));
    const [message] = await log.messagesBefore('lobby', 2, 1);
    assert.ok(message && !('username' in message));
  },

  'keeps rooms apart': async (log) => {
    await Promise.all([appendAll(log, 'red', names(1, 3)), appendAll(log, 'blue', names(4, 5))]);

    assert.deepEqual(texts(await log.entriesAfter('red', 0, 10)), names(1, 3));
    assert.deepEqual(texts(await log.entriesAfter('blue', 0, 10)), names(4, 5));
    assert.equal((await log.extent('red')).head, 3);
    assert.equal((await log.extent('blue')).head, 2);
  },

  'has every room from the start, empty, under the epoch of its first entry': async (log) => {
    const { epoch, ...reach } = await log.extent('nobody was here');
    assert.deepEqual(reach, { head: 0, floor: 1 });
    assert.deepEqual(await log.entriesAfter('nobody was here', 0, 10), []);
    assert.deepEqual(await log.messagesBefore('nobody was here', 1, 10), []);

    const receipt = await log.append('nobody was here', draft('first'));
    assert.equal(receipt.epoch, epoch);
    assert.deepEqual(await log.extent('nobody was here'), { epoch, head: 1, floor: 1 });
  },

  'answers a repeated message with the place of the first': async (log) => {
    const first = await log.append('lobby', draft('hello'));
    await log.append('lobby', draft('and more'));
    const again = await log.append('lobby', draft('hello', { username: 'Ann, renamed' }));

    assert.deepEqual(again, { ...first, duplicate: true });
    assert.deepEqual(texts(await log.entriesAfter('lobby', 0, 10)), ['hello', 'and more']);
  },

  'knows a repeated message even within one batch': async (log) => {
    const receipts = await Promise.all(names(1, 20).map(() => log.append('lobby', draft('hello'))));

    assert.deepEqual(new Set(seqs(receipts)), new Set([1]));
    assert.equal(receipts.filter(({ duplicate }) => !duplicate).length, 1);
    assert.equal((await log.extent('lobby')).head, 1);
  },

  'takes the same id from another sender, or in another room, for another message': async (log) => {
    const id = 'the same';
    const receipts = [
      await log.append('lobby', draft('hello', { id, sender: 'ann' })),
      await log.append('lobby', draft('hello', { id, sender: 'bob' })),
      await log.append('attic', draft('hello', { id, sender: 'ann' })),
    ];
    assert.deepEqual(seqs(receipts), [1, 2, 1]);
    assert.ok(receipts.every(({ duplicate }) => !duplicate));
  },

  'refuses another text under an id that is taken': async (log) => {
    await log.append('lobby', draft('hello', { id: 'taken' }));

    await assert.rejects(log.append('lobby', draft('goodbye', { id: 'taken' })), { code: 'conflict' });
    assert.deepEqual(texts(await log.entriesAfter('lobby', 0, 10)), ['hello']);
  },

  'refuses one message of a batch without holding up the others': async (log) => {
    const results = await Promise.allSettled([
      log.append('lobby', draft('a', { id: 'one' })),
      log.append('lobby', draft('b', { id: 'one' })),
      log.append('lobby', draft('c', { id: 'two' })),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(texts(await log.entriesAfter('lobby', 0, 10)), ['a', 'c']);
    assert.deepEqual(seqs(await log.entriesAfter('lobby', 0, 10)), [1, 2]);
  },

  'keeps the order in which it was asked': async (log) => {
    const receipts = await Promise.all(names(1, 500).map((text) => log.append('lobby', draft(text))));

    assert.deepEqual(seqs(receipts), numbers(1, 500));
    assert.deepEqual(texts(await log.entriesAfter('lobby', 0, 500)), names(1, 500));
  },

  'shows an entry to readers as soon as it is acknowledged': async (log) => {
    for (const text of names(1, 20)) {
      const { seq } = await log.append('lobby', draft(text));
      assert.equal((await log.extent('lobby')).head, seq);
      assert.deepEqual(texts(await log.entriesAfter('lobby', seq - 1, 10)), [text]);
    }
  },

  'gives the entries after a place, oldest first and no more than asked': async (log) => {
    await appendAll(log, 'lobby', names(1, 10));
    const after = async (place: number, limit: number): Promise<string[]> =>
      texts(await log.entriesAfter('lobby', place, limit));

    assert.deepEqual(await after(0, 100), names(1, 10));
    assert.deepEqual(await after(0, 3), names(1, 3));
    assert.deepEqual(await after(4, 3), names(5, 7));
    assert.deepEqual(await after(9, 3), ['10']);
    assert.deepEqual(await after(10, 3), []);
    assert.deepEqual(await after(Number.MAX_SAFE_INTEGER - 1, 3), []);
    assert.deepEqual(await after(0, 0), []);
  },

  'gives the newest messages before a place, oldest first and no more than asked': async (log) => {
    await appendAll(log, 'lobby', names(1, 10));
    await appendAll(log, 'lobby 2', names(11, 12));
    const before = async (place: number, limit: number): Promise<string[]> =>
      texts(await log.messagesBefore('lobby', place, limit));

    assert.deepEqual(await before(11, 100), names(1, 10));
    assert.deepEqual(await before(11, 3), names(8, 10));
    assert.deepEqual(await before(8, 3), names(5, 7));
    assert.deepEqual(await before(3, 3), names(1, 2));
    assert.deepEqual(await before(2, 3), ['1']);
    assert.deepEqual(await before(1, 3), []);
    assert.deepEqual(await before(0, 3), []);
    assert.deepEqual(await before(Number.MAX_SAFE_INTEGER, 3), names(8, 10));
    assert.deepEqual(await before(11, 0), []);
  },

  'hands each of 2,000 entries to each watcher once, in order, from concurrent appends': async (log) => {
    const [first, second] = [await watched(log, 'lobby'), await watched(log, 'lobby')];
    const elsewhere = await watched(log, 'attic');
    await Promise.all(names(1, 2000).map((text) => log.append('lobby', draft(text))));

    for (const watcher of [first, second]) {
      const entries = await watcher.many(2000, 'entries');
      assert.deepEqual(seqs(entries), numbers(1, 2000));
      assert.deepEqual(entries, await log.entriesAfter('lobby', 0, 2000));
    }
    assert.deepEqual(elsewhere.all, []);
  },

  'hands on only what is committed, with its epoch': async (log) => {
    const { epoch } = await log.extent('lobby');
    const seen = new Inbox<{ epoch: string; entries: readonly Entry[]; stored: Promise<Entry[]> }>();
    await log.watch('lobby', (epoch, entries) =>
      seen.put({ epoch, entries, stored: log.entriesAfter('lobby', 0, 100) }),
    );
    await Promise.all(names(1, 100).map((text) => log.append('lobby', draft(text))));
    await seen.until('all entries', (all) => all.at(-1)?.entries.at(-1)?.seq === 100);

    for (const frame of seen.all) {
      assert.equal(frame.epoch, epoch);
      const stored = seqs(await frame.stored);
      for (const { seq } of frame.entries) assert.ok(stored.includes(seq));
    }
  },

  'hands no duplicate and no refused message to watchers': async (log) => {
    const watcher = await watched(log, 'lobby');
    await log.append('lobby', draft('hello'));
    await log.append('lobby', draft('hello'));
    await assert.rejects(log.append('lobby', draft('goodbye', { id: 'id-hello' })));
    await log.append('lobby', draft('last'));

    assert.deepEqual(texts(await watcher.until('the last', (all) => texts(all).at(-1) === 'last' && all)), [
      'hello',
      'last',
    ]);
  },

  'tells nothing more to who stopped watching': async (log) => {
    const stopped: string[] = [];
    const stop = await log.watch('lobby', (_epoch, entries) => stopped.push(...texts(entries)));
    const other = await watched(log, 'lobby');
    await log.append('lobby', draft('heard'));
    await other.many(1, 'entry');
    stop();
    stop();
    await log.append('lobby', draft('unheard'));
    await other.many(2, 'entries');

    assert.deepEqual(stopped, ['heard']);
  },

  'tells who watches all rooms what each of them commits, in order, and nothing more when they stop': async (
    log,
  ) => {
    const { epoch } = await log.extent('red');
    const heard = new Inbox<{ room: string; epoch: string; seq: number }>();
    const stop = await log.watchAll((room, epoch, entries) => {
      for (const { seq } of entries) heard.put({ room, epoch, seq });
    });
    const red = await watched(log, 'red');
    await Promise.all([
      ...names(1, 50).map((text) => log.append('red', draft(text))),
      ...names(1, 50).map((text) => log.append('a room that nobody watches', draft(text))),
    ]);
    await log.append('red', draft('1'));
    for (const room of ['red', 'a room that nobody watches']) {
      const all = (await heard.many(100, 'entries')).filter((entry) => entry.room === room);
      assert.deepEqual(
        all,
        numbers(1, 50).map((seq) => ({ room, epoch, seq })),
      );
    }
    stop();
    await log.append('red', draft('51'));
    await red.many(51, 'entries');
    assert.equal(heard.all.length, 100);
  },

  'begins to tell a new watcher where it came in': async (log) => {
    await appendAll(log, 'lobby', names(1, 3));
    const late = await watched(log, 'lobby');
    await appendAll(log, 'lobby', names(4, 5));
    assert.deepEqual(seqs(await late.many(2, 'entries')), [4, 5]);
  },

  'keeps words and rooms of any script apart and unchanged': async (log) => {
    const rooms = [...scripts, ...scripts.map((text) => `${text}2`), 'x'.repeat(128), '世'.repeat(128)];
    for (const room of rooms) {
      await log.append(room, draft(`in ${room}`, { id: 'the same', username: room }));
      await log.append(room, draft(room));
    }
    for (const room of rooms) {
      const entries = await log.entriesAfter(room, 0, 10);
      assert.deepEqual(texts(entries), [`in ${room}`, room]);
      const [first] = entries;
      assert.equal(first?.type === 'message' && first.username, room);
      assert.deepEqual(texts(await log.messagesBefore(room, 3, 10)), [`in ${room}`, room]);
      assert.equal((await log.extent(room)).head, 2);
    }
  },

  'keeps the longest text': async (log) => {
    const longest = '👩‍🚀'.repeat(1600);
    await log.append('lobby', draft(longest, { id: 'long' }));
    assert.deepEqual(texts(await log.entriesAfter('lobby', 0, 1)), [longest]);
  },

  'finishes what was begun before it closes': async (log) => {
    const appends = names(1, 100).map((text) => log.append('lobby', draft(text)));
    await log.close();
    assert.deepEqual(seqs(await Promise.all(appends)), numbers(1, 100));
  },
};
