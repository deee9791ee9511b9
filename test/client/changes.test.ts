import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { ChatMessage, ChatRoom } from '@realtime-chat/widget/client';
import { afterwards } from '../support/afterwards.ts';
import { newRelayProcess } from '../support/cli.ts';
import { newProxy } from '../support/proxy.ts';
import { newRelay } from '../support/relay.ts';
import { enteredRoom, hears, shows } from '../support/room.ts';
import { newMember } from '../support/wire-client.ts';

/** How a message reads now. */
function now(room: ChatRoom, { id }: { id: string }): ChatMessage {
  const message = room.messages.find((each) => each.id === id);
  assert.ok(message, 'the message is there');
  return message;
}

function given(message: ChatMessage): string[] {
  return (message.reactions ?? []).map(
    ({ emoji, count, people }) => `${emoji} ${count} ${people.map(({ username }) => username).join()}`,
  );
}

/** Whatever the room shows of a message, from now on, each state once. */
function states<T>(room: ChatRoom, message: ChatMessage, look: (message: ChatMessage) => T): T[] {
  const seen: T[] = [];
  room.on('change', () => {
    const state = look(now(room, message));
    if (JSON.stringify(state) !== JSON.stringify(seen.at(-1))) seen.push(state);
  });
  return seen;
}

/** Ann and Bob in a room, and a message of Ann's that both have. */
async function talking(t: Parameters<typeof newRelay>[0], options?: Parameters<typeof newRelay>[1]) {
  const { url } = await newRelay(t, options);
  const ann = await enteredRoom(t, url, { username: 'Ann' });
  const bob = await enteredRoom(t, url, { username: 'Bob' });
  const message = await ann.send('hello');
  await hears(bob, 'hello');
  return { url, ann, bob, message };
}

test('an edit is shown at once and marked, then as it is stored, and then at the others', async (t) => {
  const { ann, bob, message } = await talking(t);
  const seen = states(ann, message, ({ message, changing = false }) => [message, changing]);
  await ann.edit(message, 'hello you  ');
  await shows(bob, 'the edit', () => now(bob, message).edited !== undefined);
  await shows(ann, 'the edit from the log', () => !now(ann, message).changing);
  assert.deepEqual(seen, [
    ['hello you', true],
    ['hello you', false],
  ]);
  for (const room of [ann, bob]) assert.equal(now(room, message).message, 'hello you');
  assert.deepEqual(now(ann, message).edited, now(bob, message).edited);
});

test('a deleted message keeps its place and loses everything else', async (t) => {
  const { ann, bob, message } = await talking(t);
  const answer = await bob.send('oh', now(bob, message));
  await hears(ann, 'oh');
  await bob.react(message, '👍');
  await shows(ann, 'the reaction', () => given(now(ann, message)).length > 0);
  await ann.edit(message, 'changed');
  await ann.delete(message);
  await shows(bob, 'the deletion', () => now(bob, message).deleted);
  for (const room of [ann, bob]) {
    const { message: text, edited, reactions, seq } = now(room, message);
    assert.deepEqual([text, edited, reactions, seq], ['', undefined, undefined, message.seq]);
    assert.equal(now(room, answer).reply, message.seq);
    assert.equal(room.at(message.seq ?? 0)?.deleted, true);
  }
  assert.equal(ann.mayEdit(now(ann, message)), false);
  assert.equal(ann.mayDelete(now(ann, message)), false);
});

test('reactions are counted by person, and taken back', async (t) => {
  const { ann, bob, message } = await talking(t);
  const reads = (...lines: string[]) =>
    Promise.all(
      [ann, bob].map((room) =>
        shows(room, lines.join(), () => {
          const shown = now(room, message);
          return JSON.stringify(given(shown)) === JSON.stringify(lines) && !shown.changing;
        }),
      ),
    );
  const seen = states(ann, message, given);
  await ann.react(message, '👍');
  await ann.react(message, '👍');
  await reads('👍 1 Ann');
  const lines = new Set(seen.flat());
  assert.deepEqual([...lines], ['👍 1 Ann'], 'who gives it twice has given it once');
  await bob.react(message, '👍');
  await bob.react(message, '🎉');
  await reads('👍 2 Ann,Bob', '🎉 1 Bob');
  await bob.react(message, '👍', false);
  await bob.react(message, '👍', false);
  await reads('👍 1 Ann', '🎉 1 Bob');
  await ann.react(message, '👍', false);
  await reads('🎉 1 Bob');
});

test('changes that are made at once arrive in their order', async (t) => {
  const { ann, bob, message } = await talking(t);
  const edits = ['one', 'two', 'three'].map((text) => ann.edit(message, text));
  const after = ann.send('after');
  await Promise.all([...edits, after]);
  await hears(bob, 'after');
  assert.equal(now(bob, message).message, 'three');
});

test('a refused change is undone, and the client reports the reason', async (t) => {
  const { ann, bob, message } = await talking(t);
  const told: string[] = [];
  bob.on('error', ({ error: { code } }) => told.push(code));
  const seen = states(bob, message, ({ message, deleted = false }) => [message, deleted]);
  assert.equal(bob.mayEdit(now(bob, message)), false);
  assert.equal(bob.mayDelete(now(bob, message)), false);
  await assert.rejects(bob.edit(message, 'not mine'), { name: 'ChatError', code: 'forbidden' });
  await assert.rejects(bob.delete(message), { code: 'forbidden' });
  assert.deepEqual(seen, [
    ['not mine', false],
    ['hello', false],
    ['', true],
    ['hello', false],
  ]);
  const nowhere = { ...now(bob, message), id: 'no-message-has-this-id' };
  await assert.rejects(bob.react(nowhere, '👍'), { code: 'not_found' });
  await ann.delete(message);
  await assert.rejects(ann.edit(message, 'back again'), { code: 'not_found' });
  assert.equal(now(ann, message).deleted, true);
  for (const [text, code] of [
    [' ', 'empty'],
    ['x'.repeat(8001), 'too_long'],
  ] as const) {
    await assert.rejects(ann.edit(message, text), { code });
  }
  assert.deepEqual(told, ['forbidden', 'forbidden', 'not_found']);
});

test('a change that is too late is refused, and does not hold up the next one', async (t) => {
  const { ann, bob, message } = await talking(t, { editWindow: 0 });
  // The client's time is behind the relay's by as long as the answer to its join took.
  while (ann.mayEdit(now(ann, message))) await setImmediate();
  const late = [ann.edit(message, 'changed'), ann.delete(message)];
  const refused = late.map((change) => assert.rejects(change, { code: 'too_late' }));
  await Promise.all([...refused, ann.send('after')]);
  await hears(bob, 'after');
  for (const room of [ann, bob]) assert.equal(now(room, message).message, 'hello');
  assert.equal(now(ann, message).changing, undefined);
});

test(
  'a change whose acknowledgement was lost is sent again, and made once',
  { timeout: 60_000 },
  async (t) => {
    const { url } = await newRelay(t);
    const proxy = await newProxy(t, url);
    const ann = await enteredRoom(t, proxy.url, { username: 'Ann' });
    const bob = await newMember(t, url, 'Bob');
    const message = await ann.send('hello');
    const changes: [string, () => Promise<void>][] = [
      ['edit', () => ann.edit(message, 'changed')],
      ['react', () => ann.react(message, '👍')],
      ['delete', () => ann.delete(message)],
    ];
    for (const [index, [, change]] of changes.entries()) {
      proxy.loseAnswers();
      const done = change();
      await bob.hearsEntry(index + 2);
      assert.equal(now(ann, message).changing, true);
      proxy.cut();
      await done;
      await shows(ann, 'the change from the log', () => !now(ann, message).changing);
    }
    await ann.send('after');
    await bob.hears('after');
    const entries = bob.entries.all.flatMap(({ entries }) => entries);
    assert.deepEqual(
      entries.map(({ type }) => type),
      ['message', 'edit', 'react', 'delete', 'message'],
    );
  },
);

test('a change of a message that the relay has lost affects no other', { timeout: 60_000 }, async (t) => {
  const relay = await newRelayProcess(t, { data: ':memory:' });
  const ann = await enteredRoom(t, relay.url);
  const message = await ann.send('of the old log');
  await relay.kill();
  await shows(ann, 'the loss of the link', () => ann.status === 'reconnecting');
  const edit = assert.rejects(ann.edit(message, 'changed'), { code: 'not_found' });
  const reply = assert.rejects(ann.send('an answer', message), { code: 'not_found' });
  await shows(ann, 'the edit', () => now(ann, message).changing);

  const wrong = new Set<string>();
  ann.on('change', () => {
    for (const { id, changing } of ann.messages) if (changing && id !== message.id) wrong.add(id);
  });
  const again = await newRelayProcess(t, { port: relay.port, data: ':memory:' });
  const bob = await newMember(t, again.url, 'Bob');
  await bob.say('of the new log');
  await Promise.all([edit, reply]);
  await hears(ann, 'of the new log');
  assert.equal(wrong.size, 0);
  const [first] = ann.messages.filter(({ seq }) => seq === message.seq);
  assert.deepEqual(
    [first?.message, first?.edited, first?.changing],
    ['of the new log', undefined, undefined],
  );

  const failed = ann.messages.find(({ state }) => state === 'failed');
  assert.equal(failed?.error, 'not_found');
  const said = await ann.retry(failed?.id ?? '');
  assert.deepEqual([said?.message, said?.reply], ['an answer', undefined]);
});

test('changes that wait survive a disconnect, and end when the room is closed', async (t) => {
  const { ann, bob, message } = await talking(t);
  ann.disconnect();
  const edit = ann.edit(message, 'changed');
  await shows(ann, 'the edit', () => now(ann, message).message === 'changed');
  assert.equal(now(bob, message).message, 'hello');
  ann.connect();
  await edit;
  await shows(bob, 'the edit', () => now(bob, message).message === 'changed');
  ann.disconnect();
  const late = assert.rejects(ann.react(message, '👍'), { code: 'closed' });
  ann.close();
  await late;
  await assert.rejects(ann.delete(message), { code: 'closed' });
});

test('a quoted message older than the loaded ones is fetched in its current version', async (t) => {
  const { url, ann, bob, message } = await talking(t);
  for (let number = 0; number < 60; number++) await bob.send(String(number));
  const answer = await bob.send('an answer to the first', message);
  const cat = await enteredRoom(t, url, { username: 'Cat' });
  const { seq = 0 } = message;
  assert.equal(now(cat, answer).reply, seq);
  assert.equal(cat.at(seq), undefined);
  cat.requestMessage(seq);
  assert.equal((await shows(cat, 'what is answered', () => cat.at(seq))).message, 'hello');
  await ann.edit(message, 'changed');
  await shows(cat, 'the edit', () => cat.at(seq)?.message === 'changed');
  await ann.delete(message);
  await shows(cat, 'the deletion', () => cat.at(seq)?.deleted);
  assert.equal(cat.isGone(seq), false);
});

test('the others learn that a person is typing, until that person’s message arrives', async (t) => {
  const { ann, bob } = await talking(t);
  const names = (): string => ann.typing.map(({ username }) => username).join();
  // A notice that would have to wait is not sent, so one may be lost.
  const typing = setInterval(() => bob.typed(), 50);
  afterwards(t, () => clearInterval(typing));
  await shows(ann, 'that Bob is typing', () => names() === 'Bob');
  clearInterval(typing);
  assert.deepEqual(bob.typing, []);
  await bob.send('there');
  await hears(ann, 'there');
  assert.equal(names(), '');
});

test('the others learn how far a person has read, while that person is connected', async (t) => {
  const { ann, bob, message } = await talking(t);
  const read = (room: ChatRoom): string => room.seen.map(({ username, seq }) => `${username} ${seq}`).join();
  bob.saw();
  await shows(ann, 'what Bob has seen', () => read(ann) === `Bob ${message.seq}`);
  assert.equal(read(bob), '', 'not of oneself');
  const next = await ann.send('and more');
  await hears(bob, 'and more');
  bob.saw();
  await shows(ann, 'what Bob has seen by now', () => read(ann) === `Bob ${next.seq}`);
  ann.disconnect();
  assert.equal(read(ann), '');
});
