import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { MessageEntry } from '@realtime-chat/protocol';
import type { MessageDraft } from '../../relay/src/log/entry-types.ts';
import type { Entry, RoomLog } from '../../relay/src/log/log.ts';
import { eachNote } from '../../relay/src/log/notes.ts';
import { idLifetime } from '../../relay/src/log/store-rules.ts';
import { Inbox } from '../support/inbox.ts';

/** A message of `sender`, under an id of its own unless told otherwise. */
export function draft(message: string, more: Partial<MessageDraft> = {}): MessageDraft {
  return { type: 'message', id: `id-${message}`, sender: 'ann', username: 'Ann', message, ...more };
}

/** Appends one after the other. */
export async function appendAll(log: RoomLog, room: string, messages: readonly string[]): Promise<void> {
  for (const message of messages) await log.append(room, draft(message));
}

/** Everything that the log hands to a watcher of the room. */
export async function watched(log: RoomLog, room: string): Promise<Inbox<Entry>> {
  const inbox = new Inbox<Entry>();
  await log.watch(room, (_epoch, entries) => entries.forEach((entry) => inbox.put(entry)));
  return inbox;
}

/** Entries as they would be read elsewhere. */
export function entriesOf(first: number, last: number, more: Partial<MessageEntry> = {}): MessageEntry[] {
  return numbers(first, last).map((seq) => {
    const { type, id, sender, message } = draft(String(seq));
    return { type, id, sender, username: 'Ann', message, seq, time: 1000 + seq, ...more };
  });
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

const names = (first: number, last: number): string[] => numbers(first, last).map(String);
/** What was said, by messages and by edits of them. */
export const texts = (entries: readonly object[]): string[] =>
  entries.flatMap((entry) =>
    'message' in entry && typeof entry.message === 'string' ? [entry.message] : [],
  );
const seqs = (entries: readonly { seq: number }[]): number[] => entries.map(({ seq }) => seq);

/** @param open gives an empty log, and closes it after the test. */
export function logConformance(
  name: string,
  open: (t: TestContext) => Promise<RoomLog>,
  kept = promises,
): void {
  void describe(`a log ${name}`, () => {
    for (const [promise, keeps] of Object.entries(kept)) {
      void test(promise, async (t) => keeps(await open(t), t));
    }
  });
}

const scripts = [
  'ascii',
  'ASCII',
  ' ',
  'ünïcödé',
  'u\u0308', // not composed
  'ü',
  'שלום',
  'مرحبا بالعالم',
  '日本語の部屋',
  '👩‍👩‍👧‍👦',
  '\u202eright to left',
  '\0',
  '\0\0',
  'a\0b',
  '\u0001',
  '\u001f',
  '\u2028',
  '\ufeff',
  '\uffff',
  '__proto__',
  'constructor',
  '1',
  '-1',
  'null',
  'a,b',
  "'; --",
  '../../etc',
];

async function said(log: RoomLog, room: string): Promise<{ seq: number; id: string; time: number }> {
  const { seq, time } = await log.append(room, draft('two', { id: 'two' }));
  return { seq, id: 'two', time };
}

/** What every store promises, each shown on an empty log. */
const promises: Record<string, (log: RoomLog, t: TestContext) => Promise<void>> = {
  'lists its rooms in pages, with how much they hold and when something last happened': async (log) => {
    assert.deepEqual(await log.summaries('', 10), []);
    await log.restore('b', entriesOf(11, 13, { time: 5 }));
    for (const room of ['é', 'a', 'B', 'a b', '😀']) await log.append(room, draft('one'));
    const { seq, id, time } = await said(log, 'a');
    const react = { type: 'react', emoji: '👍', on: true } as const;
    await log.append('a', { ...react, id: 'again', sender: 'ann', target: { seq, id } });
    await log.forget('b', 12);

    const all = await log.summaries('', 10);
    assert.deepEqual(
      all.map(({ room }) => room),
      ['B', 'a', 'a b', 'b', 'é', '😀'],
    );
    const [, a, , b] = all;
    assert.deepEqual(
      { ...a, lastActivity: 0 },
      { room: 'a', messages: 2, head: 3, floor: 1, lastActivity: 0 },
    );
    assert.ok(a && a.lastActivity >= time);
    assert.deepEqual(b, { room: 'b', messages: 2, head: 13, floor: 12, lastActivity: 5 });
    assert.deepEqual(await log.summaries('', 2), all.slice(0, 2));
    assert.deepEqual(await log.summaries('a', 3), all.slice(2, 5));
    assert.deepEqual(await log.summaries('aa', 1), [b]);
    assert.deepEqual(await log.summaries('😀', 10), []);
  },

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

  'names every room that holds something, and none that was only looked at': async (log) => {
    const rooms = [...scripts, 'x'.repeat(128), '世'.repeat(128)];
    await log.extent('looked at');
    await log.entriesAfter('looked at', 0, 10);
    await log.forget('looked at', 10);
    await log.restore('looked at', []);
    const stop = await log.watch('looked at', () => {});
    stop();
    assert.deepEqual(await log.rooms(), []);

    await Promise.all(rooms.map((room) => log.append(room, draft('hello'))));
    await log.restore('restored', entriesOf(5, 6));
    assert.deepEqual((await log.rooms()).toSorted(), [...rooms, 'restored'].toSorted());
  },

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
    const ways: Record<string, () => Promise<void>> = {
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

  'remembers things beside the rooms, by kind, until they are forgotten': async (log) => {
    await log.note('name', 'ann', 'Ann');
    await log.note('name', 'bob', { any: ['thing', 1, null] });
    await log.note('names', 'ann', 'of another kind');
    await log.note('name', 'ann', 'Anna');
    assert.deepEqual(
      [...(await log.notes('name'))],
      [
        ['ann', 'Anna'],
        ['bob', { any: ['thing', 1, null] }],
      ],
    );
    await log.note('name', 'ann', undefined);
    await log.note('name', 'nobody', undefined);
    assert.deepEqual([...(await log.notes('name')).keys()], ['bob']);
    assert.deepEqual((await log.notes('nothing')).size, 0);
    // Whatever the keys are: rooms have names in any script.
    assert.deepEqual(await log.noted('name', 'bob'), { any: ['thing', 1, null] });
    assert.equal(await log.noted('name', 'ann'), undefined);
    for (let count = 0; count < 250; count++) await log.note('many', `key ${count}`, count);
    const many: [string, unknown][] = [];
    for await (const each of eachNote(log, 'many')) many.push(each);
    assert.equal(new Map(many).size, 250);
    assert.ok(many.length === 250 && many.every(([key, value]) => key === `key ${String(value)}`));
    assert.equal((await log.notesAfter('many', undefined, 7)).length, 7);
    assert.deepEqual(await log.notesAfter('nothing', undefined, 7), []);

    for (const key of ['', ...scripts]) await log.note('room', key, key);
    for (const kind of ['roo', 'room\0', 'rooms']) await log.note(kind, 'x', 'of another kind');
    const notes = await log.notes('room');
    assert.deepEqual([...notes.keys()].sort(), ['', ...scripts].sort());
    assert.ok([...notes].every(([key, value]) => key === value));
    assert.deepEqual(await log.rooms(), []);
  },
};
