import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { limits, type Message } from '@realtime-chat/protocol';
import type { ChangeDraft, Target } from '../../relay/src/log/entry-types.ts';
import type { Entry, RoomLog } from '../../relay/src/log/log.ts';
import { idLifetime } from '../../relay/src/log/store-rules.ts';
import { Refusal } from '../../relay/src/refusal.ts';
import { appendAll, draft, entriesOf, logConformance, texts, watched } from './log-conformance.ts';

/** The message that `appendAll` appended with this text, at this seq. */
export const target = (seq: number, text: string): Target => ({ seq, id: `id-${text}` });

interface More {
  id?: string;
  sender?: string;
}

let count = 0;
const newId = (): string => `change-${(count += 1)}`;

export function edit(target: Target, message: string, more: More = {}): ChangeDraft {
  return { type: 'edit', id: newId(), sender: 'ann', target, message, ...more };
}

export function deletion(target: Target, more: More = {}): ChangeDraft {
  return { type: 'delete', id: newId(), sender: 'ann', target, ...more };
}

export function reaction(target: Target, emoji: string, more: More & { on?: boolean } = {}): ChangeDraft {
  const sender = more.sender ?? 'ann';
  return {
    type: 'react',
    id: newId(),
    username: sender.toUpperCase(),
    target,
    emoji,
    on: true,
    sender,
    ...more,
  };
}

/** Everything that a log tells of a room. */
export async function everything(
  log: RoomLog,
  room: string,
): Promise<{ entries: Entry[]; messages: Message[] }> {
  return {
    entries: await log.entriesAfter(room, 0, 100_000),
    messages: await log.messagesBefore(room, Number.MAX_SAFE_INTEGER, 100_000),
  };
}

const seqs = (entries: readonly { seq: number }[]): number[] => entries.map(({ seq }) => seq);

async function message(log: RoomLog, seq: number): Promise<Message> {
  const [found] = await log.messagesBefore('lobby', seq + 1, 1);
  assert.equal(found?.seq, seq);
  return found;
}

/** What each store promises of changes; everything else as without them. */
export function changesConformance(name: string, open: (t: TestContext) => Promise<RoomLog>): void {
  logConformance(`${name}, where messages change,`, open, promises);
}

const hello = target(1, 'hello');

const promises: Record<string, (log: RoomLog, t: TestContext) => Promise<void>> = {
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
