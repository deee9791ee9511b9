import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '@realtime-chat/protocol';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newMember, newWireClient } from '../support/wire-client.ts';

const picture = 'https://pictures.example/mona.png';
const soon = (): number => Math.floor(Date.now() / 1000) + 2;

test('a picture of the token is known to the members, and for the messages that are read later', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const ann = await newMember(t, url, 'Ann');
  const mona = await newWireClient(t, url, bearing(await token({ picture })));
  const { me, members } = await mona.join();
  assert.equal(me.picture, picture);
  assert.deepEqual(
    members.map((member) => member.picture),
    [undefined, picture],
  );
  await ann.members.until('the picture', (all) =>
    all.at(-1)?.members.some((each) => each.picture === picture),
  );
  await mona.say('hello');
  const message = await ann.hears('hello');
  assert.ok(!('picture' in message), 'it is no part of the log');
  mona.socket.disconnect();
  const { authors } = await ann.join();
  assert.deepEqual(authors, [{ id: 'user:7', picture }]);
  assert.deepEqual((await ann.history(9)).authors, authors);
});

test('a renewed token changes the picture, or removes it, for everybody', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const ann = await newMember(t, url, 'Ann');
  const mona = await newWireClient(t, url, bearing(await token({ picture, exp: soon() })));
  const renewed = await token();
  mona.socket.on('token', (answer: (token: string) => void) => answer(renewed));
  await mona.join();
  await mona.say('hello');
  const hasPicture = (has: boolean) =>
    ann.members.until(`has a picture: ${has}`, (all) =>
      all.at(-1)?.members.some(({ id, picture: known }) => id === 'user:7' && (known !== undefined) === has),
    );
  await hasPicture(true);
  await hasPicture(false);
  assert.equal((await ann.join()).authors, undefined);
});

test('frames that come often do not repeat the picture', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const ann = await newMember(t, url, 'Ann');
  const mona = await newWireClient(t, url, bearing(await token({ picture })));
  await mona.join();
  await mona.say('hello');
  // The relay drops a typing event that would have to wait behind another frame.
  await ann.hears('hello');
  mona.socket.emit('typing', { room: 'lobby' });
  const [typing] = await ann.typing.until('typing', (all) => all.length > 0 && all);
  assert.deepEqual(typing?.member, { id: 'user:7', username: 'Mona', verified: true });
  mona.socket.emit('seen', { room: 'lobby', seq: 1 });
  const [seen] = await ann.seen.until('a read receipt', (all) => all.length > 0 && all);
  assert.deepEqual(seen?.seen, [{ id: 'user:7', username: 'Mona', verified: true, seq: 1 }]);
});

test('a picture that cannot be used is ignored with a line in the log, and its person is let in', async (t) => {
  const unusable: [picture: unknown, reason: RegExp][] = [
    ['http://pictures.example/mona.png', /must begin with https/],
    ['javascript:alert(1)', /must begin with https/],
    ['data:image/png;base64,AAAA', /must begin with https/],
    ['https://mona:secret@pictures.example/', /no name or password/],
    ['mona.png', /must be a URL/],
    [`https://pictures.example/${'x'.repeat(limits.picture)}`, /at most 512/],
    // Its characters are written as escapes, which are longer.
    [`https://pictures.example/${'я'.repeat(200)}`, /at most 512/],
    [7, /must be a string/],
    [{ url: picture }, /must be a string/],
  ];
  for (const [each, reason] of unusable) {
    const lines: object[] = [];
    const logger = { error: () => {}, info: () => {}, warn: (details: object) => lines.push(details) };
    const { url } = await newRelay(t, { authSecret, logger });
    const client = await newWireClient(t, url, bearing(await token({ picture: each })));
    assert.equal((await client.join()).me.picture, undefined);
    const line = lines.at(-1) ?? {};
    assert.ok('code' in line && 'reason' in line, JSON.stringify(each));
    assert.equal(line.code, 'unusable_picture');
    assert.match(String(line.reason), reason);
  }
});

test('with `pictures: deny` nobody has a picture', async (t) => {
  const { url } = await newRelay(t, { authSecret, pictures: 'deny' });
  const mona = await newWireClient(t, url, bearing(await token({ picture })));
  const { me, members } = await mona.join();
  assert.ok(!('picture' in me));
  assert.ok(members.every((member) => !('picture' in member)));
});

test('the hook `authenticate` gives pictures too, and guests have none', async (t) => {
  const { url } = await newRelay(t, {
    authenticate: async (name) => (name ? { id: name, username: name, picture } : null),
  });
  const mona = await newWireClient(t, url, bearing('Mona'));
  assert.equal((await mona.join()).me.picture, picture);
  const ann = await newMember(t, url, 'Ann');
  assert.ok(!('picture' in (await ann.join()).me));
});

test('in a room with more people than the list names, live entries tell their authors’ pictures', async (t) => {
  const { url } = await newRelay(t, { authSecret });
  const crowd = await Promise.all(
    Array.from({ length: limits.members + 1 }, (_, index) => newMember(t, url, `Guest ${index}`)),
  );
  const mona = await newWireClient(t, url, bearing(await token({ picture })));
  await mona.join();
  await mona.say('hello');
  const [ann] = crowd;
  const frame = await ann?.entries.until('the entry', (all) => all.at(-1));
  assert.deepEqual(frame?.authors, [{ id: 'user:7', picture }]);
});
