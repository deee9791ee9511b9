import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { RoomLog } from '../../relay/src/log/log.ts';
import { eachMeta } from '../../relay/src/log/meta/each-meta.ts';
import { Refusal } from '../../relay/src/refusal.ts';
import { draft, entriesOf, scripts } from './log-entries.ts';

async function said(log: RoomLog, room: string): Promise<{ seq: number; id: string; time: number }> {
  const { seq, time } = await log.append(room, draft('two', { id: 'two' }));
  return { seq, id: 'two', time };
}

/** What each store promises of its rooms, and of what it keeps beside them, shown on an empty log. */
export const rooms: Record<string, (log: RoomLog, t: TestContext) => Promise<void>> = {
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

  'remembers things beside the rooms, by kind, until they are forgotten': async (log) => {
    await log.putMeta('name', 'ann', 'Ann');
    await log.putMeta('name', 'bob', { any: ['thing', 1, null] });
    await log.putMeta('names', 'ann', 'of another kind');
    await log.putMeta('name', 'ann', 'Anna');
    assert.deepEqual(
      [...(await log.listMeta('name'))],
      [
        ['ann', 'Anna'],
        ['bob', { any: ['thing', 1, null] }],
      ],
    );
    await log.putMeta('name', 'ann', undefined);
    await log.putMeta('name', 'nobody', undefined);
    assert.deepEqual([...(await log.listMeta('name')).keys()], ['bob']);
    assert.deepEqual((await log.listMeta('nothing')).size, 0);
    // Whatever the keys are: rooms have names in any script.
    assert.deepEqual(await log.getMeta('name', 'bob'), { any: ['thing', 1, null] });
    assert.equal(await log.getMeta('name', 'ann'), undefined);
    for (let count = 0; count < 250; count++) await log.putMeta('many', `key ${count}`, count);
    const many: [string, unknown][] = [];
    for await (const each of eachMeta(log, 'many')) many.push(each);
    assert.equal(new Map(many).size, 250);
    assert.ok(many.length === 250 && many.every(([key, value]) => key === `key ${String(value)}`));
    assert.equal((await log.metaAfter('many', undefined, 7)).length, 7);
    assert.deepEqual(await log.metaAfter('nothing', undefined, 7), []);

    for (const key of ['', ...scripts]) await log.putMeta('room', key, key);
    for (const kind of ['roo', 'room\0', 'rooms']) await log.putMeta(kind, 'x', 'of another kind');
    const notes = await log.listMeta('room');
    assert.deepEqual([...notes.keys()].sort(), ['', ...scripts].sort());
    assert.ok([...notes].every(([key, value]) => key === value));
    assert.deepEqual(await log.rooms(), []);
  },

  'replaces what it remembers in one step, so that no update is lost': async (log) => {
    const add = (before: unknown): number => Number(before ?? 0) + 1;
    const results = await Promise.all(Array.from({ length: 15 }, () => log.updateMeta('count', 'all', add)));
    assert.deepEqual(results.toSorted((one, other) => Number(one) - Number(other)).at(-1), 15);
    assert.equal(await log.getMeta('count', 'all'), 15);
    const seen: unknown[] = [];
    const look = (before: unknown): unknown => {
      seen.push(before);
      return before;
    };
    assert.equal(await log.updateMeta('count', 'nothing', look), undefined);
    assert.equal(await log.updateMeta('count', 'all', look), 15);
    assert.deepEqual(seen, [undefined, 15]);
    assert.equal(await log.updateMeta('count', 'all', () => undefined), undefined);
    assert.equal((await log.listMeta('count')).size, 0);
  },

  'stores nothing where an update is refused': async (log) => {
    await log.putMeta('count', 'all', 1);
    const refuse = (): never => {
      throw new Refusal('too_many', 'no more');
    };
    await assert.rejects(log.updateMeta('count', 'all', refuse), { code: 'too_many' });
    assert.equal(await log.getMeta('count', 'all'), 1);
  },

  'never tells a watcher what this process itself has changed': async (log) => {
    const stop = await log.watchMeta('name', (key) => assert.fail(`told of ${key}`));
    await log.putMeta('name', 'ann', 'Ann');
    await log.updateMeta('name', 'ann', () => 'Anna');
    await log.putMeta('name', 'ann', undefined);
    stop();
  },
};
