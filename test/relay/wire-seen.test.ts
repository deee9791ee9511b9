import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits, type SeenFrame } from '@realtime-chat/protocol';
import { newRelay } from '../support/relay.ts';
import { newMember, newWireClient, type WireClient } from '../support/wire-client.ts';

function sees(client: WireClient, seq: number, room = 'lobby'): void {
  client.socket.emit('seen', { room, seq });
}

/** The first frame with exactly these positions. */
function tells(client: WireClient, places: Record<string, number>): Promise<SeenFrame> {
  const words = (entries: [name: string, seq: number][]): string =>
    entries
      .map(([name, seq]) => `${name} ${seq}`)
      .toSorted()
      .join(', ');
  const wanted = words(Object.entries(places));
  const told = ({ seen }: SeenFrame): string => words(seen.map(({ username = '', seq }) => [username, seq]));
  return client.seen.first(wanted, (frame) => told(frame) === wanted);
}

test('all members see how far each has read, also those who join later', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  for (const text of ['one', 'two', 'three']) await ann.say(text);
  sees(ann, 3);
  sees(bob, 1);
  const frame = await tells(bob, { Ann: 3, Bob: 1 });
  const { me } = await ann.join();
  assert.equal(frame.room, 'lobby');
  assert.deepEqual(
    frame.seen.find(({ username }) => username === 'Ann'),
    { id: me.id, username: 'Ann', seq: 3 },
  );
  await tells(ann, { Ann: 3, Bob: 1 });

  const cat = await newMember(t, url, 'Cat');
  await tells(cat, { Ann: 3, Bob: 1 });
  sees(bob, 2);
  await tells(cat, { Ann: 3, Bob: 2 });
});

test('a read position is never beyond the head, and never goes back', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  await ann.say('one');
  sees(ann, Number.MAX_SAFE_INTEGER);
  await tells(bob, { Ann: 1 });
  await ann.say('two');
  sees(ann, 2);
  sees(ann, 1);
  await tells(bob, { Ann: 2 });
  sees(bob, 2);
  await tells(bob, { Ann: 2, Bob: 2 });
  const places = bob.seen.all.map(({ seen }) => seen.find(({ username }) => username === 'Ann')?.seq ?? 0);
  assert.deepEqual(
    places,
    places.toSorted((one, other) => one - other),
  );
});

test('many read positions at once are sent in few frames', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  for (let number = 1; number <= 20; number++) await ann.say(String(number));
  const began = performance.now();
  for (let seq = 1; seq <= 20; seq++) {
    sees(bob, seq);
    // The relay has got it before the next one is sent.
    await bob.ask('leave', { room: 'another' });
  }
  await tells(ann, { Bob: 20 });
  const seconds = (performance.now() - began) / 1000;
  assert.ok(ann.seen.all.length <= 2 + seconds, `${ann.seen.all.length} frames in ${seconds} s`);
});

test('two tabs of one person are one reader, and rooms are separate', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  const { me } = await bob.join();
  const tab = await newMember(t, url, 'Bob', { auth: { protocol: 1, session: me.session } });
  for (const text of ['one', 'two', 'three']) await ann.say(text);
  sees(bob, 3);
  await tells(ann, { Bob: 3 });
  sees(tab, 2);
  await ann.join({ room: 'attic' });
  await ann.say('up here', { room: 'attic', username: 'Ann' });
  sees(ann, 1, 'attic');
  const attic = await ann.seen.first('the attic', ({ room }) => room === 'attic');
  assert.deepEqual(
    attic.seen.map(({ seq }) => seq),
    [1],
  );
  sees(ann, 2);
  await tells(ann, { Ann: 2, Bob: 3 });
});

test('a read position stays known after its person has left, and shows the current name while they are here', async (t) => {
  const { url } = await newRelay(t);
  const [ann, bob] = [await newMember(t, url, 'Ann'), await newMember(t, url, 'Bob')];
  await ann.say('one');
  sees(bob, 1);
  await tells(ann, { Bob: 1 });
  await bob.join({ username: 'Robert' });
  await tells(ann, { Robert: 1 });
  bob.socket.disconnect();
  await ann.members.until('Bob gone', (all) => all.at(-1)?.count === 1);
  sees(ann, 1);
  await ann.seen.first('both', ({ seen }) => seen.length === 2);
});

test('read positions are not sent in a large room, and are sent again once it is small', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  await ann.say('one');
  await ann.say('two');
  const crowd = [];
  for (let person = 1; person <= limits.seen; person++) crowd.push(await newMember(t, url, `p${person}`));
  const [first, last] = [crowd[0], crowd.at(-1)];
  assert(first && last);
  sees(first, 1);
  await first.ask('leave', { room: 'another' });
  await ann.ask('leave', { room: 'another' });
  assert.deepEqual(ann.seen.all, []);

  last.socket.disconnect();
  await ann.members.until('one gone', (all) => all.at(-1)?.count === limits.seen);
  sees(ann, 2);
  await tells(ann, { Ann: 2, p1: 1 });
});

test('a member without a name is a reader too, and malformed positions are ignored', async (t) => {
  const { url } = await newRelay(t);
  const nameless = await newWireClient(t, url);
  const { me } = await nameless.join();
  await nameless.say('one', { username: 'Ann' });
  for (const words of [
    { room: 'lobby' },
    { room: 'lobby', seq: -1 },
    { room: 'lobby', seq: '1' },
    [],
    null,
    1,
  ]) {
    nameless.socket.emit('seen', words);
  }
  nameless.socket.emit('seen');
  nameless.socket.emit('seen', () => {});
  const other = await newWireClient(t, url);
  await other.join();
  sees(other, 1);
  const { seen } = await other.seen.first('the frame');
  assert.equal(seen.length, 1);
  assert.ok(seen[0] && seen[0].id !== me.id && !('username' in seen[0]));
});
