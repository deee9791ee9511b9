import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits, type Message } from '@realtime-chat/protocol';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import { withReaderReactions } from '../../relay/src/rooms/reader-reactions.ts';
import { holds } from '../support/holds.ts';
import { newRelay } from '../support/relay.ts';
import { changing, newMember, newWireClient, refused, said } from '../support/wire-client.ts';
import { draft, reaction } from './log-entries.ts';

test('a reaction reaches everybody with its count, and can be removed', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  const { me } = await bob.join();
  const target = await said(ann, 'hello');
  await ann.react(target, '👍');
  const on = await bob.react(target, '👍');
  holds(await ann.hearsEntry(on.seq), {
    type: 'react',
    target: target.seq,
    sender: me.id,
    username: 'Bob',
    emoji: '👍',
    on: true,
    count: 2,
  });
  const reactions = async () => (await bob.join()).messages?.[0]?.reactions;
  assert.deepEqual(
    (await reactions())?.map(({ emoji, count, people }) => [
      emoji,
      count,
      people.map(({ username }) => username),
    ]),
    [['👍', 2, ['Ann', 'Bob']]],
  );
  assert.deepEqual((await bob.history(100)).messages[0]?.reactions, await reactions());

  const off = await bob.react(target, '👍', false);
  holds(await ann.hearsEntry(off.seq), { on: false, count: 1 });
  assert.deepEqual(
    (await reactions())?.map(({ count }) => count),
    [1],
  );
  await ann.react(target, '👍', false);
  assert.equal(await reactions(), undefined);
});

test('the same emoji given twice by one person counts once', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const target = await said(ann, 'hello');
  await ann.react(target, '👍');
  const { seq } = await ann.react(target, '👍');
  holds(await ann.hearsEntry(seq), { on: true, count: 1 });
});

test('the kinds of emoji on a message are bounded, the number of each is not, and all can be removed', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  const target = await said(ann, 'hello');
  const kinds = Array.from({ length: limits.reactions }, (_, index) => String.fromCodePoint(0x1f600 + index));
  for (let first = 0; first < kinds.length; first += limits.reactionsEach) {
    const one = await newMember(t, url, `One ${first}`);
    for (const emoji of kinds.slice(first, first + limits.reactionsEach)) await one.react(target, emoji);
    if (first === 0) await ann.react(target, kinds[0] ?? '');
  }

  const one = changing(target, { emoji: '🎉', on: true });
  assert.equal(refused(await bob.ask('react', one)).code, 'too_many');
  const [known = ''] = kinds;
  await bob.react(target, known);
  await bob.react(target, '🎉', false);
  for (const client of [ann, bob]) await client.react(target, known, false);
  const emoji = (await ann.join()).messages?.[0]?.reactions?.map((each) => each.emoji);
  assert.deepEqual(emoji, kinds);
});

test('the kinds of emoji of one person on a message are bounded, and can be exchanged', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  const [target, other] = [await said(ann, 'hello'), await said(ann, 'other')];
  const kinds = ['👍', '🎉', '❤️', '🚀', '👀'];
  for (const emoji of kinds) await ann.react(target, emoji);
  await bob.react(target, '😀');
  for (const emoji of ['😀', '😁']) {
    const request = changing(target, { emoji, on: true });
    assert.equal(refused(await ann.ask('react', request)).code, 'too_many', emoji);
  }
  await ann.react(target, '👍');
  await ann.react(other, '😁');
  await ann.react(target, '👀', false);
  await ann.react(target, '😀');
  const emoji = (await ann.join()).messages?.[0]?.reactions?.map((each) => each.emoji);
  assert.deepEqual(emoji, ['👍', '🎉', '❤️', '🚀', '😀']);
});

test('different encodings of an emoji count as the same one', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  const target = await said(ann, 'hello');
  await ann.react(target, '❤\uFE0F');
  const { seq } = await bob.react(target, '❤');
  holds(await ann.hearsEntry(seq), { emoji: '❤\uFE0F', count: 2 });
  await ann.react(target, '❤', false);
  await bob.react(target, '❤\uFE0F', false);
  assert.equal((await ann.join()).messages?.[0]?.reactions, undefined);
});

test('a person without a name can react', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const target = await said(ann, 'hello');
  const nobody = await newWireClient(t, url);
  const { me } = await nobody.join();
  await nobody.react(target, '👍');
  assert.deepEqual((await ann.join()).messages?.[0]?.reactions?.[0]?.people, [{ id: me.id }]);
});

test('of many people that gave one emoji, some are named, the reader first, and all are counted', async () => {
  const log = new MemoryLog();
  await log.append('lobby', draft('hello'));
  const target = { seq: 1, id: 'id-hello' };
  const many = limits.reactors + 10;
  for (let person = 1; person <= many; person++) {
    await log.append('lobby', reaction(target, '👍', { sender: `p${person}` }));
  }
  for (const sender of ['p1', 'p2']) await log.append('lobby', reaction(target, '🎉', { sender }));
  const [message] = await log.messagesBefore('lobby', 2, 1);
  assert(message);
  const people = async (reader: string, kind: number): Promise<string[]> => {
    const { reactions } = await withReaderReactions(log, 'lobby', message, reader);
    return reactions?.[kind]?.people.map(({ id }) => id) ?? [];
  };
  const first = (count: number): string[] => Array.from({ length: count }, (_, index) => `p${index + 1}`);

  assert.deepEqual(await people('somebody', 0), first(limits.reactors - 2));
  assert.deepEqual(await people(`p${many}`, 0), [`p${many}`, ...first(limits.reactors - 3)]);
  assert.deepEqual((await people('p2', 0)).slice(0, 3), ['p2', 'p1', 'p3']);
  assert.deepEqual((await people('p2', 1)).toSorted(), ['p1', 'p2']);
  assert.deepEqual(
    (await withReaderReactions(log, 'lobby', message, 'p2')).reactions?.map(({ count }) => count),
    [many, 2],
  );

  // A person that removed the reaction is not named, and the next one is.
  for (const sender of ['p1', `p${many}`]) {
    await log.append('lobby', reaction(target, '👍', { sender, on: false }));
  }
  await log.append('lobby', reaction(target, '👍', { sender: 'late' }));
  const [later] = await log.messagesBefore('lobby', 2, 1);
  assert(later);
  for (const reader of ['p1', `p${many}`]) {
    const { reactions } = await withReaderReactions(log, 'lobby', later, reader);
    assert.ok(reactions?.[0]?.people.every(({ id }) => id !== reader));
  }
  assert.deepEqual(later.reactions?.[0]?.people.at(-1), { id: 'late', username: 'LATE' });
  assert.equal(later.reactions?.[0]?.count, many - 1);
});

test('the people named for one message are bounded, however many kinds of emoji it has', async () => {
  const log = new MemoryLog();
  await log.append('lobby', draft('hello'));
  const target = { seq: 1, id: 'id-hello' };
  const kinds = Array.from({ length: limits.reactions }, (_, index) => String.fromCodePoint(0x1f600 + index));
  for (const [index, emoji] of kinds.entries()) {
    for (let person = 0; person <= index; person++) {
      await log.append('lobby', reaction(target, emoji, { sender: `p${person}` }));
    }
  }
  const [message] = await log.messagesBefore('lobby', 2, 1);
  assert(message);
  for (const reader of ['p0', 'p9', 'p19', 'somebody']) {
    const { reactions = [] }: Message = await withReaderReactions(log, 'lobby', message, reader);
    assert.deepEqual(
      reactions.map(({ emoji, count }) => [emoji, count]),
      kinds.map((emoji, index) => [emoji, index + 1]),
    );
    const named = reactions.map(({ people }) => people.map(({ id }) => id));
    assert.equal(named.flat().length, limits.reactors);
    for (const [index, ids] of named.entries()) {
      const gave = reader !== 'somebody' && index >= Number(reader.slice(1));
      assert.equal(ids.includes(reader), gave, `${reader} of kind ${index}`);
      assert.equal(new Set(ids).size, ids.length);
    }
  }
});

test('the names of a crowd’s reactions are cut in every answer with messages', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const { epoch } = await ann.join();
  const target = await said(ann, 'hello');
  const crowd = await Promise.all(
    Array.from({ length: limits.reactors + 2 }, (_, index) => newMember(t, url, `No. ${index + 200}`)),
  );
  for (const one of crowd) await one.react(target, '👍');

  const [last] = crowd.slice(-1);
  assert(last);
  const { me, messages } = await last.join();
  const delta = await last.join({ since: { epoch, seq: 0 } });
  const { messages: page } = await last.history(2);
  for (const message of [messages?.[0], delta.entries?.[0], page[0]]) {
    const said = JSON.stringify(message);
    assert.match(said, new RegExp(`"count":${crowd.length},"people":\\[{"id":"${me.id}"`));
    assert.equal(said.split('"No. ').length - 1, limits.reactors);
  }
});
