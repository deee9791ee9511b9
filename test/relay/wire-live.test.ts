import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRelay } from '../support/relay.ts';
import { newMember, newWireClient, type WireClient } from '../support/wire-client.ts';

const seqs = (entries: readonly { seq: number }[]): number[] => entries.map(({ seq }) => seq);
const numbers = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

test('a thousand messages at once arrive in one order, batched into few frames', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  const receipts = await Promise.all(numbers(1, 1000).map((number) => ann.say(String(number))));
  assert.deepEqual(seqs(receipts), numbers(1, 1000));

  await Promise.all([ann.hears('1000'), bob.hears('1000')]);
  assert.deepEqual(seqs(bob.heard()), numbers(1, 1000));
  assert.ok(bob.entries.all.length < 250, `${bob.entries.all.length} frames`);
  assert.deepEqual(bob.entries.all, ann.entries.all);
});

test('a single message is sent without delay', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  for (const message of ['one', 'two']) {
    await ann.say(message);
    await ann.hears(message);
  }
  assert.deepEqual(
    ann.entries.all.map(({ entries }) => entries.length),
    [1, 1],
  );
});

test('messages that many clients send at once arrive in one order everywhere', async (t) => {
  const { url } = await newRelay(t);
  const people = await Promise.all(numbers(1, 6).map((number) => newMember(t, url, `Person ${number}`)));
  await Promise.all(
    people.map(async (person, index) => {
      for (const number of numbers(1, 30)) await person.say(`${index}-${number}`);
    }),
  );
  const conversations = await Promise.all(
    people.map((person) => person.entries.until('all', () => person.heard().length >= 180 && person.heard())),
  );
  const [first, ...others] = conversations;
  assert.deepEqual(seqs(first ?? []), numbers(1, 180));
  for (const other of others) assert.deepEqual(other, first);
});

test('a client that joins during a conversation misses nothing and gets nothing out of order', async (t) => {
  const { url } = await newRelay(t);
  const talker = await newMember(t, url, 'Ann');
  let talking = true;
  const talk = async (): Promise<void> => {
    while (talking) await Promise.all(numbers(1, 5).map((number) => talker.say(`and ${number}`)));
  };
  const talks = [talk(), talk()];

  const joiners: { client: WireClient; known: number[] }[] = [];
  for (let round = 0; round < 40; round += 1) {
    const client = await newWireClient(t, url);
    const first = await client.join();
    const known = seqs(first.messages ?? []);
    assert.equal(known.at(-1) ?? 0, first.head);
    joiners.push({ client, known });
    if (round % 2 === 0) continue;
    // Disconnect, and come back with a position in the log.
    client.socket.disconnect();
    const back = await newWireClient(t, url);
    const joined = await back.join({ since: { epoch: first.epoch, seq: first.head } });
    assert.equal(joined.mode, 'delta');
    joiners.push({ client: back, known: [...known, ...seqs(joined.entries ?? [])] });
  }
  talking = false;
  await Promise.all(talks);
  const { seq: last } = await talker.say('the end');

  for (const { client, known } of joiners) {
    if (!client.socket.connected) continue;
    await client.hears('the end');
    const head = known.at(-1) ?? 0;
    const heard = seqs(client.heard());
    // An entry that is stored during the join may arrive twice, but is never lost.
    assert.deepEqual([...known, ...heard.filter((seq) => seq > head)], numbers(known[0] ?? 1, last));
    assert.deepEqual(heard, numbers(heard[0] ?? 1, last));
  }
});

test('a lost last message is noticed by the head frame', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  const { epoch, seq } = await ann.say('hello');
  await ann.hears('hello');

  const beacon = new Promise((resolve) => ann.socket.once('head', resolve));
  t.mock.timers.tick(25_000);
  assert.deepEqual(await beacon, { room: 'lobby', epoch, head: seq });
});

test('messages published by the application reach the room, with a name or without', async (t) => {
  const relay = await newRelay(t);
  const ann = await newMember(t, relay.url, 'Ann');
  const receipt = await relay.publish('lobby', { message: 'We close at six.' });
  assert.equal(receipt.seq, 1);
  const { username, ...entry } = await ann.hears('We close at six.');
  assert.equal(username, undefined);
  assert.equal(entry.seq, 1);
  assert.equal(entry.time, receipt.time);

  await relay.publish('lobby', { message: 'Build passed.', username: 'CI' });
  assert.equal((await ann.hears('Build passed.')).username, 'CI');
  assert.equal((await (await newWireClient(t, relay.url)).join()).head, 2);
});

test('messages published by the application are validated like all others', async (t) => {
  const relay = await newRelay(t);
  await assert.rejects(relay.publish('lobby', { message: ' ' }), {
    code: 'invalid',
    message: 'message must not be empty',
  });
  await assert.rejects(relay.publish('', { message: 'hello' }), {
    code: 'invalid',
    message: 'room must not be empty',
  });
  await assert.rejects(relay.publish('lobby', { message: 'hello', username: 'a\nb' }), { code: 'invalid' });
});
